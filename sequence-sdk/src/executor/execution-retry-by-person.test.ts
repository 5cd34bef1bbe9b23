import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Sequence, sequence, step, TestFailure } from '../index.ts';
import { type Started, type StartOptions, start } from './_util.ts';

type End = 'pass' | 'fail' | 'error';

/** A step that ends its tries as told, one after it, and cleanup. */
function trying(ends: readonly End[], options: StartOptions & { policy?: 'lastPass' | 'worst' } = {}) {
  let tried = 0;
  @sequence({ name: 'trying' })
  class Trying extends Sequence {
    @step({ order: 1, retry: { count: 0, policy: options.policy ?? 'lastPass' } }) async shaky() {
      const end = ends[tried];
      tried += 1;
      if (end === 'fail') throw new TestFailure('bad');
      if (end === 'error') throw new Error('boom');
    }
    @step({ order: 2 }) async next() {}
    @step({ order: 1, cleanup: true }) async release() {}
  }
  return start(Trying, options);
}

const pauseOnFail = { plan: { pauseOnFail: true as const } };
const inDebug = { plan: { pauseOnFail: true as const, mode: 'debug' as const } };

async function untilPaused({ execution, recorder }: Started, times: number): Promise<void> {
  const pauses = () => recorder.committed.filter(({ type }) => type === 'executionPaused').length;
  while (pauses() < times || execution.status.state !== 'paused') await nextTurn();
}

test('a step that failed is run again when a person asks: both attempts are kept, and nothing hides the first', async () => {
  const started = trying(['fail', 'pass'], inDebug);
  await untilPaused(started, 1);
  expect(started.steps()).toEqual(['shaky failed']);
  started.execution.retryStep({ by: 'Kim' });
  await untilPaused(started, 2);
  started.execution.resume({});
  expect(await started.result).toMatchObject({ verdict: 'PASS', hadFailure: true });
  expect(started.steps()).toEqual(['shaky failed', 'shaky passed', 'next passed', 'release passed']);
  const attempts = started.recorder.committed.flatMap((event) => (event.type === 'stepEnded' ? [event.step] : []));
  expect(attempts.map(({ attempt, retriedBy }) => [attempt, retriedBy]).slice(0, 2)).toEqual([
    [1, undefined],
    [2, 'Kim'],
  ]);
});

test('in production a miss stays a FAIL, whoever has the step run again', async () => {
  const started = trying(['fail', 'pass'], pauseOnFail);
  await untilPaused(started, 1);
  started.execution.retryStep({ by: 'Kim' });
  expect(await started.result).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
  expect(started.steps()).toEqual(['shaky failed', 'shaky passed', 'release passed']);
});

test('an error that a person has run again is told by hadFailure, even when it passes', async () => {
  const started = trying(['error', 'pass'], pauseOnFail);
  await untilPaused(started, 1);
  started.execution.retryStep({});
  await untilPaused(started, 2);
  started.execution.resume({});
  expect(await started.result).toMatchObject({ verdict: 'PASS', hadFailure: true });
});

test('the policy of the step decides about what a person has run again', async () => {
  const started = trying(['fail', 'pass'], { ...inDebug, policy: 'worst' });
  await untilPaused(started, 1);
  started.execution.retryStep({ by: 'Kim' });
  expect(await started.result).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
  expect(started.steps()).toEqual(['shaky failed', 'shaky passed', 'release passed']);
});

test.each([
  ['fail', { verdict: 'FAIL', endReason: 'failedStop' }],
  ['error', { verdict: 'ERROR', endReason: 'errorStop' }],
] as const)('going on after %s judges the step as if nobody had looked', async (end, expected) => {
  const started = trying([end], pauseOnFail);
  await untilPaused(started, 1);
  started.execution.resume({});
  expect(await started.result).toMatchObject(expected);
  expect(started.steps()).toEqual([`shaky ${end === 'fail' ? 'failed' : 'error'}`, 'release passed']);
});

test('Stop ends a pause after a failure: cleanup runs, and the failure is told', async () => {
  const started = trying(['fail', 'pass'], pauseOnFail);
  await untilPaused(started, 1);
  started.execution.stop('operatorStop');
  expect(await started.result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop', hadFailure: true });
  expect(started.steps()).toEqual(['shaky failed', 'release passed']);
});

test('without being asked nothing stands, and a failure ends the main steps', async () => {
  const started = trying(['fail', 'pass']);
  expect(await started.result).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
});
