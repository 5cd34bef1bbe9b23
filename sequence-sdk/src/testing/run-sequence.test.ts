import { describe, expect, test } from 'vitest';
import { Driver, hardware, parameter, Sequence, sequence, step } from '../index.ts';
import { runSequence } from './run-sequence.ts';

class FixedMeter extends Driver {
  volts = 5.01;
  override async openConnection() {}
  async reset() {}
  async identify() {
    return 'FIXED';
  }
  async selfTest() {}
  async voltage() {
    this.requireConnected('voltage');
    return this.volts;
  }
}

const meter = () =>
  new FixedMeter({ name: 'dmm', config: {}, log: { debug() {}, info() {}, warning() {}, error() {} } });

@sequence({ name: 'rails' })
class Rails extends Sequence {
  @hardware() dmm!: FixedMeter;
  @parameter() nominal = 5;
  @step({ order: 1 }) async measureRails() {
    this.log.info('measuring');
    const limits = { nominal: this.nominal, tolerance: 0.1 };
    this.measure('vcc', await this.dmm.voltage(), { unit: 'V', limits });
  }
  @step({ order: 2 }) async settle() {
    await this.sleep(1);
  }
}

describe('runSequence', () => {
  test('gives verdict, steps, measurements and log of a whole execution', async () => {
    const dmm = meter();
    const run = await runSequence(Rails, { drivers: { dmm } });
    expect(run).toMatchObject({ verdict: 'PASS', logs: [{ level: 'info', message: 'measuring' }] });
    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([
      ['measureRails', 'passed'],
      ['settle', 'passed'],
    ]);
    expect(run.measurements['measureRails.vcc']).toMatchObject({ value: 5.01, unit: 'V', outcome: 'PASS' });
    expect(dmm.isConnected).toBe(false);
  });

  test('overrides parameters', async () => {
    const run = await runSequence(Rails, { drivers: { dmm: meter() }, parameters: { nominal: 3.3 } });
    expect(run).toMatchObject({ verdict: 'FAIL', hadFailure: true });
  });

  test('presses Stop during a step', async () => {
    const run = await runSequence(Rails, { drivers: { dmm: meter() }, stopDuring: 'settle' });
    expect(run).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(run.steps.map(({ status }) => status)).toEqual(['passed', 'aborted']);
  });

  test('says so when a driver is used before it is connected', async () => {
    await expect(meter().voltage()).rejects.toMatchObject({
      code: 'DRIVER_STATE',
      message: expect.stringMatching(/FixedMeter\.voltage\(\).*dmm/),
    });
  });
});

test('a sequence object without a station says what it needs', () => {
  const bare = new Rails();
  expect(bare.nominal).toBe(5);
  expect(() => bare.measure('x', 1)).toThrow('needs a station');
});
