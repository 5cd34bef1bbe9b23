import { runSequence } from '@neurohub/sequence-sdk/testing';
import { expect, it } from 'vitest';
import { NewSequence } from './sequence.ts';

it('passes a good supply', async () => {
  const result = await runSequence(NewSequence);
  expect(result).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
  expect(result.measurements['measureSupply.supply']).toMatchObject({ value: 5.01, unit: 'V', outcome: 'PASS' });
});

it('fails a supply that misses its limit', async () => {
  const result = await runSequence(NewSequence, { parameters: { nominal_volts: 12 } });
  expect(result).toMatchObject({ verdict: 'FAIL', endReason: 'failedStop' });
});
