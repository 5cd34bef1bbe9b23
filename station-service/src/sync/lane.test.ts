import { afterEach, expect, test, vi } from 'vitest';
import { Heartbeat } from './heartbeat.ts';
import { HubGate } from './hub-gate.ts';
import { Lane, type LaneTurn } from './lane.ts';
import { type Outcome, problemOf } from './outcome.ts';

const clock = { wallIso: () => '2026-11-26T08:00:00.000Z', monotonicMs: () => performance.now() };
const log = { debug: vi.fn(), warn: vi.fn() };
const away = { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'nobody there') } as const;
const busy = { kind: 'retry', problem: problemOf('STORAGE_FAILED', 'busy'), isWord: true } as const;
const refused = { kind: 'refused', problem: problemOf('STATION_UNKNOWN', 'who?') } as const;
const answer = { at: '2026-11-26T08:00:00.000Z', ledger: { count: 0, lastSeq: 0 }, packages: 'x' };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
});

/** A lane whose turns are these, then idle; resolves a promise when it idles. */
function laneOf(turns: (LaneTurn | Error)[], gate: HubGate) {
  const taken: string[] = [];
  let idle = Promise.withResolvers<void>();
  const lane = new Lane({
    ...{ name: 'x', gate, clock, log, random: () => 0 },
    turn: async () => {
      const next = turns.shift() ?? 'idle';
      if (next instanceof Error) throw next;
      taken.push(typeof next === 'string' ? next : next.problem.code);
      if (next === 'idle') idle.resolve();
      return next;
    },
  });
  open.push(lane);
  lane.start();
  const untilIdle = async () => {
    await idle.promise;
    idle = Promise.withResolvers();
  };
  return { lane, taken, untilIdle };
}

test('works turn by turn, rests when there is nothing, and goes on when it is woken', async () => {
  const gate = new HubGate(clock, () => undefined);
  const turns: LaneTurn[] = ['more', 'more'];
  const { lane, taken, untilIdle } = laneOf(turns, gate);
  expect(taken).toEqual([]);
  gate.open();
  await untilIdle();
  turns.push('more');
  lane.wake();
  await untilIdle();
  expect(taken).toEqual(['more', 'more', 'idle', 'more', 'idle']);
});

test('a failure that NeuroHub itself tells is waited for by this lane alone; an unreachable one closes the gate for all', async () => {
  const gate = new HubGate(clock, () => undefined);
  gate.open();
  const first = laneOf([busy, busy, 'more'], gate);
  await first.untilIdle();
  expect(first.taken).toEqual(['STORAGE_FAILED', 'STORAGE_FAILED', 'more', 'idle']);
  expect([first.lane.failures, first.lane.problem, gate.isOpen]).toEqual([0, null, true]);
  const second = laneOf([away, 'more'], gate);
  await vi.waitFor(() => expect(gate.closed?.why).toBe('unreachable'));
  expect(second.taken).toEqual(['BACKEND_UNREACHABLE']);
  gate.open();
  await second.untilIdle();
  expect(second.taken).toEqual(['BACKEND_UNREACHABLE', 'more', 'idle']);
});

test('a fault of the own storage is tried again, too', async () => {
  const gate = new HubGate(clock, () => undefined);
  gate.open();
  const { untilIdle, taken } = laneOf([new Error('EIO'), 'more'], gate);
  await untilIdle();
  expect(taken).toEqual(['more', 'idle']);
  expect(log.warn).toHaveBeenCalled();
});

test('while the gate is closed only the sign of life asks, and its answer opens it', async () => {
  const outcomes: Outcome<typeof answer>[] = [away, refused, { kind: 'ok', data: answer }];
  const changes: (string | undefined)[] = [];
  const gate: HubGate = new HubGate(clock, () => {
    changes.push(gate.closed?.why);
    if (gate.closed) heartbeat.gateClosed();
  });
  const heard = Promise.withResolvers<void>();
  let beats = 0;
  const heartbeat: Heartbeat = new Heartbeat({
    ...{ gate, clock, intervalMs: 3_600_000, random: () => 0 },
    beat: async () => {
      beats += 1;
      return outcomes.shift() ?? { kind: 'ok', data: answer };
    },
    onAnswer: () => heard.resolve(),
  });
  open.push(heartbeat);
  const { lane, taken, untilIdle } = laneOf(['more'], gate);
  heartbeat.start();
  await heard.promise;
  await untilIdle();
  expect([beats, changes, taken]).toEqual([3, ['unreachable', 'refused', undefined], ['more', 'idle']]);
  expect(gate.lastContactAt).toBe(clock.wallIso());
  // A lane that finds NeuroHub gone makes the sign of life ask before its time.
  gate.told(away);
  expect(gate.isOpen).toBe(false);
  await vi.waitFor(() => expect(gate.isOpen).toBe(true));
  expect(beats).toBe(4);
  lane.force();
});
