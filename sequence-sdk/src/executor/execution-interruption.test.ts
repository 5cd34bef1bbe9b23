import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { deferred, NotingDriver, start } from './_util.ts';
import type { Execution } from './execution.ts';
import { GRACE_MS } from './interruptible-task.ts';

afterEach(() => vi.useRealTimers());

/** Reports unhandled rejections to the execution, as a worker does, instead of to the test runner. */
async function reportingTo(execution: Execution, check: () => Promise<void>): Promise<void> {
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (thrown) => execution.reportLateError(thrown));
  try {
    await check();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
}

describe('a step out of time', () => {
  test('ends as error when it obeys its signal, and is not left behind', async () => {
    @sequence({ name: 'slow' })
    class Slow extends Sequence {
      @step({ order: 1, timeout: 0.01 }) async one() {
        await this.sleep(60_000);
      }
      @step({ order: 2 }) async two() {}
    }
    const { result, steps, recorder } = start(Slow);
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', mustReplaceWorker: false });
    expect(steps()).toEqual(['one error']);
    expect(recorder.committed[1]).toMatchObject({ step: { error: { code: 'STEP_TIMEOUT' } } });
  });

  test('ends as error also when it blocks the loop past its limit and then returns', async () => {
    const block = () => {
      for (const end = performance.now() + 15; performance.now() < end; );
    };
    @sequence({ name: 'blocking' })
    class Blocking extends Sequence {
      @step({ order: 1, timeout: 0.01, maxBlockMs: 10_000 }) declared() {
        block();
      }
      @step({ order: 2, timeout: 0.01 }) undeclared() {
        block();
      }
    }
    const { result, steps, recorder } = start(Blocking);
    expect(await result).toMatchObject({ verdict: 'ERROR' });
    expect(steps()).toEqual(['declared passed', 'undeclared error']);
    expect(recorder.committed[2]).toMatchObject({ step: { error: { code: 'STEP_TIMEOUT' } } });
  });

  test('is left behind when it hangs; cleanup runs, and what it measures later lands nowhere', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const inStep = deferred();
    const goOn = deferred();
    const late = deferred();
    @sequence({ name: 'hanging' })
    class Hanging extends Sequence {
      @step({ order: 1, timeout: 1 }) async one() {
        inStep.resolve();
        await goOn.promise;
        try {
          this.measure('late', 1);
        } catch {
          late.resolve();
        }
      }
      @step({ order: 2 }) async two() {}
      @step({ order: 1, cleanup: true }) async off() {
        this.measure('before', 1);
        goOn.resolve();
        await late.promise;
      }
    }
    const { result, recorder, steps } = start(Hanging);
    await inStep.promise;
    await vi.advanceTimersByTimeAsync(1_000 + GRACE_MS);
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', mustReplaceWorker: true });
    expect(steps()).toEqual(['one error', 'off passed']);
    const kept = recorder.committed.flatMap((e) =>
      e.type === 'stepEnded' ? e.step.measurements.map((m) => m.name) : [],
    );
    expect(kept).toEqual(['before']);
  });

  test('keeps a hanging cleanup step from holding up the next one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const inCleanup = deferred();
    @sequence({ name: 'hanging_cleanup' })
    class HangingCleanup extends Sequence {
      @step({ order: 1 }) async one() {}
      @step({ order: 1, cleanup: true, timeout: 1 }) async offA() {
        inCleanup.resolve();
        await deferred().promise;
      }
      @step({ order: 2, cleanup: true }) async offB() {}
    }
    const { result, steps } = start(HangingCleanup);
    await inCleanup.promise;
    await vi.advanceTimersByTimeAsync(1_000 + GRACE_MS);
    expect(await result).toMatchObject({
      verdict: 'ERROR',
      mustReplaceWorker: true,
      error: { code: 'CLEANUP_FAILED' },
    });
    expect(steps()).toEqual(['one passed', 'offA error', 'offB passed']);
  });
});

