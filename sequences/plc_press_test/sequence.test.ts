import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { DriverContext } from '@neurohub/sequence-sdk';
import {
  expectMeasurement,
  expectStep,
  expectVerdict,
  type RunSequenceOptions,
  runSequence,
} from '@neurohub/sequence-sdk/testing';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { Press } from './drivers/press.ts';
import { PlcPressTest } from './sequence.ts';
import { PressCell, type PressFault } from './simulators/press-cell.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };

/** One for all tests: an OPC-UA server takes a while to start. */
const cell = new PressCell({ hardware: ['press'], parameters: {}, log });
let config: DriverContext['config'];

beforeAll(async () => {
  config = (await cell.start()).press;
  return () => cell.stop();
});
beforeEach(() => {
  cell.fault = 'none';
  cell.closeDoor();
});

const driver = () => new Press({ name: 'press', config, log });

function test(fault: PressFault, parameters: Record<string, ScalarValue> = {}, more: RunSequenceOptions = {}) {
  cell.fault = fault;
  return runSequence(PlcPressTest, {
    drivers: { press: driver() },
    parameters: { hold_ms: 1, ask_operator: false, ...parameters },
    ...more,
  });
}

it('passes a good part, keeps the curve and leaves the press up', async () => {
  const run = await test('none');
  expectVerdict(run, 'PASS', 'completed');
  expectMeasurement(run, 'pressIn.depth', { value: 12, unit: 'mm', outcome: 'PASS' });
  const force = run.measurements['pressIn.force'];
  expect(force).toMatchObject({ outcome: 'PASS' });
  expect(JSON.stringify(force)).toContain('"max"');
  expectMeasurement(run, 'hold.kept_force', { value: 100, unit: '%', outcome: 'PASS' });
  expectStep(run, 'loadPart', { status: 'skipped' });
  expect(cell.isSafe).toBe(true);
});

it.each(['too_hard', 'too_soft'] as const)('fails a part that is %s by its curve', async (fault) => {
  const run = await test(fault);
  expectVerdict(run, 'FAIL', 'failedStop');
  expectMeasurement(run, 'pressIn.depth', { outcome: 'PASS' });
  expect(run.measurements['pressIn.force']).toMatchObject({ outcome: 'FAIL' });
  expect(cell.isSafe).toBe(true);
});

it('fails a part that blocks the press, which the PLC stops by itself', async () => {
  const run = await test('blocked');
  expectVerdict(run, 'FAIL');
  expectMeasurement(run, 'pressIn.stopped_by', { value: 'force', outcome: 'FAIL' });
  expectMeasurement(run, 'pressIn.depth', { value: 6, outcome: 'FAIL' });
  expect(cell.isSafe).toBe(true);
});

it('is an ERROR, never a FAIL, when the drive of the press fails in the middle', async () => {
  const run = await test('drive');
  expectVerdict(run, 'ERROR');
  expect(run.hadFailure).toBe(false);
  expectStep(run, 'pressIn', { status: 'error', error: 'DRIVER_ERROR' });
  expect(run.steps.find(({ name }) => name === 'pressIn')?.error?.message).toContain('the drive does not answer');
  expect(cell.isSafe).toBe(true);
});

it('is an ERROR when the force is no number', async () => {
  const run = await test('force_sensor');
  expectVerdict(run, 'ERROR');
  expectStep(run, 'pressIn', { status: 'error' });
});

it('waits for the door by subscription when nobody is asked', async () => {
  cell.openDoor();
  const { signal } = new AbortController();
  const press = driver();
  await press.connect(signal);
  let isClosed = false;
  const closed = press.untilDoorClosed(10_000, signal).then(() => {
    isClosed = true;
  });
  await press.position(signal);
  expect(isClosed).toBe(false);
  cell.closeDoor();
  await closed;
  await press.disconnect();
});

it('asks again while the door is open, and goes on when it is closed', async () => {
  cell.openDoor();
  let asked = 0;
  const answers = () => {
    asked += 1;
    if (asked === 2) cell.closeDoor();
    return true;
  };
  const run = await test('none', { ask_operator: true }, { answers });
  expectVerdict(run, 'PASS');
  expect(run.steps.find(({ name }) => name === 'loadPart')?.prompts).toHaveLength(2);
});

it('goes up after a Stop in the middle of the stroke', async () => {
  const run = await test('none', {}, { stopDuring: 'pressIn' });
  expectVerdict(run, 'ABORTED', 'operatorStop');
  expectMeasurement(run, 'retract.end_position', { value: 0, outcome: 'PASS' });
  expect(cell.isSafe).toBe(true);
});

it('can be made safe in the middle of a stroke, by a driver that is not connected any more', async () => {
  const { signal } = new AbortController();
  const stop = new AbortController();
  const press = driver();
  await press.connect(signal);
  const stroke = press.press({ depthMm: 40, stopAtNewton: 5000 }, stop.signal, (mm) => {
    if (mm > 5) stop.abort(new Error('Stop'));
  });
  await expect(stroke).rejects.toThrow('Stop');
  await press.disconnect();
  expect(cell.isSafe).toBe(false);
  await expect(press.position(signal)).rejects.toThrow('needs the connected "press"; it is disconnected');
  await press.safeStop(signal);
  expect(cell.isSafe).toBe(true);
  await press.disconnect();
});

it('does not press while the door is open, and says so', async () => {
  cell.openDoor();
  const { signal } = new AbortController();
  const press = driver();
  await press.connect(signal);
  await expect(press.press({ depthMm: 10, stopAtNewton: 800 }, signal)).rejects.toThrow('its door is open');
  expect(cell.isSafe).toBe(true);
  await press.disconnect();
});
