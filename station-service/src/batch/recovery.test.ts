import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Recovery } from './recovery.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

function recovery({ maxRetries = 1 } = {}) {
  const onDue = vi.fn();
  const clock = { wallIso: () => new Date().toISOString(), monotonicMs: () => Date.now() };
  const config = {
    ...{ enabled: true, maxRetries, backoffBaseMs: 1_000, backoffMaxMs: 60_000, checkpointInterval: 1 },
    ...{ recycleAfterExecutions: 0, recycleBytes: 0, mode: 'full_restart' as const },
  };
  return { recovery: new Recovery({ config, clock, onDue }), onDue };
}

it('shows the restart that is due, and asks for it once when its time has come', () => {
  const { recovery: one, onDue } = recovery();
  const decision = one.died();
  expect(one.view).toMatchObject({ attempt: 1, of: 1 });
  const delayMs = decision.kind === 'restart' ? decision.delayMs : Number.NaN;
  expect(Math.abs(Date.parse(one.view?.restartAt ?? '') - Date.now() - delayMs)).toBeLessThanOrEqual(1);
  vi.advanceTimersByTime(60_000);
  expect(onDue).toHaveBeenCalledTimes(1);
  expect(one.view).toBeNull();
});

it('a person who starts or stops it first takes the restart away', () => {
  const { recovery: one, onDue } = recovery();
  one.died();
  expect([one.cancel(), one.cancel()]).toEqual([true, false]);
  vi.advanceTimersByTime(60_000);
  expect(onDue).not.toHaveBeenCalled();
});

it('gives up at one death too many; ten minutes later, or when somebody has looked, it begins anew', () => {
  const { recovery: one } = recovery();
  const kinds = [one.died().kind, one.died().kind];
  vi.advanceTimersByTime(10 * 60_000);
  kinds.push(one.died().kind, one.died().kind);
  one.forget();
  kinds.push(one.died().kind);
  expect(kinds).toEqual(['restart', 'giveUp', 'restart', 'giveUp', 'restart']);
});
