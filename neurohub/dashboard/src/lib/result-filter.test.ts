import { expect, test } from 'vitest';
import { boundsOf, resultsQuery, statisticsQuery, toggled, withKey } from './result-filter.ts';

const NOW = new Date(2026, 4, 17, 14, 30);
const iso = (...[year, month, day]: [number, number, number]) => new Date(year, month - 1, day).toISOString();

test('a filter is asked for in the words of NeuroHub, what is empty is left out', () => {
  const filter = new URLSearchParams({ station: 'A,B', serial: ' SN1* ', verdict: 'FAIL', lot: '', period: '7d' });
  expect(Object.fromEntries(resultsQuery(filter, NOW))).toEqual({
    ...{ station: 'A,B', serial: 'SN1*', verdict: 'FAIL', from: iso(2026, 5, 11) },
  });
  expect(resultsQuery(new URLSearchParams(), NOW).size).toBe(0);
});

test('chosen days are whole days of this computer, the last one included', () => {
  const filter = new URLSearchParams({ from: '2026-05-01', to: '2026-05-02' });
  const { from, to } = boundsOf(filter, 'custom', NOW);
  expect([from?.toISOString(), to?.toISOString()]).toEqual([iso(2026, 5, 1), iso(2026, 5, 3)]);
  expect(boundsOf(new URLSearchParams({ from: 'nonsense' }), 'custom', NOW)).toEqual({ from: null, to: null });
});

test.each([
  ['today', 'hour', iso(2026, 5, 17)],
  ['30d', 'day', iso(2026, 4, 18)],
  ['all', 'week', new Date('2020-01-01').toISOString()],
])('statistics of %s are told by the %s', (period, bucket, from) => {
  const filter = new URLSearchParams({ period, serial: 'SN1', verdict: 'FAIL', batch: 'slot_1' });
  const asked = statisticsQuery(filter, { now: NOW, timeZone: 'Asia/Seoul', standard: '7d' });
  expect(asked.bucket).toBe(bucket);
  expect(Object.fromEntries(asked.query)).toEqual({
    ...{ batch: 'slot_1', from, to: iso(2026, 5, 18), bucket, timeZone: 'Asia/Seoul' },
  });
});

test('one of a list is switched on and off', () => {
  expect(toggled(null, 'FAIL')).toBe('FAIL');
  expect(toggled('PASS,FAIL', 'PASS')).toBe('FAIL');
  expect(withKey(new URLSearchParams({ verdict: 'FAIL' }), 'verdict', '').size).toBe(0);
});
