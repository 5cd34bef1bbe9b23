import { recordEventSchema } from '@neurohub/contracts/ipc';
import { expect, test } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { start } from './_util.ts';

test('this.state is kept with each step that changed it', async () => {
  @sequence({ name: 'stateful', blocks: { cycle: { order: 2, loop: 2 } } })
  class Stateful extends Sequence {
    override state = { cycles: 0 };
    @step({ order: 1 }) async first() {}
    @step({ in: 'cycle', order: 1 }) async count() {
      this.state.cycles += 1;
    }
    @step({ order: 3 }) async last() {}
  }
  const { result, recorder } = start(Stateful);
  expect(await result).toMatchObject({ verdict: 'PASS' });
  const kept = recorder.committed.flatMap((event) =>
    event.type === 'stepEnded' ? [[event.step.name, event.state]] : [],
  );
  expect(kept).toEqual([
    ['first', { cycles: 0 }],
    ['count', { cycles: 1 }],
    ['count', { cycles: 2 }],
    ['last', undefined],
  ]);
  for (const event of recorder.committed) expect(recordEventSchema.safeParse(event).error).toBeUndefined();
});

test('a state that is no JSON makes its step an error, and cleanup goes on', async () => {
  @sequence({ name: 'broken_state' })
  class BrokenState extends Sequence {
    @step({ order: 1, retry: 1 }) async first() {
      this.state['mean'] = Number.NaN;
    }
    @step({ order: 1, cleanup: true }) async off() {}
  }
  const { result, recorder, steps } = start(BrokenState);
  expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(steps()).toEqual(['first error', 'first error', 'off passed']);
  expect(recorder.committed.find((event) => event.type === 'stepEnded')).toMatchObject({
    step: { error: { code: 'STATE_INVALID' } },
  });
});
