import { expect, test } from 'vitest';
import { NotingDriver } from '../executor/_util.ts';
import { hardware, Sequence, sequence, step } from '../index.ts';
import { runSequence } from './run-sequence.ts';

@sequence({ name: 'cycling', blocks: { cycle: { order: 1, loop: 3 } } })
class Cycling extends Sequence {
  @hardware() supply!: NotingDriver;
  override state = { done: 0 };
  @step({ order: 1, setup: true }) async prepare() {
    await this.sleep(1_000);
  }
  @step({ in: 'cycle', order: 1, actuates: true, onResume: 'rerun', restore: false }) async press() {
    await this.sleep(30_000);
    this.state.done += 1;
    this.measure('done', this.state.done, { limits: { equals: this.iteration.index + 1 } });
  }
  @step({ order: 2, actuates: true }) async weld() {}
  @step({ order: 1, cleanup: true }) async off() {}
}

const supply = () => new NotingDriver({ name: 'supply', config: {} } as ConstructorParameters<typeof NotingDriver>[0]);
const labels = ({ steps }: Awaited<ReturnType<typeof runSequence>>) =>
  steps.map(({ name, attempt, status, iterations }) => `${name}${iterations?.[0]?.index ?? ''} ${attempt} ${status}`);

test('a sequence whose process dies in a turn goes on there in a fresh one', async () => {
  const driver = supply();
  const run = await runSequence(Cycling, {
    ...{ drivers: { supply: driver }, clock: 'virtual', dieDuring: { step: 'press', turn: 1 } },
  });
  expect(run).toMatchObject({ verdict: 'PASS', durationMs: 92_000 });
  expect(labels(run)).toEqual([
    ...['prepare 1 passed', 'press0 1 passed', 'press1 1 interrupted', 'prepare 2 passed', 'press1 2 passed'],
    ...['press2 1 passed', 'weld 1 passed', 'off 1 passed'],
  ]);
  expect(driver.notes.filter((note) => note !== 'selfTest')).toEqual([
    ...['connect', 'safeStop', 'disconnect', 'connect', 'safeStop', 'disconnect'],
  ]);
});

test('it may die more than once', async () => {
  const dieDuring = ['press', { step: 'press', turn: 2 }, 'off'];
  const run = await runSequence(Cycling, { drivers: { supply: supply() }, clock: 'virtual', dieDuring });
  expect(run.verdict).toBe('PASS');
  expect(run.steps.filter(({ status }) => status === 'interrupted')).toHaveLength(2);
  expect(run.steps.at(-1)).toMatchObject({ name: 'off', status: 'passed', resumption: 3 });
});

test('a step that must not be run again ends it in error, also on the real clock', async () => {
  @sequence({ name: 'welding' })
  class Welding extends Sequence {
    @step({ order: 1, actuates: true }) async weld() {}
    @step({ order: 1, cleanup: true }) async off() {}
  }
  const run = await runSequence(Welding, { dieDuring: 'weld' });
  expect(run).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(labels(run)).toEqual(['weld 1 interrupted', 'weld 2 error', 'off 1 passed']);
});
