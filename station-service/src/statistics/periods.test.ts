import type { Shift } from '@neurohub/contracts/shifts-config';
import type { PeriodName } from '@neurohub/contracts/statistics-rest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketBegin, bucketOf, periodOf } from './periods.ts';

const before = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin';
});
afterAll(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

const shifts: Shift[] = [
  { name: 'early', startMinutes: 6 * 60 },
  { name: 'late', startMinutes: 14 * 60 },
  { name: 'night', startMinutes: 22 * 60 },
];
const at = (now: string) => ({ now: new Date(now), shifts });

describe('a period with a name', () => {
  it.each<[PeriodName, string, string, string, string?]>([
    ['today', '2026-06-10T12:00:00Z', '2026-06-09T22:00:00.000Z', '2026-06-10T22:00:00.000Z'],
    ['yesterday', '2026-06-10T22:00:00Z', '2026-06-09T22:00:00.000Z', '2026-06-10T22:00:00.000Z'],
    ['last7Days', '2026-06-10T12:00:00Z', '2026-06-03T22:00:00.000Z', '2026-06-10T22:00:00.000Z'],
    ['shift', '2026-06-10T11:59:59Z', '2026-06-10T04:00:00.000Z', '2026-06-10T12:00:00.000Z', 'early'],
    ['shift', '2026-06-10T12:00:00Z', '2026-06-10T12:00:00.000Z', '2026-06-10T20:00:00.000Z', 'late'],
    ['shift', '2026-06-10T01:00:00Z', '2026-06-09T20:00:00.000Z', '2026-06-10T04:00:00.000Z', 'night'],
    ['previousShift', '2026-06-10T05:00:00Z', '2026-06-09T20:00:00.000Z', '2026-06-10T04:00:00.000Z', 'night'],
    // The day on which clocks are set ahead has 23 hours, and its night 7.
    ['today', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['shift', '2026-03-29T03:00:00Z', '2026-03-28T21:00:00.000Z', '2026-03-29T04:00:00.000Z', 'night'],
  ])('%s at %s is from %s to %s', (period, now, from, to, shift) => {
    expect(periodOf({ period }, at(now))).toEqual({ name: period, from, to, ...(shift && { shift }) });
  });

  it('is today when nothing is said, and what is said when it is', () => {
    const now = '2026-06-10T12:00:00Z';
    expect(periodOf({}, at(now))).toMatchObject({ name: 'today' });
    expect(periodOf({ from: '2026-01-01T00:00:00Z' }, at(now))).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-06-10T12:00:00.000Z',
    });
  });

  it('has one shift of a whole day unless station.yaml says more', () => {
    const whole = { now: new Date('2026-06-10T12:00:00Z'), shifts: [{ name: 'Day', startMinutes: 0 }] };
    const { from, to } = periodOf({ period: 'today' }, whole);
    expect(periodOf({ period: 'shift' }, whole)).toMatchObject({ from, to });
  });
});

describe('a bucket', () => {
  it('begins with the local hour, day, or Monday', () => {
    const time = new Date('2026-06-10T22:34:56.789Z');
    expect(bucketBegin(time, 'hour').toISOString()).toBe('2026-06-10T22:00:00.000Z');
    expect(bucketBegin(time, 'day').toISOString()).toBe('2026-06-10T22:00:00.000Z');
    expect(bucketBegin(time, 'week').toISOString()).toBe('2026-06-07T22:00:00.000Z');
  });

  it('of the hour that comes twice when clocks are set back is two', () => {
    const hours = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((hour) => bucketBegin(new Date(hour), 'hour'));
    expect(hours.map((hour) => hour.toISOString())).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']);
  });

  it('is an hour for two days, and a day for more', () => {
    const from = '2026-06-10T00:00:00.000Z';
    expect(bucketOf({ from, to: '2026-06-12T00:00:00.000Z' }, undefined)).toBe('hour');
    expect(bucketOf({ from, to: '2026-06-13T00:00:00.000Z' }, undefined)).toBe('day');
    expect(bucketOf({ from, to: '2026-06-13T00:00:00.000Z' }, 'week')).toBe('week');
  });
});
