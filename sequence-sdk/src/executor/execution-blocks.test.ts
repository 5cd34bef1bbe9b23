import { recordEventSchema } from '@neurohub/contracts/ipc';
import { describe, expect, test } from 'vitest';
import { parameter, Sequence, sequence, step, TestFailure } from '../index.ts';
import { deferred, start } from './_util.ts';

/** What each step of {@link Thermal} does; nothing by default. */
type Behaviour = Partial<Record<'heat' | 'read' | 'readAgain' | 'cool' | 'last', (self: Sequence) => unknown>>;
let behaviour: Behaviour = {};

const runs =
  (name: keyof Behaviour) =>
  (self: Sequence): unknown =>
    behaviour[name]?.(self);

@sequence({ name: 'thermal', blocks: { oven: { order: 2, displayName: 'Oven' } } })
class Thermal extends Sequence {
  @step({ order: 1 }) async first() {}
  @step({ in: 'oven', order: 1, setup: true }) heat() {
    return runs('heat')(this);
  }
  @step({ in: 'oven', order: 1 }) read() {
    return runs('read')(this);
  }
  @step({ in: 'oven', order: 2 }) readAgain() {
    return runs('readAgain')(this);
  }
  @step({ in: 'oven', order: 1, cleanup: true }) cool() {
    return runs('cool')(this);
  }
  @step({ order: 3 }) last() {
    return runs('last')(this);
  }
  @step({ order: 1, cleanup: true }) async off() {}
}

function run(wanted: Behaviour, options: Parameters<typeof start>[1] = {}) {
  behaviour = wanted;
  return start(Thermal, options);
}
const fails = () => {
  throw new TestFailure('bad');
};
const throws = () => {
  throw new Error('boom');
};

