import { type RunSequenceOptions, runSequence } from '@neurohub/sequence-sdk/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Multimeter } from './drivers/multimeter.ts';
import { PowerSupply } from './drivers/power-supply.ts';
import { NewSequence } from './sequence.ts';
import { Bench } from './simulators/bench.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
let bench: Bench;

beforeEach(() => {
  bench = new Bench({ hardware: ['dmm', 'power'], parameters: {}, log });
});
afterEach(() => bench.stop());

async function test(options: RunSequenceOptions = {}) {
  const { dmm, power } = await bench.start();
  const drivers = {
    dmm: new Multimeter({ name: 'dmm', config: dmm, log }),
    power: new PowerSupply({ name: 'power', config: power, log }),
  };
  return runSequence(NewSequence, { ...options, drivers });
}

it('passes a good product and leaves it without power', async () => {
  const result = await test();
  expect(result).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(result.measurements['measureSupply.supply']).toMatchObject({ value: 12, unit: 'V', outcome: 'PASS' });
  expect(bench.isOn).toBe(false);
});

it('fails a product that draws the supply down', async () => {
  bench.gain = 0.9;
  expect(await test()).toMatchObject({ verdict: 'FAIL', hadFailure: true });
  expect(bench.isOn).toBe(false);
});

it('is an ERROR, never a FAIL, when the meter answers no number', async () => {
  bench.gain = Number.NaN;
  expect(await test()).toMatchObject({ verdict: 'ERROR', hadFailure: false });
  expect(bench.isOn).toBe(false);
});

it('switches off after a Stop', async () => {
  expect(await test({ stopDuring: 'measureSupply' })).toMatchObject({ verdict: 'ABORTED' });
  expect(bench.isOn).toBe(false);
});
