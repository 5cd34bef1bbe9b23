import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import {
  expectMeasurement,
  expectStep,
  expectVerdict,
  type RunSequenceOptions,
  runSequence,
} from '@neurohub/sequence-sdk/testing';
import { expect, it, onTestFinished } from 'vitest';
import { PsaMcu } from './drivers/psa-mcu.ts';
import { PsaSensorTest } from './sequence.ts';
import { type BoardFault, PsaBoard } from './simulators/psa-board.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };

async function bench(fault: BoardFault = 'none') {
  const board = new PsaBoard({ hardware: ['psa_mcu'], parameters: { simulated_fault: fault }, log });
  onTestFinished(() => board.stop());
  const { psa_mcu: config } = await board.start();
  return { board, driver: new PsaMcu({ name: 'psa_mcu', config: { ...config, timeout: 0.1 }, log }) };
}

async function test(fault?: BoardFault, parameters: Record<string, ScalarValue> = {}, more: RunSequenceOptions = {}) {
  const { driver } = await bench(fault);
  return runSequence(PsaSensorTest, { drivers: { psa_mcu: driver }, parameters, ...more });
}

it('passes a good board and keeps what its sensors said', async () => {
  const run = await test();
  expectVerdict(run, 'PASS', 'completed');
  expectMeasurement(run, 'ping_pong.firmware', { value: '1.0.0', outcome: 'PASS' });
  expectMeasurement(run, 'test_vl53l0x.distance', { value: 503, unit: 'mm', outcome: 'PASS' });
  expectMeasurement(run, 'test_mlx90640.temperature', { value: 26.4, unit: '°C', outcome: 'PASS' });
  expectMeasurement(run, 'test_mlx90640.lowest', { value: 24.2, outcome: 'INFO' });
  expect(run.steps.at(-1)?.attachments).toMatchObject([{ name: 'sensors.json', mimeType: 'application/json' }]);
});

it.each([
  ['out_of_spec', 'INVALID', true],
  ['no_sensor', 'NO_ACK', false],
] as const)('fails a board with %s, and still keeps its answers', async (fault, status, isMeasured) => {
  const run = await test(fault);
  expectVerdict(run, 'FAIL', 'failedStop');
  expectMeasurement(run, 'test_vl53l0x.status', { value: status, outcome: 'FAIL' });
  expect('test_vl53l0x.distance' in run.measurements).toBe(isMeasured);
  expect(run.steps.map(({ name }) => name)).not.toContain('test_mlx90640');
  expect(run.steps.at(-1)).toMatchObject({ name: 'finalize', status: 'passed' });
});

it('leaves out the sensor that nobody wants tested', async () => {
  const run = await test('none', { test_vl53l0x_enabled: false });
  expectVerdict(run, 'PASS');
  expectStep(run, 'test_vl53l0x', { status: 'skipped' });
  expectStep(run, 'test_mlx90640', { status: 'passed' });
});

it('asks again when the board was busy', async () => {
  expectVerdict(await test('busy_once'), 'PASS');
});

it.each([
  ['busy', 'DRIVER_COMMUNICATION', '"psa_mcu" answered to ping: it is busy'],
  ['silence', 'DRIVER_TIMEOUT', ''],
  ['wrong_crc', 'DRIVER_COMMUNICATION', 'its CRC is wrong'],
] as const)('is an ERROR, never a FAIL, when the board keeps answering with %s', async (fault, error, message) => {
  const run = await test(fault);
  expectVerdict(run, 'ERROR');
  expect(run.hadFailure).toBe(false);
  expectStep(run, 'ping_pong', { status: 'error', error });
  expect(run.steps[0]?.error?.message).toContain(message);
});

it('is ABORTED by a Stop in the middle of a sensor, and still keeps its answers', async () => {
  const run = await test('none', {}, { stopDuring: 'test_vl53l0x' });
  expectVerdict(run, 'ABORTED', 'operatorStop');
  expectStep(run, 'test_vl53l0x', { status: 'aborted' });
  expect(run.steps.map(({ name }) => name)).not.toContain('test_mlx90640');
  expect(run.steps.at(-1)).toMatchObject({ name: 'finalize', status: 'passed' });
});

it('finds the same by hand as in a test, and says why it cannot', async () => {
  const { board, driver } = await bench();
  const { signal } = new AbortController();
  await expect(driver.ping(signal)).rejects.toThrow('needs the connected "psa_mcu"; it is disconnected');
  await driver.connect(signal);
  expect(await driver.sensors(signal)).toEqual(['VL53L0X', 'MLX90640']);
  await expect(driver.test('vl53l0x', signal)).rejects.toThrow('the sensor has no specification');
  await driver.specify('vl53l0x', { target: 500, tolerance: 100 }, signal);
  await driver.specify('mlx90640', { target: -5, tolerance: 0.1 }, signal);
  expect(await driver.read('vl53l0x', signal)).toEqual({ measured: 503, target: 500, tolerance: 100, difference: 3 });
  expect((await driver.testAll(signal)).sensors.map(({ status }) => status)).toEqual(['PASS', 'INVALID']);
  board.fault = 'no_sensor';
  expect((await driver.testAll(signal)).sensors).toEqual([{ sensor: 'vl53l0x', status: 'NO_ACK' }]);
  await driver.disconnect();
});