describe('a block', () => {
  test('runs its setup, its main steps and its cleanup at its place among the others', async () => {
    const { result, steps, recorder } = run({});
    expect(await result).toMatchObject({ verdict: 'PASS' });
    const passed = ['first', 'heat', 'read', 'readAgain', 'cool', 'last', 'off'].map((name) => `${name} passed`);
    expect(steps()).toEqual(passed);
    const events = recorder.committed.filter((event) => event.type === 'stepEnded');
    expect(events.map(({ nextStepIndex }) => nextStepIndex)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const event of recorder.committed) expect(recordEventSchema.safeParse(event).error).toBeUndefined();
  });

  test.each([
    [
      { read: throws },
      'ERROR',
      'errorStop',
      ['first passed', 'heat passed', 'read error', 'cool passed', 'off passed'],
    ],
    [
      { read: fails },
      'FAIL',
      'failedStop',
      ['first passed', 'heat passed', 'read failed', 'cool passed', 'off passed'],
    ],
    [{ heat: throws }, 'ERROR', 'errorStop', ['first passed', 'heat error', 'cool passed', 'off passed']],
    [{ heat: fails }, 'FAIL', 'failedStop', ['first passed', 'heat failed', 'cool passed', 'off passed']],
  ] as const)('is cleaned up whatever ended it: %#', async (wanted, verdict, endReason, expected) => {
    const { result, steps } = run(wanted);
    expect(await result).toMatchObject({ verdict, endReason });
    expect(steps()).toEqual(expected);
  });

  test('whose setup failed leaves out its main steps, and what follows it runs when failures do not stop', async () => {
    const { result, steps, recorder } = run({ heat: fails }, { stopOnFail: false });
    expect(await result).toMatchObject({ verdict: 'FAIL', endReason: 'completed' });
    expect(steps()).toEqual([
      ...[
        'first passed',
        'heat failed',
        'read skipped',
        'readAgain skipped',
        'cool passed',
        'last passed',
        'off passed',
      ],
    ]);
    const read = recorder.committed.find((event) => event.type === 'stepEnded' && event.step.name === 'read');
    expect(read).toMatchObject({ step: { skipReason: 'the setup of block "oven" did not pass' } });
  });

  test('whose cleanup does not pass ends the main part: nobody knows what state the hardware is in', async () => {
    const { result, steps } = run({ cool: fails }, { stopOnFail: false });
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', error: { code: 'CLEANUP_FAILED' } });
    expect(steps()).toEqual([
      ...['first passed', 'heat passed', 'read passed', 'readAgain passed', 'cool failed', 'off passed'],
    ]);
  });

  test('is cleaned up after Stop, and a Stop during its cleanup does not cut it short', async () => {
    const cooling = deferred();
    const { execution, result, steps } = run({
      read: async (self) => {
        queueMicrotask(() => execution.stop('operatorStop'));
        await self.sleep(60_000);
      },
      cool: async () => {
        queueMicrotask(() => {
          execution.stop('operatorStop');
          setImmediate(cooling.resolve);
        });
        await cooling.promise;
      },
    });
    expect(await result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(steps()).toEqual(['first passed', 'heat passed', 'read aborted', 'cool passed', 'off passed']);
  });

  test('whose cleanup left something that fails later is in error, and the process is not used again', async () => {
    const { execution, result, steps } = run({
      cool: async (self) => {
        queueMicrotask(() => execution.reportLateError(new Error('late')));
        await self.sleep(60_000);
      },
    });
    expect(await result).toMatchObject({ verdict: 'ERROR', mustReplaceWorker: true });
    expect(steps().slice(-2)).toEqual(['cool error', 'off passed']);
  });

  test('lets a first Stop during its cleanup end the main part after that cleanup', async () => {
    const { execution, result, steps } = run({ cool: () => execution.stop('operatorStop') });
    expect(await result).toMatchObject({ verdict: 'ABORTED' });
    expect(steps().slice(-2)).toEqual(['cool passed', 'off passed']);
  });

  test('is cleaned up without waiting for a commit, and the step after it waits', async () => {
    const cooled = deferred();
    const { result, recorder, steps } = run({
      readAgain: () => {
        recorder.held = true;
      },
      cool: () => cooled.resolve(),
      last: () => {
        if (recorder.waiting.length > 0) throw new Error(`began before ${recorder.waiting.join()} was committed`);
      },
    });
    await cooled.promise;
    expect(recorder.waiting).toContain('readAgain passed');
    recorder.release();
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(steps()).toContain('last passed');
  });

  test('all of whose main steps are switched off is not entered', async () => {
    const off = (name: string) => ['read', 'readAgain'].includes(name);
    behaviour = { heat: throws };
    const whole = start(Thermal, { plan: {} });
    await whole.result;
    const planned = whole.host.describe().steps.map((s) => (off(s.name) ? { ...s, enabled: false as const } : s));
    const { result, steps } = start(Thermal, { plan: { steps: planned, mode: 'debug' } });
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(steps()).toEqual([
      ...[
        'first passed',
        'heat skipped',
        'read skipped',
        'readAgain skipped',
        'cool skipped',
        'last passed',
        'off passed',
      ],
    ]);
  });
});

describe('the condition of a block', () => {
  function conditional(condition: 'hot' | ((self: Sequence) => boolean)) {
    @sequence({ name: 'conditional', blocks: { oven: { order: 2, condition } } })
    class Conditional extends Sequence {
      @parameter() hot = false;
      @step({ order: 1 }) async first() {}
      @step({ in: 'oven', order: 1, setup: true }) async heat() {}
      @step({ in: 'oven', order: 1 }) async read() {}
      @step({ in: 'oven', order: 1, cleanup: true }) async cool() {}
      @step({ order: 1, cleanup: true }) async off() {}
    }
    return Conditional;
  }

  test.each([
    ['a parameter that is off', 'hot', 'block "oven": parameter "hot" is off'],
    ['a function', () => false, 'block "oven": its condition is false'],
  ] as const)('%s skips all of it, each step once', async (_title, condition, skipReason) => {
    const { result, steps, recorder } = start(conditional(condition));
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(steps()).toEqual(['first passed', 'heat skipped', 'read skipped', 'cool skipped', 'off passed']);
    const heat = recorder.committed.find((event) => event.type === 'stepEnded' && event.step.name === 'heat');
    expect(heat).toMatchObject({ step: { skipReason } });
  });

  test('a parameter that is on lets it in', async () => {
    const { result, steps } = start(conditional('hot'), { parameters: { hot: true } });
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(steps()).not.toContain('read skipped');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no way to know');
      },
    ],
    ['returns no boolean', () => 1 as unknown as boolean],
  ])('one that %s is an ERROR at the first step of the block, which is not entered', async (_title, condition) => {
    const { result, steps, recorder } = start(conditional(condition));
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(steps()).toEqual(['first passed', 'heat error', 'off passed']);
    const heat = recorder.committed.find((event) => event.type === 'stepEnded' && event.step.name === 'heat');
    expect(heat).toMatchObject({
      step: { error: { code: 'CONDITION_THREW', message: expect.stringContaining('block "oven"') } },
    });
  });
});
