import { expect, test } from 'vitest';
import { lowEnd } from './low-end.ts';
import { bucketText, shareText } from './statistics-text.ts';
import { endOf, withEmptyBuckets } from './time-buckets.ts';

test('a share that is not whole is never shown as whole', () => {
  expect(shareText(1, 'en')).toBe('100%');
  expect(shareText(4999 / 5000, 'en')).toBe('99.9%');
  expect(shareText(0.9534, 'ko')).toBe('95.3%');
  expect(shareText(null, 'en')).toBe('–');
});

test('the axis of shares begins where there is room below the lowest', () => {
  expect([[0.97, 0.99], [0.905, 1], [0.6], [0.3, 1], []].map(lowEnd)).toEqual([0.9, 0.8, 0.5, 0, 0.9]);
});

test('hours are told with their time, days and weeks by their first day', () => {
  const at = new Date(2026, 4, 17, 14, 0).toISOString();
  expect(bucketText(at, 'hour', 'en')).toBe('5/17, 14:00');
  expect(bucketText(at, 'day', 'en')).toBe('May 17');
  expect(bucketText(at, 'week', 'ko')).toBe('5월 17일');
});

test('what lies between two stretches of time with results is told as empty', () => {
  const day = (date: number) => new Date(2026, 4, date).toISOString();
  const rows = [7, 8, 11].map((date) => ({ from: day(date), count: 1 }));
  const filled = withEmptyBuckets(rows, 'day', { count: 0 });
  expect(filled.map(({ from, count }) => [from, count])).toEqual([
    ...[day(7), day(8)].map((from) => [from, 1]),
    ...[day(9), day(10)].map((from) => [from, 0]),
    [day(11), 1],
  ]);
  expect(endOf(day(7), 'week')).toBe(day(14));
  const hours = ['2026-05-07T10:00:00.000Z', '2026-05-07T12:00:00.000Z'].map((from) => ({ from }));
  expect(withEmptyBuckets(hours, 'hour', {}).map(({ from }) => from.slice(11, 13))).toEqual(['10', '11', '12']);
  expect(withEmptyBuckets([], 'day', {})).toEqual([]);
});
