import { type RunSequenceOptions, runSequence } from '@neurohub/sequence-sdk/testing';
import { expect, it } from 'vitest';
import { Multimeter } from './drivers/multimeter.ts';
import { PowerSupply } from './drivers/power-supply.ts';
import { NewSequence } from './sequence.ts';
import { Bench } from './simulators/bench.ts';

async function test(bench: Bench, options: RunSequenceOptions = {}) {
  const drivers = {
    dmm: new Multimeter(await bench.context('dmm')),
    power: new PowerSupply(await bench.context('power')),
  };
  return runSequence(NewSequence, { ...options, drivers });
}

it('passes a good product and leaves it without power', async () => {
  await using bench = new Bench();
  const result = await test(bench);
  expect(result).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(result.measurements['measureSupply.supply']).toMatchObject({ value: 12, unit: 'V', outcome: 'PASS' });
  expect(bench.isOn).toBe(false);
});

it('fails a product that draws the supply down', async () => {
  await using bench = new Bench();
  bench.gain = 0.9;
  expect(await test(bench)).toMatchObject({ verdict: 'FAIL', hadFailure: true });
  expect(bench.isOn).toBe(false);
});

it('is an ERROR, never a FAIL, when the meter answers no number', async () => {
  await using bench = new Bench();
  bench.gain = Number.NaN;
  expect(await test(bench)).toMatchObject({ verdict: 'ERROR', hadFailure: false });
  expect(bench.isOn).toBe(false);
});

it('switches off after a Stop', async () => {
  await using bench = new Bench();
  expect(await test(bench, { stopDuring: 'measureSupply' })).toMatchObject({ verdict: 'ABORTED' });
  expect(bench.isOn).toBe(false);
});
