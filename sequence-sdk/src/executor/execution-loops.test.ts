import { recordEventSchema } from '@neurohub/contracts/ipc';
import { describe, expect, test } from 'vitest';
import { type BlockOptions, parameter, Sequence, sequence, step } from '../index.ts';
import { start } from './_util.ts';

let seen: unknown[] = [];

/** A sequence whose one block loops as wanted; each turn says what it knows of itself. */
function looping(options: Partial<BlockOptions<{ done: number }>>) {
  seen = [];
  @sequence({ name: 'looping', blocks: { cycle: { order: 1, ...options } } })
  class Looping extends Sequence {
    @parameter() cycles = 2;
    @parameter() temps = '25, 85';
    done = 0;
    @step({ in: 'cycle', order: 1, setup: true }) async on() {}
    @step({ in: 'cycle', order: 1 }) async turn() {
      this.done += 1;
      seen.push(this.iteration);
    }
    @step({ in: 'cycle', order: 1, cleanup: true }) async off() {}
    @step({ order: 2 }) async last() {}
  }
  return Looping;
}

/** `name status iterations…` of every attempt. */
const labels = (started: ReturnType<typeof start>) =>
  started.recorder.committed.flatMap((event) => {
    if (event.type !== 'stepEnded') return [];
    const { name, status, iterations = [] } = event.step;
    return [[name, status, ...iterations.map(({ block, index }) => `${block}:${index}`)].join(' ')];
  });

describe('a block that loops', () => {
  test('runs setup and cleanup once and its main steps in each turn, which remember it', async () => {
    const started = start(looping({ loop: 2 }));
    expect(await started.result).toMatchObject({ verdict: 'PASS' });
    expect(labels(started)).toEqual([
      ...['on passed', 'turn passed cycle:0', 'turn passed cycle:1', 'off passed', 'last passed'],
    ]);
    expect(seen).toEqual([
      { block: 'cycle', index: 0, value: undefined, count: 2 },
      { block: 'cycle', index: 1, value: undefined, count: 2 },
    ]);
    expect(started.told.filter((event) => event.type === 'STEP_START' && event.name === 'turn')).toMatchObject([
      { iterations: [{ block: 'cycle', index: 0 }] },
      { iterations: [{ block: 'cycle', index: 1 }] },
    ]);
    for (const event of started.recorder.committed) expect(recordEventSchema.safeParse(event).error).toBeUndefined();
  });

  test('says with each step where a resume would go on', async () => {
    const { result, recorder } = start(looping({ sweep: [25, 85] }));
    await result;
    const next = recorder.committed.flatMap((event) =>
      event.type === 'stepEnded' ? [[event.nextStepIndex, event.nextIterations]] : [],
    );
    expect(next).toEqual([
      [1, [{ block: 'cycle', index: 0 }]],
      [1, [{ block: 'cycle', index: 1, value: 85 }]],
      [2, undefined],
      [3, undefined],
      [4, undefined],
    ]);
  });

  test('takes the number of turns, or the values, from a parameter', async () => {
    const counted = start(looping({ loop: 'cycles' }), { parameters: { cycles: 3 } });
    await counted.result;
    expect(seen).toMatchObject([{ index: 0, count: 3 }, { index: 1 }, { index: 2 }]);
    const swept = start(looping({ sweep: 'temps' }));
    await swept.result;
    expect(seen).toMatchObject([
      { value: 25, count: 2 },
      { value: 85, count: 2 },
    ]);
  });

  test('goes on while its condition holds', async () => {
    const started = start(looping({ loop: { while: (self) => self.done < 3, max: 3 } }));
    expect(await started.result).toMatchObject({ verdict: 'PASS' });
    expect(seen).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }]);
    expect(seen[0]).toHaveProperty('count', undefined);
  });

  test('without a turn skips its main steps once, between its setup and its cleanup', async () => {
    const started = start(looping({ loop: 0 }));
    expect(await started.result).toMatchObject({ verdict: 'PASS' });
    expect(labels(started)).toEqual(['on passed', 'turn skipped', 'off passed', 'last passed']);
  });

  test('whose parameter holds no number of turns is an ERROR before anything of it runs', async () => {
    const started = start(looping({ loop: 'cycles' }), { parameters: { cycles: -1 } });
    expect(await started.result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(labels(started)).toEqual(['on error']);
    expect(started.recorder.committed.find((event) => event.type === 'stepEnded')).toMatchObject({
      step: { error: { code: 'LOOP_INVALID', details: { block: 'cycle', parameter: 'cycles' } } },
    });
  });

  test('whose condition still holds after the last turn allowed is an ERROR, and is cleaned up', async () => {
    const started = start(looping({ loop: { while: () => true, max: 2 } }));
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(labels(started)).toEqual([
      ...['on passed', 'turn passed cycle:0', 'turn passed cycle:1', 'turn error cycle:2', 'off passed'],
    ]);
  });

  test('whose condition throws in a later turn is an ERROR there', async () => {
    const throws = (self: { done: number }) => {
      if (self.done > 0) throw new Error('lost count');
      return true;
    };
    const started = start(looping({ loop: { while: throws, max: 9 } }));
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(labels(started)).toEqual(['on passed', 'turn passed cycle:0', 'turn error cycle:1', 'off passed']);
  });
});

