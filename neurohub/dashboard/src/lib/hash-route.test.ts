import { expect, test } from 'vitest';
import { hrefOf, parseHash } from './hash-route.ts';

test('reads back the addresses it writes', () => {
  const query = new URLSearchParams({ station: 'a,b', serial: 'SN 1*' });
  const route = parseHash(hrefOf('results', 'x/y', query));
  expect({ ...route, query: [...route.query] }).toEqual({ page: 'results', id: 'x/y', query: [...query] });
  expect(parseHash(hrefOf('quality'))).toMatchObject({ page: 'quality', id: null });
});

test('takes any other address for the floor', () => {
  for (const hash of ['', '#/', '#/nonsense/1', '#/sign-in'])
    expect(parseHash(hash)).toMatchObject({ page: 'floor', id: null });
  expect(parseHash('#/units/%E0%A4%A')).toMatchObject({ page: 'units', id: '%E0%A4%A' });
});
