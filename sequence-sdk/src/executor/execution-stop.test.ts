import { afterEach, describe, expect, test, vi } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { deferred, NotingDriver, type Started, start } from './_util.ts';
import { GRACE_MS } from './interruptible-task.ts';

afterEach(() => vi.useRealTimers());

const begun = ({ told }: Started, name: string) =>
  vi.waitUntil(() => told.some((event) => event.type === 'STEP_START' && event.name === name));

@sequence({ name: 'stoppable' })
class Stoppable extends Sequence {
  @step({ order: 1 }) async one() {}
  @step({ order: 2 }) async two() {
    await this.sleep(60_000);
  }
  @step({ order: 3 }) async three() {}
  @step({ order: 1, cleanup: true }) async off() {
    // The signal of a cleanup step is its own: the stop has not fired it.
    await this.sleep(1);
  }
}

describe('Stop', () => {
  test('fires the signal of the step, runs cleanup, and gives ABORTED', async () => {
    const started = start(Stoppable);
    await begun(started, 'two');
    started.execution.stop('operatorStop');
    expect(await started.result).toMatchObject({
      verdict: 'ABORTED',
      state: 'aborted',
      endReason: 'operatorStop',
      hadFailure: false,
      mustReplaceWorker: false,
    });
    expect(started.steps()).toEqual(['one passed', 'two aborted', 'off passed']);
  });

  test('gives ABORTED also when the step ends well in the time it has left', async () => {
    @sequence({ name: 'orderly' })
    class Orderly extends Sequence {
      @step({ order: 1 }) async one() {
        await this.sleep(60_000).catch(() => undefined);
        this.measure('last', 1);
      }
    }
    const started = start(Orderly);
    await begun(started, 'one');
    started.execution.stop('operatorStop');
    expect(await started.result).toMatchObject({ verdict: 'ABORTED' });
    expect(started.recorder.committed[1]).toMatchObject({
      step: { status: 'aborted', error: { code: 'STEP_ABORTED' }, measurements: [{ name: 'last' }] },
    });
  });

  test('says that a step had failed before', async () => {
    @sequence({ name: 'failed_before' })
    class FailedBefore extends Sequence {
      @step({ order: 1 }) async one() {
        this.measure('vcc', 9, { limits: { high: 5 } });
      }
      @step({ order: 2 }) async two() {
        await this.sleep(60_000);
      }
    }
    const started = start(FailedBefore, { stopOnFail: false });
    await begun(started, 'two');
    started.execution.stop('operatorStop');
    expect(await started.result).toMatchObject({ verdict: 'ABORTED', hadFailure: true });
  });

  test('leaves a step behind that does not obey', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const inStep = deferred();
    @sequence({ name: 'deaf' })
    class Deaf extends Sequence {
      @step({ order: 1 }) async one() {
        inStep.resolve();
        await deferred().promise;
      }
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { execution, result, steps } = start(Deaf);
    await inStep.promise;
    execution.stop('operatorStop');
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(await result).toMatchObject({ verdict: 'ABORTED', mustReplaceWorker: true });
    expect(steps()).toEqual(['one aborted', 'off passed']);
  });

  test('changes nothing the second time: cleanup is not cut short', async () => {
    const inCleanup = deferred();
    const goOn = deferred();
    @sequence({ name: 'twice' })
    class Twice extends Sequence {
      @step({ order: 1 }) async one() {
        await this.sleep(60_000);
      }
      @step({ order: 1, cleanup: true }) async off() {
        inCleanup.resolve();
        await goOn.promise;
        this.measure('aborted', this.signal.aborted, { limits: { equals: false } });
      }
    }
    const started = start(Twice);
    await begun(started, 'one');
    started.execution.stop('operatorStop');
    await inCleanup.promise;
    started.execution.stop('serviceLost');
    goOn.resolve();
    expect(await started.result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(started.steps()).toEqual(['one aborted', 'off passed']);
  });

  test('during cleanup lets every cleanup step end and gives ABORTED', async () => {
    const inCleanup = deferred();
    const goOn = deferred();
    @sequence({ name: 'in_cleanup' })
    class InCleanup extends Sequence {
      @step({ order: 1 }) async one() {}
      @step({ order: 1, cleanup: true }) async offA() {
        inCleanup.resolve();
        await goOn.promise;
      }
      @step({ order: 2, cleanup: true }) async offB() {}
    }
    const { execution, result, steps } = start(InCleanup);
    await inCleanup.promise;
    execution.stop('operatorStop');
    goOn.resolve();
    expect(await result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(steps()).toEqual(['one passed', 'offA passed', 'offB passed']);
  });

  test('while instruments are being connected ends the connecting; no step runs', async () => {
    class Slow extends NotingDriver {
      override connect(signal: AbortSignal): Promise<void> {
        this.notes.push('connect');
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
    }
    let driver: Slow | undefined;
    const started = start(Stoppable, {
      drivers: {
        psu: (context) => {
          driver = new Slow(context);
          return driver;
        },
      },
    });
    await vi.waitUntil(() => driver?.notes.includes('connect'));
    started.execution.stop('operatorStop');
    expect(await started.result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(started.steps()).toEqual([]);
    expect(driver?.notes).toEqual(['connect', 'disconnect']);
  });

  test('does not wait for a commit that hangs', async () => {
    const started = start(Stoppable);
    Object.assign(started.recorder, { held: true, flushes: false });
    await vi.waitUntil(() => started.recorder.waiting.includes('one passed'));
    started.execution.stop('serviceLost');
    await vi.waitUntil(() => started.recorder.waiting.includes('off passed'));
    expect(await started.result).toMatchObject({
      verdict: 'ABORTED',
      endReason: 'serviceLost',
      error: { code: 'SERVICE_LOST' },
      committed: false,
    });
  });

  test('after the verdict changes nothing', async () => {
    @sequence({ name: 'done' })
    class Done extends Sequence {
      @step({ order: 1 }) async one() {}
    }
    const { execution, result, recorder } = start(Done);
    await vi.waitUntil(() => recorder.committed.some(({ type }) => type === 'executionEnded'), { interval: 1 });
    execution.stop('operatorStop');
    expect(await result).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  });
});
