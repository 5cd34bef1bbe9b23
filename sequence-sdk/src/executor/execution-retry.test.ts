import { describe, expect, test } from 'vitest';
import { DriverTimeoutError, type RetryOptions, Sequence, sequence, step, TestFailure, TestSkipped } from '../index.ts';
import { start, TestRecorder } from './_util.ts';

type End = 'pass' | 'fail' | 'error' | 'skip' | 'timeout';

interface Case {
  what: string;
  ends: End[];
  retry: RetryOptions;
  expected: { verdict: string; hadFailure: boolean };
  statuses: string[];
}

/** A sequence whose one main step ends its tries as told. */
function trying(ends: readonly End[], retry: RetryOptions, options: Parameters<typeof start>[1] = {}) {
  let tried = 0;
  @sequence({ name: 'trying' })
  class Trying extends Sequence {
    @step({ order: 1, retry }) async shaky() {
      const end = ends[tried];
      tried += 1;
      if (end === 'fail') throw new TestFailure('bad');
      if (end === 'skip') throw new TestSkipped('not this one');
      if (end === 'timeout') throw new DriverTimeoutError('no answer');
      if (end === 'error') throw new Error('boom');
    }
  }
  return start(Trying, options);
}

describe('a step that is tried again', () => {
  const CASES: Case[] = [
    {
      what: 'an error, then a pass',
      ends: ['error', 'pass'],
      retry: { count: 2 },
      expected: { verdict: 'PASS', hadFailure: false },
      statuses: ['error', 'passed'],
    },
    {
      what: 'a miss that was asked for, then a pass',
      ends: ['fail', 'pass'],
      retry: { count: 2, on: ['failed'] },
      expected: { verdict: 'PASS', hadFailure: true },
      statuses: ['failed', 'passed'],
    },
    {
      what: 'a miss that was not asked for',
      ends: ['fail', 'pass'],
      retry: { count: 2 },
      expected: { verdict: 'FAIL', hadFailure: true },
      statuses: ['failed'],
    },
    {
      what: 'a fault by its code',
      ends: ['timeout', 'pass'],
      retry: { count: 1, on: ['DRIVER_TIMEOUT'] },
      expected: { verdict: 'PASS', hadFailure: false },
      statuses: ['error', 'passed'],
    },
    {
      what: 'a fault of another code',
      ends: ['error', 'pass'],
      retry: { count: 1, on: ['DRIVER_TIMEOUT'] },
      expected: { verdict: 'ERROR', hadFailure: false },
      statuses: ['error'],
    },
    {
      what: 'a miss, then a skip',
      ends: ['fail', 'skip'],
      retry: { count: 1, on: ['failed'] },
      expected: { verdict: 'FAIL', hadFailure: true },
      statuses: ['failed', 'skipped'],
    },
    {
      what: 'worst: a miss before the pass counts',
      ends: ['fail', 'pass'],
      retry: { count: 1, on: ['failed'], policy: 'worst' },
      expected: { verdict: 'FAIL', hadFailure: true },
      statuses: ['failed', 'passed'],
    },
    {
      what: 'worst: a fault before the pass counts',
      ends: ['error', 'pass'],
      retry: { count: 1, policy: 'worst' },
      expected: { verdict: 'ERROR', hadFailure: false },
      statuses: ['error', 'passed'],
    },
    {
      what: 'allPass: every try is made',
      ends: ['pass', 'pass', 'pass'],
      retry: { count: 2, policy: 'allPass' },
      expected: { verdict: 'PASS', hadFailure: false },
      statuses: ['passed', 'passed', 'passed'],
    },
    {
      what: 'allPass: one miss is enough',
      ends: ['pass', 'fail', 'pass'],
      retry: { count: 2, policy: 'allPass' },
      expected: { verdict: 'FAIL', hadFailure: true },
      statuses: ['passed', 'failed', 'passed'],
    },
  ];
  test.each(CASES)('$what', async ({ ends, retry, expected, statuses }) => {
    const { result, recorder } = trying(ends, retry);
    expect(await result).toMatchObject(expected);
    const tries = recorder.committed.flatMap((event) => (event.type === 'stepEnded' ? [event] : []));
    expect(tries.map(({ step: { status } }) => status)).toEqual(statuses);
    expect(tries.map(({ step: { attempt } }) => attempt)).toEqual(statuses.map((_, i) => i + 1));
    // All but the last leave the place where it is.
    expect(tries.map(({ nextStepIndex }) => nextStepIndex)).toEqual(
      statuses.map((_, i) => Number(i === statuses.length - 1)),
    );
  });

  test('keeps a miss whose next try Stop prevented', async () => {
    const recorder = new TestRecorder();
    const started = trying(['fail', 'pass'], { count: 1, on: ['failed'], delay: 60 }, { recorder });
    const failed = () => recorder.committed.some((event) => event.type === 'stepEnded');
    while (!failed()) await new Promise((resolve) => setImmediate(resolve));
    started.execution.stop('operatorStop');
    expect(await started.result).toMatchObject({ verdict: 'ABORTED', hadFailure: true });
    expect(started.steps()).toEqual(['shaky failed']);
  });

  test('counts its tries anew in each turn of a loop', async () => {
    @sequence({ name: 'turns', blocks: { cycle: { order: 1, loop: 2 } } })
    class Turns extends Sequence {
      #tries = 0;
      @step({ in: 'cycle', order: 1, retry: 1 }) async shaky() {
        this.#tries += 1;
        if (this.#tries % 2 === 1) throw new Error('first try of this turn');
      }
    }
    const { result, recorder } = start(Turns);
    expect(await result).toMatchObject({ verdict: 'PASS' });
    const tries = recorder.committed.flatMap((event) => (event.type === 'stepEnded' ? [event.step] : []));
    expect(tries.map(({ attempt, status, iterations }) => [iterations?.[0]?.index, attempt, status])).toEqual([
      [0, 1, 'error'],
      [0, 2, 'passed'],
      [1, 1, 'error'],
      [1, 2, 'passed'],
    ]);
  });
});

test.each<[RetryOptions['policy'], object]>([
  ['lastPass', { verdict: 'PASS', hadFailure: true }],
  ['worst', { verdict: 'ERROR', hadFailure: true, error: { code: 'CLEANUP_FAILED' } }],
  ['allPass', { verdict: 'ERROR', hadFailure: true, error: { code: 'CLEANUP_FAILED' } }],
])('a cleanup step that failed, then passed: %s', async (policy = 'lastPass', expected) => {
  @sequence({ name: 'cleaning' })
  class Cleaning extends Sequence {
    #tries = 0;
    @step({ order: 1 }) async main() {}
    @step({ order: 1, cleanup: true, retry: { count: 1, on: ['failed'], policy } }) async off() {
      this.#tries += 1;
      if (this.#tries === 1) throw new TestFailure('still on');
    }
  }
  const { result, steps } = start(Cleaning);
  expect(await result).toMatchObject(expected);
  expect(steps()).toEqual(['main passed', 'off failed', 'off passed']);
});

test('a production plan without a required step does not begin', async () => {
  @sequence({ name: 'complete' })
  class Complete extends Sequence {
    @step({ order: 1 }) async one() {}
    @step({ order: 2, required: false }) async extra() {}
  }
  const steps = start(Complete).host.describe().steps;
  const without = (name: string) => steps.map((s) => (s.name === name ? { ...s, enabled: false as const } : s));
  const bare = start(Complete, { plan: { steps: without('one') } });
  expect(await bare.result).toMatchObject({
    verdict: 'ERROR',
    endReason: 'startFailed',
    error: { code: 'NOT_PRODUCTION' },
  });
  expect(bare.steps()).toEqual([]);
  const enough = start(Complete, { plan: { steps: without('extra') } });
  expect(await enough.result).toMatchObject({ verdict: 'PASS' });
  expect(enough.steps()).toEqual(['one passed', 'extra skipped']);
  const simulated = start(Complete, { plan: { simulated: true } });
  expect(await simulated.result).toMatchObject({ error: { code: 'NOT_PRODUCTION' } });
  const partial = start(Complete, { plan: { steps: without('one'), partial: ['extra'], mode: 'debug' } });
  expect(await partial.result).toMatchObject({ verdict: 'PASS' });
  expect(partial.recorder.committed[1]).toMatchObject({ step: { name: 'one', skipReason: 'not selected' } });
});