@sequence({
  name: 'nested',
  blocks: { temps: { order: 1, sweep: [25, 85] }, volts: { order: 1, within: 'temps', sweep: ['lo', 'hi'] } },
})
class Nested extends Sequence {
  @step({ in: 'volts', order: 1, setup: true }) async supply() {
    seen.push(this.iterations);
  }
  @step<Nested>({ in: 'volts', order: 1, condition: (self) => self.iteration.value === 'hi' }) async read() {
    seen.push(Object.values(this.iterations).map(({ value }) => value));
  }
  @step({ in: 'volts', order: 1, cleanup: true, actuates: true }) async discharge() {}
  @step({ in: 'temps', order: 2 }) async note() {}
}

test('loops within loops: each step carries all turns around it, and a condition knows its own', async () => {
  seen = [];
  const started = start(Nested);
  expect(await started.result).toMatchObject({ verdict: 'PASS' });
  expect(labels(started)).toEqual([
    'supply passed temps:0',
    'read skipped temps:0 volts:0',
    'read passed temps:0 volts:1',
    'discharge passed temps:0',
    'note passed temps:0',
    'supply passed temps:1',
    'read skipped temps:1 volts:0',
    'read passed temps:1 volts:1',
    'discharge passed temps:1',
    'note passed temps:1',
  ]);
  expect(seen).toEqual([
    { temps: { block: 'temps', index: 0, value: 25, count: 2 } },
    [25, 'hi'],
    { temps: { block: 'temps', index: 1, value: 85, count: 2 } },
    [85, 'hi'],
  ]);
  const begun = started.recorder.committed.filter((event) => event.type === 'stepStarted');
  expect(begun).toMatchObject([
    { name: 'discharge', iterations: [{ block: 'temps', index: 0, value: 25 }] },
    { name: 'discharge', iterations: [{ block: 'temps', index: 1, value: 85 }] },
  ]);
});

test('a failure ends the loop when failures stop, and does not otherwise; every turn counts', async () => {
  @sequence({ name: 'failing', blocks: { cycle: { order: 1, loop: 3 } } })
  class Failing extends Sequence {
    @step({ in: 'cycle', order: 1 }) async turn() {
      this.measure('index', this.iteration.index, { limits: { equals: 0 } });
    }
  }
  const stopping = start(Failing);
  expect(await stopping.result).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
  expect(labels(stopping)).toEqual(['turn passed cycle:0', 'turn failed cycle:1']);
  const going = start(Failing, { stopOnFail: false });
  expect(await going.result).toMatchObject({ verdict: 'FAIL', endReason: 'completed' });
  expect(labels(going)).toEqual(['turn passed cycle:0', 'turn failed cycle:1', 'turn failed cycle:2']);
});

test('outside of a loop there is no iteration', async () => {
  @sequence({ name: 'plain' })
  class Plain extends Sequence {
    @step({ order: 1 }) async one() {
      seen = [this.iterations];
      expect(() => this.iteration).toThrow('only inside a block that loops');
    }
  }
  const { result } = start(Plain);
  expect(await result).toMatchObject({ verdict: 'PASS' });
  expect(seen).toEqual([{}]);
});
