import { expect, test, vi } from 'vitest';
import { start } from './_util.ts';

test('runs a sequence made with another copy of the SDK than the executor uses', async () => {
  vi.resetModules();
  const { hardware, parameter, Sequence, sequence, step, TestSkipped } = await import('../index.ts');
  const { NotingDriver } = await import('./_util.ts');

  @sequence({ name: 'foreign' })
  class Foreign extends Sequence {
    @hardware() dmm!: InstanceType<typeof NotingDriver>;
    @parameter() nominal = 1;
    @step({ order: 1 }) async one() {
      this.measure('nominal', this.nominal, { limits: { equals: 5 } });
      this.measure('idn', await this.dmm.identify());
    }
    @step({ order: 2 }) async two() {
      throw new TestSkipped('not here');
    }
  }
  const drivers = { dmm: (context: ConstructorParameters<typeof NotingDriver>[0]) => new NotingDriver(context) };
  const { result, steps } = start(Foreign, { drivers, parameters: { nominal: 5 } });
  expect(await result).toMatchObject({ verdict: 'PASS' });
  expect(steps()).toEqual(['one passed', 'two skipped']);
});
