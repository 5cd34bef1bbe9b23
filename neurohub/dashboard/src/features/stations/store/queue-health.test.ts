import type { HubStation } from '@neurohub/contracts/hub-rest';
import { expect, test } from 'vitest';
import { AT, AT_MS } from '../../../testing/sample-floor.ts';
import { queueTone, sortedStations } from './queue-health.ts';

const queue = (change: Partial<NonNullable<HubStation['queue']>> = {}) => ({
  queue: { ...{ pending: 0, pendingContents: 0, quarantined: 0, oldestAt: null, bytes: 0 }, ...change },
});
const HOUR_MS = 3_600_000;

test('a queue needs somebody when something was refused, or has waited for more than an hour', () => {
  expect(queueTone(queue({ pending: 3, oldestAt: AT }), AT_MS + HOUR_MS)).toBe('quiet');
  expect(queueTone(queue({ pending: 3, oldestAt: AT }), AT_MS + HOUR_MS + 1)).toBe('warning');
  expect(queueTone(queue({ quarantined: 1 }), AT_MS)).toBe('warning');
  expect(queueTone({ queue: null }, AT_MS)).toBe('unknown');
});

test('stations with a concern come first, the rest by name as people count', () => {
  const station = (name: string, concerns: HubStation['concerns'] = []) => ({ name, concerns }) as HubStation;
  const concern = { kind: 'clone', message: '', since: AT } as const;
  expect(
    sortedStations([station('Line 10'), station('Line 2'), station('Rework', [concern])]).map(({ name }) => name),
  ).toEqual(['Rework', 'Line 2', 'Line 10']);
});
