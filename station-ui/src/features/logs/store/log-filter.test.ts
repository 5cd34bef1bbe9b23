import type { LogEvent } from '@neurohub/contracts/events';
import { expect, it } from 'vitest';
import { apiQueryOf, filterOfQuery, localOf, matchesFilter, NO_FILTER, queryOfFilter } from './log-filter.ts';

const LINE: LogEvent = {
  ...{ at: '2026-11-26T07:00:00.000Z', level: 'warning', message: 'Rail 5 V is LOW: Ä', batchId: 'b1' },
  ...{ executionId: '0a0a0a0a-0000-4000-8000-000000000000', step: 'rails' },
};

it('reads back from the address what it writes there, and leaves out what cannot be', () => {
  const filter = { ...NO_FILTER, level: 'error', batch: 'b1', text: 'a&b=c 한글', from: '2026-11-26T07:00:00.000Z' };
  expect(filterOfQuery(new URLSearchParams(queryOfFilter(filter).toString()))).toEqual(filter);
  const odd = filterOfQuery(
    new URLSearchParams('level=loud&source=moon&execution=7&to=never&from=2026-11-26T16:00:00%2B09:00'),
  );
  expect(odd).toEqual({ ...NO_FILTER, from: '2026-11-26T07:00:00.000Z' });
  expect(apiQueryOf({ ...filter, execution: 'x' }).toString()).toBe(
    'level=error&batchId=b1&executionId=x&search=a%26b%3Dc+%ED%95%9C%EA%B8%80&from=2026-11-26T07%3A00%3A00.000Z',
  );
});

it.each([
  [{}, true],
  [{ level: 'info' }, true],
  [{ level: 'error' }, false],
  [{ batch: 'b1', step: 'rails', execution: LINE.executionId ?? '' }, true],
  [{ batch: 'b2' }, false],
  [{ step: 'rail' }, false],
  [{ source: 'step' }, true],
  [{ source: 'batch' }, false],
  [{ text: 'is low' }, true],
  // As the database: only ASCII letters are found in either case.
  [{ text: 'ä' }, false],
  [{ from: '2026-11-26T07:00:00.000Z', to: '2026-11-26T07:00:00.001Z' }, true],
  [{ to: '2026-11-26T07:00:00.000Z' }, false],
])('decides about a live line as the service does: %o', (change, isShown) => {
  expect(matchesFilter({ ...NO_FILTER, ...change }, LINE)).toBe(isShown);
});

it('gives a moment to a field that knows no zone, and takes it back', () => {
  const iso = '2026-11-26T07:00:05.000Z';
  expect(new Date(localOf(iso)).toISOString()).toBe(iso);
  expect(localOf('')).toBe('');
});
