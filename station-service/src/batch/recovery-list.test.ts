import type { BatchView } from '@neurohub/contracts/rest';
import { expect, test } from 'vitest';
import { ServiceEvents, type WorkerDeath } from '../core/events.ts';
import { RecoveryList } from './recovery-list.ts';

function setUp() {
  const events = new ServiceEvents({ error: () => undefined });
  let seconds = 0;
  const wallIso = () => {
    seconds += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
  };
  const list = new RecoveryList({ events, clock: { wallIso } });
  const die = (batchId: string, decision: WorkerDeath['decision']) =>
    events.emit('workerDied', { batchId, exitClass: 'killed', message: 'SIGKILL', executionId: null, decision });
  const show = (id: string, processState: BatchView['processState'], pid: number | null) =>
    events.emit('batchChanged', { id, processState, pid } as BatchView);
  return { list, die, show };
}
const RESTART = { kind: 'restart', attempt: 1, of: 3, delayMs: 2000 } as const;

test('says what was done, newest first, and when the process was there again', () => {
  const { list, die, show } = setUp();
  die('b1', RESTART);
  die('b2', { kind: 'giveUp', deaths: 4 });
  expect(list.newest.map(({ batchId, action, backAt }) => [batchId, action, backAt])).toEqual([
    ['b2', 'lockedOut', null],
    ['b1', 'restarted', null],
  ]);
  show('b1', 'recovering', null);
  show('b1', 'starting', 7);
  expect(list.newest[1]).toMatchObject({ backAt: null, attempt: 1, of: 3 });
  show('b1', 'idle', 7);
  show('b1', 'running', 7);
  expect(list.newest[1]).toMatchObject({ backAt: '2026-01-01T00:00:03.000Z' });
  expect(list.newest[0]?.backAt).toBeNull();
});

test('a process that died again before it was ready never was back', () => {
  const { list, die, show } = setUp();
  die('b1', RESTART);
  die('b1', { ...RESTART, attempt: 2 });
  show('b1', 'idle', 7);
  expect(list.newest.map(({ attempt, backAt }) => [attempt, backAt === null])).toEqual([
    [2, false],
    [1, true],
  ]);
});

test('keeps fifty', () => {
  const { list, die } = setUp();
  for (let death = 0; death < 60; death += 1) die('b1', { kind: 'wait' });
  expect(list.newest).toHaveLength(50);
});
