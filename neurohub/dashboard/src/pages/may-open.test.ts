import { expect, test } from 'vitest';
import { mayOpen, pagesFor } from './may-open.ts';

test('people are for administrators, the audit trail for managers, the rest for everybody', () => {
  expect(pagesFor('viewer')).toEqual(['floor', 'results', 'quality', 'packages', 'stations']);
  expect(pagesFor('manager').at(-1)).toBe('audit');
  expect(pagesFor('admin').slice(-2)).toEqual(['people', 'audit']);
  expect(mayOpen('units', 'viewer')).toBe(true);
});
