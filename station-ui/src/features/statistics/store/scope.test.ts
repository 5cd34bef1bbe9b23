import { expect, test } from 'vitest';
import { queryOf } from '../../../lib/hash-query.ts';
import { bucketOf, periodNameOf, resultsBehind, spanOfBucket, statisticsQuery } from './scope.ts';

test('an address means a period with a name, or days of which the last is included', () => {
  expect(statisticsQuery({ period: 'shift', batch: 'b1', step: 'rails' })).toEqual({ period: 'shift', batch: 'b1' });
  expect(statisticsQuery({ period: 'never' })).toEqual({ period: 'today' });
  const days = { from: '2026-05-01', to: '2026-05-02' };
  expect(periodNameOf(days)).toBe('custom');
  expect(statisticsQuery(days)).toEqual({
    from: new Date(2026, 4, 1).toISOString(),
    to: new Date(2026, 4, 3).toISOString(),
  });
  expect(statisticsQuery({ from: '2026-01-01', to: '2026-12-31' })).toMatchObject({ bucket: 'week' });
  expect(statisticsQuery({ from: 'x' })).toEqual({});
});

test('time is told in hours up to two days', () => {
  const from = '2026-05-01T00:00:00.000Z';
  expect(bucketOf({}, { from, to: '2026-05-03T00:00:00.000Z' })).toBe('hour');
  expect(bucketOf({}, { from, to: '2026-05-03T00:00:00.001Z' })).toBe('day');
  expect(bucketOf({ bucket: 'week' }, { from, to: '2026-12-03T00:00:00.000Z' })).toBe('week');
});

test('behind a figure are the results of its time and filters', () => {
  const span = { from: '2026-05-01T08:30:00.000Z', to: '2026-05-01T16:30:00.000Z' };
  const href = resultsBehind({ period: 'shift', batch: 'b1', lot: 'L' }, span, { first: 'true', countedAs: 'failed' });
  expect(queryOf(href)).toEqual({
    ...{ batchId: 'b1', lot: 'L', endedFrom: span.from, endedTo: span.to, first: 'true', countedAs: 'failed' },
  });
  expect(spanOfBucket('2026-05-01T08:00:00.000Z', 'hour', span)).toEqual({
    ...{ from: span.from, to: '2026-05-01T09:00:00.000Z' },
  });
  expect(spanOfBucket('2026-05-01T16:00:00.000Z', 'hour', span).to).toBe(span.to);
});
