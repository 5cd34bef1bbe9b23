import type { RunSequenceOptions } from '@neurohub/sequence-sdk/testing';
import { expectMeasurement, expectStep, expectVerdict, runSequence } from '@neurohub/sequence-sdk/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SensorBoard } from './drivers/sensor-board.ts';
import { NewSequence } from './sequence.ts';
import { Board } from './simulators/board.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
let board: Board;

beforeEach(() => {
  board = new Board({ hardware: ['board'], parameters: {}, log });
});
afterEach(() => board.stop());

async function test(options: RunSequenceOptions = {}) {
  const { board: config } = await board.start();
  const drivers = { board: new SensorBoard({ name: 'board', config, log }) };
  return runSequence(NewSequence, { parameters: { heat_ms: 1 }, ...options, drivers });
}

it('passes a good board and leaves it cold', async () => {
  const run = await test();
  expectVerdict(run, 'PASS', 'completed');
  expectMeasurement(run, 'heat.hot', { value: 41, unit: '°C', outcome: 'PASS' });
  expect(board.isHeating).toBe(false);
});

it('fails a board whose heater is too weak', async () => {
  board.hot = 30;
  expectVerdict(await test(), 'FAIL', 'failedStop');
  expect(board.isHeating).toBe(false);
});

it('asks again when an answer was damaged on its way', async () => {
  board.damagedAnswers = 1;
  expectVerdict(await test(), 'PASS');
});

it('is an ERROR, never a FAIL, when answers keep arriving damaged', async () => {
  board.damagedAnswers = 100;
  const run = await test();
  expectVerdict(run, 'ERROR');
  expectStep(run, 'readFirmware', { status: 'error', error: 'DRIVER_COMMUNICATION' });
});

it('switches the heater off after a Stop', async () => {
  expectVerdict(await test({ stopDuring: 'heat', parameters: { heat_ms: 60_000 } }), 'ABORTED', 'operatorStop');
  expect(board.isHeating).toBe(false);
});
