import type { RunSequenceOptions } from '@neurohub/sequence-sdk/testing';
import { expectMeasurement, expectStep, expectVerdict, runSequence } from '@neurohub/sequence-sdk/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Press } from './drivers/press.ts';
import { NewSequence } from './sequence.ts';
import { PressCell } from './simulators/press-cell.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
let cell: PressCell;

beforeEach(() => {
  cell = new PressCell({ hardware: ['press'], parameters: {}, log });
});
afterEach(() => cell.stop());

async function test(options: RunSequenceOptions = {}) {
  const { press: config } = await cell.start();
  const drivers = { press: new Press({ name: 'press', config, log }) };
  return runSequence(NewSequence, { ...options, drivers });
}

it('passes a good part and leaves the press up', async () => {
  const run = await test();
  expectVerdict(run, 'PASS', 'completed');
  expectMeasurement(run, 'pressIn.force', { value: 600, unit: 'N', outcome: 'PASS' });
  expect(cell.isRetracted).toBe(true);
});

it('fails a part that needs too much force', async () => {
  cell.stiffness = 200;
  expectVerdict(await test(), 'FAIL', 'failedStop');
  expect(cell.isRetracted).toBe(true);
});

it('is an ERROR, never a FAIL, when the force sensor gives no number', async () => {
  cell.isSensorBroken = true;
  const run = await test();
  expectVerdict(run, 'ERROR');
  expectStep(run, 'pressIn', { status: 'error', error: 'DRIVER_COMMUNICATION' });
  expect(cell.isRetracted).toBe(true);
});

it('is up after a Stop', async () => {
  expectVerdict(await test({ stopDuring: 'pressIn' }), 'ABORTED', 'operatorStop');
  expect(cell.isRetracted).toBe(true);
});
