import { recordEventSchema } from '@neurohub/contracts/ipc';
import { describe, expect, test } from 'vitest';
import { hardware, parameter, Sequence, sequence, step, TestFailure, TestSkipped } from '../index.ts';
import { start } from './_util.ts';

describe('the verdict of an execution', () => {
  test('is PASS when every step passed and every record is committed', async () => {
    @sequence({ name: 'good' })
    class Good extends Sequence {
      @step({ order: 1 }) async one() {
        this.measure('vcc', 5, { unit: 'V', limits: { low: 4.75, high: 5.25 } });
      }
    }
    const { result, recorder, steps } = start(Good);
    expect(await result).toMatchObject({
      verdict: 'PASS',
      state: 'completed',
      endReason: 'completed',
      hadFailure: false,
      committed: true,
      fenced: false,
      mustReplaceWorker: false,
    });
    expect(steps()).toEqual(['one passed']);
    for (const event of recorder.committed) expect(recordEventSchema.safeParse(event).error).toBeUndefined();
  });

  test('is FAIL when a limit is missed, and the main steps end', async () => {
    @sequence({ name: 'missed' })
    class Missed extends Sequence {
      @step({ order: 1 }) async one() {
        this.measure('vcc', 6, { limits: { high: 5.25 } });
        this.measure('after', 1);
      }
      @step({ order: 2 }) async two() {}
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { result, steps, recorder } = start(Missed);
    expect(await result).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop', hadFailure: true });
    expect(steps()).toEqual(['one failed', 'off passed']);
    const ended = recorder.committed.find((event) => event.type === 'stepEnded');
    expect(ended).toMatchObject({
      step: { error: { code: 'LIMIT_MISSED' }, measurements: [{ outcome: 'FAIL' }, { outcome: 'INFO' }] },
    });
  });

  test('is FAIL and all steps have their turn when the package does not stop on a failure', async () => {
    @sequence({ name: 'go_on' })
    class GoOn extends Sequence {
      @step({ order: 1 }) async one() {
        throw new TestFailure('scratched', { where: 'lid' });
      }
      @step({ order: 2 }) async two() {}
    }
    const { result, steps, recorder } = start(GoOn, { stopOnFail: false });
    expect(await result).toMatchObject({ verdict: 'FAIL', endReason: 'completed' });
    expect(steps()).toEqual(['one failed', 'two passed']);
    const first = recorder.committed.find((event) => event.type === 'stepEnded');
    expect(first).toMatchObject({ step: { error: { code: 'TEST_FAILURE', details: { where: 'lid' } } } });
  });

  test('is ERROR when a step throws, whether or not the package stops on a failure', async () => {
    @sequence({ name: 'throwing' })
    class Throwing extends Sequence {
      @step({ order: 1 }) async one() {
        throw new Error('boom');
      }
      @step({ order: 2 }) async two() {}
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { result, steps, recorder } = start(Throwing, { stopOnFail: false });
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', hadFailure: false });
    expect(steps()).toEqual(['one error', 'off passed']);
    const first = recorder.committed.find((event) => event.type === 'stepEnded');
    expect(first).toMatchObject({ step: { error: { code: 'STEP_THREW', message: 'boom' } } });
  });

  test.each([
    ['false', false],
    ['true', true],
    ['{pass: false}', { pass: false }],
    ['{passed: true}', { passed: true }],
  ])('is ERROR when a step returns %s', async (_title, returned) => {
    @sequence({ name: 'returning' })
    class Returning extends Sequence {
      @step({ order: 1 }) async one() {
        return returned;
      }
    }
    const { result, recorder } = start(Returning);
    expect(await result).toMatchObject({ verdict: 'ERROR' });
    expect(recorder.committed[1]).toMatchObject({ step: { status: 'error', error: { code: 'RETURN_NOT_A_VERDICT' } } });
  });

  test('is ERROR when NaN is measured against a limit, and the record says NaN', async () => {
    @sequence({ name: 'nan' })
    class NotANumber extends Sequence {
      @step({ order: 1 }) async one() {
        this.measure('vcc', Number.NaN, { limits: { low: 0 } });
      }
    }
    const { result, recorder } = start(NotANumber);
    expect(await result).toMatchObject({ verdict: 'ERROR' });
    expect(recorder.committed[1]).toMatchObject({
      step: {
        status: 'error',
        error: { code: 'MEASUREMENT_NOT_JUDGED' },
        measurements: [{ value: null, valueText: 'NaN', outcome: 'ERROR' }],
      },
    });
  });

  test('is ERROR when every main step was skipped, whatever setup and cleanup did', async () => {
    @sequence({ name: 'nothing' })
    class Nothing extends Sequence {
      @parameter() wanted = false;
      @step({ order: 1, setup: true }) async prepare() {}
      @step({ order: 1, condition: 'wanted' }) async one() {}
      @step({ order: 2 }) async two() {
        throw new TestSkipped('no such part on this board');
      }
      @step({ order: 3, condition: (self: Nothing) => self.wanted }) async three() {}
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { result, recorder, steps } = start(Nothing);
    expect(await result).toMatchObject({ verdict: 'ERROR', error: { code: 'NOTHING_RUN' }, endReason: 'completed' });
    expect(steps()).toEqual(['prepare passed', 'one skipped', 'two skipped', 'three skipped', 'off passed']);
    const reasons = recorder.committed.flatMap((e) =>
      e.type === 'stepEnded' && e.step.skipReason ? e.step.skipReason : [],
    );
    expect(reasons).toEqual(['parameter "wanted" is off', 'no such part on this board', 'its condition is false']);
  });

  test('is PASS when a condition skips some of the main steps', async () => {
    @sequence({ name: 'some' })
    class Some extends Sequence {
      @parameter() aging = false;
      @step({ order: 1 }) async one() {}
      @step({ order: 2, condition: 'aging' }) async age() {}
    }
    const without = start(Some);
    expect(await without.result).toMatchObject({ verdict: 'PASS' });
    expect(without.steps()).toEqual(['one passed', 'age skipped']);
    const withAging = start(Some, { parameters: { aging: true } });
    await withAging.result;
    expect(withAging.steps()).toEqual(['one passed', 'age passed']);
  });

  test.each([
    ['throws', (): boolean => JSON.parse('{')],
    ['is not answered at once', () => Promise.resolve(true) as unknown as boolean],
  ])('is ERROR when a condition %s', async (_title, condition) => {
    @sequence({ name: 'bad_condition' })
    class BadCondition extends Sequence {
      @step({ order: 1, condition }) async one() {}
    }
    const { result, recorder } = start(BadCondition);
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(recorder.committed[1]).toMatchObject({ step: { status: 'error', error: { code: 'CONDITION_THREW' } } });
  });

  test('does not become better by skipping after a missed limit', async () => {
    @sequence({ name: 'skip_late' })
    class SkipLate extends Sequence {
      @step({ order: 1 }) async one() {
        this.measure('vcc', 9, { limits: { high: 5 } });
        throw new TestSkipped('never mind');
      }
    }
    const { result, steps } = start(SkipLate);
    expect(await result).toMatchObject({ verdict: 'FAIL' });
    expect(steps()).toEqual(['one failed']);
  });

  test('is ERROR for a name measured twice, also when the step catches the error', async () => {
    @sequence({ name: 'twice' })
    class Twice extends Sequence {
      @step({ order: 1 }) async one() {
        this.measure('vcc', 5);
        try {
          this.measure('vcc', 4);
        } catch {
          this.log.info('caught');
        }
      }
    }
    const { result, recorder } = start(Twice);
    expect(await result).toMatchObject({ verdict: 'ERROR' });
    expect(recorder.committed[1]).toMatchObject({
      step: { status: 'error', error: { code: 'MEASUREMENT_DUPLICATE' }, measurements: [{ value: 5 }] },
    });
  });

  test('is at least ERROR when a cleanup step does not pass; the others still run', async () => {
    @sequence({ name: 'bad_cleanup' })
    class BadCleanup extends Sequence {
      @step({ order: 1 }) async one() {}
      @step({ order: 1, cleanup: true }) async offA() {
        throw new Error('relay stuck');
      }
      @step({ order: 2, cleanup: true }) async offB() {}
    }
    const { result, steps } = start(BadCleanup);
    expect(await result).toMatchObject({
      verdict: 'ERROR',
      endReason: 'completed',
      hadFailure: false,
      error: { code: 'CLEANUP_FAILED', message: expect.stringContaining('relay stuck') },
    });
    expect(steps()).toEqual(['one passed', 'offA error', 'offB passed']);
  });

  test('keeps a skipped cleanup step from counting as a failed one', async () => {
    @sequence({ name: 'skipped_cleanup' })
    class SkippedCleanup extends Sequence {
      @parameter() on = false;
      @step({ order: 1 }) async one() {}
      @step({ order: 1, cleanup: true, condition: 'on' }) async off() {}
    }
    expect(await start(SkippedCleanup).result).toMatchObject({ verdict: 'PASS' });
  });

  test('is ERROR, start failed, when the sequence cannot be constructed', async () => {
    @sequence({ name: 'no_driver' })
    class NoDriver extends Sequence {
      @hardware() dmm: never = undefined as never;
      @step({ order: 1 }) async one() {}
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { result, steps } = start(NoDriver);
    expect(await result).toMatchObject({
      verdict: 'ERROR',
      endReason: 'startFailed',
      error: { code: 'UNDECLARED_HARDWARE' },
      committed: true,
    });
    expect(steps()).toEqual([]);
  });
});

test('setup, main and cleanup steps run in their own orders, and share what the object remembers', async () => {
  const seen: string[] = [];
  @sequence({ name: 'ordered' })
  class Ordered extends Sequence {
    count = 0;
    #note(name: string) {
      this.count += 1;
      seen.push(`${name}${this.count} ${this.dut.serialNumber}`);
    }
    @step({ order: 1, cleanup: true }) async off() {
      this.#note('off');
    }
    @step({ order: 2 }) second() {
      this.#note('second');
    }
    @step({ order: 1 }) async first() {
      this.#note('first');
    }
    @step({ order: 9, setup: true }) async prepare() {
      this.#note('prepare');
    }
  }
  expect(await start(Ordered).result).toMatchObject({ verdict: 'PASS' });
  expect(seen).toEqual(['prepare1 SN-1', 'first2 SN-1', 'second3 SN-1', 'off4 SN-1']);
});
