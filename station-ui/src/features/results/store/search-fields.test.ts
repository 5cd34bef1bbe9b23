import { expect, test } from 'vitest';
import { fieldsOf, NO_FIELDS, searchOf } from './search-fields.ts';

test('fields become a query and come back from it, the last day included', () => {
  const fields = { ...NO_FIELDS, serialNumber: ' SN-1* ', verdict: 'FAIL,ERROR', from: '2026-03-28', to: '2026-03-29' };
  const search = searchOf(fields);
  expect(search).toEqual({
    serialNumber: 'SN-1*',
    verdict: 'FAIL,ERROR',
    from: new Date(2026, 2, 28).toISOString(),
    to: new Date(2026, 2, 30).toISOString(),
  });
  expect(fieldsOf(search)).toEqual({ ...fields, serialNumber: 'SN-1*' });
  expect(searchOf(NO_FIELDS)).toEqual({});
});
