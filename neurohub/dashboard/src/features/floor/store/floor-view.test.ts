import { describe, expect, test } from 'vitest';
import {
  sampleAlarm,
  sampleFloorStation,
  sampleLiveBatch,
  sampleLiveExecution,
} from '../../../testing/sample-floor.ts';
import { lookOf, shownStations, summaryOf, toneOf } from './floor-view.ts';

const ended = (verdict: 'PASS' | 'FAIL' | 'ERROR') =>
  sampleLiveBatch({ execution: sampleLiveExecution({ verdict, state: 'completed', step: null }) });

describe('a batch', () => {
  test.each([
    [
      'a unit in test',
      sampleLiveBatch({ processState: 'running', execution: sampleLiveExecution() }),
      'testing',
      'active',
    ],
    ['nothing yet', sampleLiveBatch(), 'idle', 'quiet'],
    ['PASS', ended('PASS'), 'ended', 'quiet'],
    ['a fault', ended('ERROR'), 'ended', 'warning'],
    [
      'locked out, whatever ended before',
      { ...ended('PASS'), processState: 'locked-out' as const },
      'process',
      'urgent',
    ],
    ['a batch that is stopped', { ...ended('PASS'), processState: 'stopped' as const }, 'process', 'quiet'],
    [
      'an interrupted test',
      sampleLiveBatch({ processState: 'recovering', execution: sampleLiveExecution({ state: 'interrupted' }) }),
      'interrupted',
      'warning',
    ],
  ])('shows %s', (_name, batch, kind, tone) => {
    expect(lookOf(batch)).toMatchObject({ doing: { kind }, tone });
  });

  test('that waits for a person, or for lost hardware, has a colour; one that waits for its turn has none', () => {
    const waiting = (what: 'operator' | 'hardware' | 'instrument') =>
      lookOf(
        sampleLiveBatch({
          execution: sampleLiveExecution({ state: 'waiting', step: { name: 'a', index: 0, waiting: what } }),
        }),
      ).tone;
    expect([waiting('operator'), waiting('hardware'), waiting('instrument')]).toEqual(['warning', 'urgent', 'active']);
  });
});

describe('a station', () => {
  test('has the tone of the worst it tells; an alarm that somebody has seen is no more', () => {
    expect(toneOf(sampleFloorStation())).toBe('quiet');
    expect(toneOf(sampleFloorStation({ alarms: [sampleAlarm()], batches: [ended('ERROR')] }))).toBe('urgent');
    expect(toneOf(sampleFloorStation({ alarms: [sampleAlarm({ acknowledgedAt: sampleAlarm().raisedAt })] }))).toBe(
      'quiet',
    );
    expect(toneOf(sampleFloorStation({ quarantined: 1 }))).toBe('warning');
  });

  test('that is silent needs somebody, and what it told last counts no more', () => {
    const silent = sampleFloorStation({ connected: false, alarms: [sampleAlarm()] });
    expect(toneOf(silent)).toBe('warning');
    expect(summaryOf([silent, sampleFloorStation()])).toEqual({
      ...{ stations: 2, silent: 1, testing: 0, urgent: 0, warning: 0 },
    });
  });
});

test('stations are found by name or id, with trouble alone if wanted, always in the order of their names', () => {
  const stations = Object.fromEntries(
    [
      sampleFloorStation({ stationId: 'C', name: 'Line 10' }),
      sampleFloorStation({ stationId: 'B', name: 'Line 2', quarantined: 2 }),
      sampleFloorStation({ stationId: 'A', name: 'Rework' }),
    ].map((station) => [station.stationId, station]),
  );
  const ids = (find: string, onlyTrouble = false) =>
    shownStations(stations, { find, onlyTrouble }).map(({ stationId }) => stationId);
  expect(ids('')).toEqual(['B', 'C', 'A']);
  expect(ids('line')).toEqual(['B', 'C']);
  expect(ids('', true)).toEqual(['B']);
});