describe('an error that nobody awaited', () => {
  test('makes the step that caused it an error, although the step itself went well', async () => {
    @sequence({ name: 'floating' })
    class Floating extends Sequence {
      @step({ order: 1 }) async one() {
        void Promise.reject(new Error('floating'));
      }
      @step({ order: 2 }) async two() {}
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { execution, result, steps, recorder } = start(Floating);
    await reportingTo(execution, async () => {
      expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', mustReplaceWorker: true });
      expect(steps()).toEqual(['one error', 'off passed']);
      expect(recorder.committed[1]).toMatchObject({ step: { error: { code: 'LATE_ERROR', cause: 'floating' } } });
    });
  });

  test('counts also when it comes from a driver that is being disconnected', async () => {
    class Careless extends NotingDriver {
      override async disconnect() {
        void Promise.reject(new Error('floating'));
      }
    }
    @sequence({ name: 'careless' })
    class Simple extends Sequence {
      @step({ order: 1 }) async one() {}
    }
    const { execution, result } = start(Simple, { drivers: { dmm: (context) => new Careless(context) } });
    await reportingTo(execution, async () => {
      expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'completed', error: { code: 'LATE_ERROR' } });
    });
  });

  test('fires the signal of the step under way', async () => {
    @sequence({ name: 'waiting' })
    class Waiting extends Sequence {
      @step({ order: 1, retry: 3 }) async one() {
        await this.sleep(60_000);
      }
    }
    const { execution, result, told, steps } = start(Waiting);
    await vi.waitUntil(() => told.some(({ type }) => type === 'STEP_START'));
    execution.reportLateError(new Error('timer'));
    expect(await result).toMatchObject({ verdict: 'ERROR', mustReplaceWorker: true });
    expect(steps()).toEqual(['one error']);
  });

  test('between steps belongs to the execution', async () => {
    @sequence({ name: 'between' })
    class Between extends Sequence {
      @step({ order: 1 }) async one() {}
      @step({ order: 2 }) async two() {}
    }
    const started = start(Between);
    const { execution, result, recorder, steps } = started;
    recorder.held = true;
    await vi.waitUntil(() => recorder.waiting.includes('one passed'));
    execution.reportLateError(new Error('late'));
    recorder.release();
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', error: { code: 'LATE_ERROR' } });
    expect(steps()).toEqual(['one passed']);
  });
});

describe('retry', () => {
  test('keeps every attempt, and the last one counts', async () => {
    @sequence({ name: 'flaky' })
    class Flaky extends Sequence {
      tries = 0;
      @step({ order: 1, retry: { count: 2, delay: 0.001 } }) async one() {
        this.tries += 1;
        this.measure('try', this.tries);
        if (this.tries < 3) throw new Error(`try ${this.tries}`);
      }
    }
    const { result, recorder } = start(Flaky);
    expect(await result).toMatchObject({ verdict: 'PASS', hadFailure: false });
    const attempts = recorder.committed.flatMap((e) =>
      e.type === 'stepEnded' ? [[e.step.attempt, e.step.status, e.nextStepIndex]] : [],
    );
    expect(attempts).toEqual([
      [1, 'error', 0],
      [2, 'error', 0],
      [3, 'passed', 1],
    ]);
  });

  test('does not repeat a failed step, nor one that missed a limit before it broke', async () => {
    @sequence({ name: 'failed_once' })
    class FailedOnce extends Sequence {
      @step({ order: 1, retry: 5 }) async one() {
        this.measure('vcc', 9, { limits: { high: 5 } });
      }
      @step({ order: 2, retry: 5 }) async two() {
        this.measure('vcc', 9, { limits: { high: 5 } });
        throw new Error('and broke');
      }
    }
    const { result, steps } = start(FailedOnce, { stopOnFail: false });
    expect(await result).toMatchObject({ verdict: 'ERROR', hadFailure: true });
    expect(steps()).toEqual(['one failed', 'two error']);
  });

  test('gives up when Stop arrives during the delay', async () => {
    @sequence({ name: 'stopped_retry' })
    class StoppedRetry extends Sequence {
      @step({ order: 1, retry: { count: 1, delay: 3_600 } }) async one() {
        throw new Error('boom');
      }
    }
    const { execution, result, told, steps } = start(StoppedRetry);
    await vi.waitUntil(() => told.some(({ type }) => type === 'STEP_COMPLETE'));
    await nextTurn();
    execution.stop('operatorStop');
    expect(await result).toMatchObject({ verdict: 'ABORTED' });
    expect(steps()).toEqual(['one error']);
  });
});
