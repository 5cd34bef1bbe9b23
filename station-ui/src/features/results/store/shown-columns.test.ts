import { expect, test } from 'vitest';
import { columnsOf } from './shown-columns.ts';

test('columns are those that were remembered, in their order, as far as there are such', () => {
  expect(columnsOf('duration,slot,nothing')).toEqual(['slot', 'duration']);
  expect(columnsOf('')).toEqual([]);
  expect(columnsOf(null)).toContain('sequence');
});
