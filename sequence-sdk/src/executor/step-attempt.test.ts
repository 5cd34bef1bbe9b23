import { afterEach, expect, test, vi } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { deferred, noPrompts } from './_util.ts';
import { describeSequence } from './describe-sequence.ts';
import { systemClock } from './execution-ports.ts';
import { StepAttempt } from './step-attempt.ts';
import { StepWaits } from './step-waits.ts';

@sequence({ name: 'asking' })
class Asking extends Sequence {
  @step({ order: 1, timeout: 1 }) ask() {}
}

afterEach(() => {
  vi.useRealTimers();
});

test('a step that waits for somebody stands still, and says so once for waits that overlap', async () => {
  vi.useFakeTimers();
  const [definition] = describeSequence(Asking).steps;
  if (!definition) throw new Error('the sequence has a step');
  const stood: boolean[] = [];
  const waits = new StepWaits(systemClock, () => undefined);
  const listener = {
    ...{ measured: () => undefined, progressed: () => undefined, logged: () => undefined },
    stoodStill: (isStandingStill: boolean) => void stood.push(isStandingStill),
  };
  const attempt = new StepAttempt(definition, {
    ...{ listener, waits, clock: systemClock, limits: undefined, turns: [], prompts: noPrompts() },
  });
  const answers = [deferred(), deferred()];
  const settled = attempt.run(async () => {
    const asked = answers.map(({ promise }) => attempt.waitFor({ waitingFor: 'operator' }, () => promise));
    await Promise.all(asked);
    return 'answered';
  });
  await vi.advanceTimersByTimeAsync(5_000);
  for (const { resolve } of answers) resolve();
  expect(await settled).toEqual({ kind: 'returned', value: 'answered' });
  expect(attempt.interruption).toBeNull();
  expect(stood).toEqual([true, false]);
  expect(waits.durations.waitForOperatorMs).toBe(5_000);
});
