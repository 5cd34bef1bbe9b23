import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import {
  expectMeasurement,
  expectStep,
  expectVerdict,
  type RunSequenceOptions,
  runSequence,
} from '@neurohub/sequence-sdk/testing';
import { expect, it, onTestFinished } from 'vitest';
import { Chamber } from './drivers/chamber.ts';
import { ElectronicLoad } from './drivers/electronic-load.ts';
import { Source } from './drivers/source.ts';
import { AgingTest } from './sequence.ts';
import { type BenchFault, ThermalBench } from './simulators/thermal-bench.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
const FAST = { soak_s: 0, on_s: 0, off_s: 0 };
/** As in limits.yaml, which a station reads and a test gives. */
const LIMITS = {
  output: { nominal: 5, tolerancePercent: 3 },
  'aging.max': { high: 5.15 },
  'aging.std': { high: 0.05 },
};

async function test(
  fault: BenchFault = 'none',
  parameters: Record<string, ScalarValue> = {},
  more: RunSequenceOptions = {},
) {
  const hardware = ['chamber', 'source', 'load'];
  const bench = new ThermalBench({ hardware, parameters: { simulated_fault: fault }, log });
  onTestFinished(() => bench.stop());
  const settings = await bench.start();
  const contextOf = (name: keyof typeof settings) => ({ name, config: { ...settings[name], timeout_ms: 200 }, log });
  const drivers = {
    chamber: new Chamber(contextOf('chamber')),
    source: new Source(contextOf('source')),
    load: new ElectronicLoad(contextOf('load')),
  };
  const run = await runSequence(AgingTest, {
    drivers,
    parameters: { ...FAST, ...parameters },
    limits: LIMITS,
    ...more,
  });
  return { bench, run };
}

it('ages a good board at every temperature, between one start and one stop of the chamber', async () => {
  const { bench, run } = await test('none', { temperatures: '-10, 60', cycles: 2 });
  expectVerdict(run, 'PASS', 'completed');
  const turns = run.steps.filter(({ name }) => name === 'measureOutput').map(({ iterations = [] }) => iterations);
  expect(turns.map((turn) => turn.map(({ index }) => index))).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(run.steps.filter(({ name }) => name === 'startChamber' || name === 'stopChamber')).toHaveLength(2);
  expect(run.measurements['report.aging']).toMatchObject({ kind: 'series', series: { points: 4 } });
  expect(bench.isSafe).toBe(true);
});

it('asks again for an answer that got lost, and says on which try it passed', async () => {
  const { run } = await test('load_silent_once', { temperatures: '25', cycles: 1 });
  expectVerdict(run, 'PASS');
  const tries = run.steps.filter(({ name }) => name === 'measureOutput');
  expect(tries.map(({ attempt, status }) => `${attempt} ${status}`)).toEqual(['1 error', '2 passed']);
});

it.each([
  ['drifts', '25, 60'],
  ['dead_board', '25'],
] as const)('fails a board that %s, and leaves everything off', async (fault, temperatures) => {
  const { bench, run } = await test(fault, { temperatures });
  expectVerdict(run, 'FAIL', 'failedStop');
  expectStep(run, 'measureOutput', { status: 'failed' });
  expect(bench.isSafe).toBe(true);
});

it.each([
  ['load_silent', 'measureOutput'],
  ['chamber_stuck', 'soak'],
] as const)('is an ERROR, never a FAIL, with %s, and leaves everything off', async (fault, step) => {
  const { bench, run } = await test(fault, { temperatures: '60', cycles: 1 });
  expectVerdict(run, 'ERROR', 'errorStop');
  expect(run.hadFailure).toBe(false);
  expectStep(run, step, { status: 'error' });
  expectStep(run, 'stopChamber', { status: 'passed' });
  expect(bench.isSafe).toBe(true);
});

it('is aborted by a Stop while it soaks, and leaves everything off', async () => {
  const { bench, run } = await test('none', { soak_s: 3600 }, { stopDuring: 'soak' });
  expectVerdict(run, 'ABORTED', 'operatorStop');
  expectStep(run, 'stopChamber', { status: 'passed' });
  expect(bench.isSafe).toBe(true);
});

it('asks for the board when somebody is there to put it in', async () => {
  const { run } = await test(
    'none',
    { temperatures: '25', cycles: 1, ask_operator: true },
    { answers: { loadBoard: [true] } },
  );
  expectVerdict(run, 'PASS');
  expectStep(run, 'loadBoard', { status: 'passed' });
});

it('judges the output of every cycle, and all cycles together', async () => {
  const { run } = await test('none', { temperatures: '25', cycles: 2 });
  expectMeasurement(run, 'measureOutput.output', { value: 4.99, within: 0.01, unit: 'V', outcome: 'PASS' });
  expect(run.measurements['report.aging']).toMatchObject({
    outcome: 'PASS',
    aggregations: [{ kind: 'min' }, { kind: 'max', outcome: 'PASS' }, { kind: 'std', outcome: 'PASS' }],
  });
});
