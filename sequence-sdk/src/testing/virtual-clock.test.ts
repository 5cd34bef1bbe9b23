import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as realDelay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { runSequence } from './run-sequence.ts';
import { NO_ANSWER } from './scripted-answers.ts';
import { VirtualClock } from './virtual-clock.ts';

const HOUR_MS = 3_600_000;

@sequence({ name: 'slow' })
class Slow extends Sequence {
  work: () => Promise<unknown> = async () => undefined;
  tries = 0;

  @step({ order: 1, timeout: 7200, retry: { count: 2, delay: 3600 } })
  async age() {
    this.tries += 1;
    await this.sleep(HOUR_MS);
    if (this.tries < 3) throw new Error('not yet');
  }

  @step({ order: 2, timeout: 60 })
  async act() {
    await this.work();
  }
}

const slowWith = (work: (self: Sequence) => Promise<unknown>): typeof Slow => {
  @sequence({ name: 'slow' })
  class Other extends Slow {
    override work = () => work(this);
  }
  return Other;
};

it('hours of sleep, delays between tries and time limits take no time, and are in the record', async () => {
  const run = await runSequence(
    slowWith((self) => self.sleep(120_000)),
    { clock: 'virtual' },
  );
  expect(run).toMatchObject({ verdict: 'ERROR', startedAt: '2026-01-01T00:00:00.000Z' });
  expect(run.steps.map(({ name, attempt, status, durationMs }) => [name, attempt, status, durationMs])).toEqual([
    ['age', 1, 'error', HOUR_MS],
    ['age', 2, 'error', HOUR_MS],
    ['age', 3, 'passed', HOUR_MS],
    ['act', 1, 'error', 60_000],
  ]);
  expect(run.steps.at(-1)?.error?.code).toBe('STEP_TIMEOUT');
  expect(run.endedAt).toBe(new Date(Date.parse('2026-01-01') + 5 * HOUR_MS + 60_000).toISOString());
});

@sequence({ name: 'asking' })
class Asking extends Sequence {
  @step({ order: 1, timeout: 5 })
  async ask() {
    this.measure('answer', await this.prompt.text('Which?', { timeLimit: 7200, default: 'none' }));
  }
}

it('an operator who does not answer for hours takes no time', async () => {
  const run = await runSequence(Asking, { clock: 'virtual', answers: { ask: [NO_ANSWER] } });
  expect(run.steps[0]).toMatchObject({ status: 'passed', waitForOperatorMs: 2 * HOUR_MS });
  expect(run.measurements['ask.answer']).toMatchObject({ value: 'none' });
});

it.each([
  ['a file is read', () => readFile(import.meta.filename)],
  ['a real timer runs', () => realDelay(30)],
  [
    'the event loop turns',
    async () => {
      for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    },
  ],
])('time stands still while %s', async (_, work) => {
  const run = await runSequence(slowWith(work), { clock: 'virtual' });
  expect(run.verdict).toBe('PASS');
  expect(run.steps.at(-1)).toMatchObject({ name: 'act', durationMs: 0 });
});

it('says what keeps it from going on, instead of waiting for ever', async () => {
  const keepAlive: NodeJS.Timeout[] = [];
  const run = runSequence(
    slowWith(async (self) => {
      keepAlive.push(setInterval(() => undefined, 60_000));
      await self.sleep(1_000);
    }),
    { clock: 'virtual' },
  );
  await expect(run).rejects.toThrow(/something real has been under way \(setTimeout or setInterval\).*clock: 'real'/);
  clearInterval(keepAlive[0]);
});

it('calls in the order of time, what is due together in the order it was set, and nothing that was cancelled', async () => {
  const clock = new VirtualClock();
  const called: string[] = [];
  await new Promise<void>((resolve) => {
    clock.after(30, resolve);
    clock.after(20, () => called.push('b'));
    clock.after(10, () => {
      called.push('a');
      clock.after(0, () => called.push('at once'));
    });
    clock.after(20, () => called.push('c'));
    clock.after(15, () => called.push('never'))();
  });
  expect(called).toEqual(['a', 'at once', 'b', 'c']);
  expect(clock.monotonicMs()).toBe(30);
});
