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
  worst_drift: { high: 0.06 },
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
  const contextOf = (name: keyof typeof settings) => ({
    name,
    config: { ...settings[name], timeout_ms: 200, poll_ms: 1 },
    log,
  });
  const drivers = {
    chamber: new Chamber(contextOf('chamber')),
    source: new Source(contextOf('source')),
    load: new ElectronicLoad(contextOf('load')),
  };
  const run = await runSequence(AgingTest, {
    drivers,
    stopOnFail: false,
    parameters: { ...FAST, ...parameters },
    limits: LIMITS,
    ...more,
  });
  return { bench, run };
}

it('ages a good board at every temperature, and stops the chamber once, at the end', async () => {
  const { bench, run } = await test('none', { temperatures: '-10, 60', cycles: 2 });
  expectVerdict(run, 'PASS', 'completed');
  const turns = run.steps.filter(({ name }) => name === 'measureOutput').map(({ iterations = [] }) => iterations);
  expect(turns.map((turn) => turn.map(({ index }) => index))).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(run.measurements['report.aging']).toMatchObject({ kind: 'series', series: { points: 4 } });
  expect(bench.chamberHistory).toEqual([-10, 60, 'off']);
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
  ['dead_board', '25, 60'],
] as const)(
  'fails a board with %s, takes it to the end for the others, and leaves everything off',
  async (fault, temperatures) => {
    const { bench, run } = await test(fault, { temperatures });
    expectVerdict(run, 'FAIL', 'completed');
    expectStep(run, 'measureOutput', { status: 'failed' });
    expect(bench.chamberHistory).toEqual([25, 60, 'off']);
    expect(bench.isSafe).toBe(true);
  },
);

it.each([
  ['load_silent', 'measureOutput'],
  ['chamber_stuck', 'reachTemperature'],
  ['chamber_trips', 'checkTemperature'],
] as const)('is an ERROR, never a FAIL, with %s, and leaves everything off', async (fault, step) => {
  const { bench, run } = await test(fault, { temperatures: '60', cycles: 1 });
  expectVerdict(run, 'ERROR', 'errorStop');
  expect(run.hadFailure).toBe(false);
  expectStep(run, step, { status: 'error' });
  expectStep(run, 'stopChamber', { status: 'passed' });
  expect(bench.isSafe).toBe(true);
});

it.each(['reachTemperature', 'soak', 'powerUp'])(
  'is aborted by a Stop in %s, and leaves everything off',
  async (stopDuring) => {
    const { bench, run } = await test('none', { soak_s: stopDuring === 'soak' ? 3600 : 0, on_s: 3600 }, { stopDuring });
    expectVerdict(run, 'ABORTED', 'operatorStop');
    expectStep(run, 'stopChamber', { status: 'passed' });
    expect(bench.isSafe).toBe(true);
  },
);

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
  // Loaded alike, 0.5 mV more with each time it was switched on.
  expectMeasurement(run, 'report.worst_drift', { value: 0.0005, within: 0.0001, unit: 'V', outcome: 'PASS' });
});

it('leaves the chamber on where another batch may need it, and stops it in any other case', async () => {
  const bench = new ThermalBench({ hardware: ['chamber'], parameters: {}, log });
  onTestFinished(() => bench.stop());
  const { chamber: config } = await bench.start();
  const { signal } = new AbortController();
  const connected = async () => {
    const chamber = new Chamber({ name: 'chamber', config, log });
    await chamber.connect(signal);
    onTestFinished(() => chamber.disconnect());
    return chamber;
  };
  const [ours, afterACrash] = [await connected(), await connected()];
  await ours.reach(60, 3600, signal, silent);
  await ours.safeStop(signal);
  expect(await ours.requireHolding(60, signal)).toBe(60);
  await expect(ours.requireHolding(25, signal)).rejects.toThrow('should hold 25 °C, but is on for 60 °C, at 60 °C');
  await afterACrash.safeStop(signal);
  await expect(ours.requireHolding(60, signal)).rejects.toThrow('should hold 60 °C, but is off');
  const onItsWay = new AbortController();
  const reach = ours.reach(-10, 3600, onItsWay.signal, () => onItsWay.abort());
  await expect(reach).rejects.toThrow();
  await ours.safeStop(signal);
  expect(bench.chamberHistory).toEqual([60, 'off', -10, 'off']);
});
