import { expect, test } from 'vitest';
import { inOrder } from './catalogue.ts';

test('what is referred to comes first, and a circle is told', () => {
  const tables = [
    { name: 'a', needs: ['b', 'c'] },
    { name: 'b', needs: ['c'] },
    { name: 'c', needs: [] },
  ];
  expect(inOrder(tables).map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  expect(() => inOrder([...tables, { name: 'd', needs: ['d2'] }, { name: 'd2', needs: ['d'] }])).toThrow(
    /circle: d, d2/,
  );
});
