import { expect, test } from 'vitest';
import { fieldsOf, narrowings, searchOf } from './search-fields.ts';

const NO_FIELDS = fieldsOf({});

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

test('what narrows a search besides its fields stays, and can be told', () => {
  const search = { step: 'look', measurement: '', cause: 'failed', first: 'true', order: 'oldest', lot: 'L' };
  expect(narrowings({ serialNumber: 'SN', endedFrom: 'a', ...search, endedTo: 'b' })).toEqual([
    [
      ['endedFrom', 'a'],
      ['endedTo', 'b'],
    ],
    ...['step', 'measurement', 'cause', 'first', 'lot'].map((key) => [[key, search[key as keyof typeof search]]]),
  ]);
  expect(searchOf({ ...fieldsOf(search), lot: 'M' }, search)).toEqual({
    ...{ step: 'look', measurement: '', cause: 'failed', first: 'true', order: 'oldest', lot: 'M' },
  });
});
