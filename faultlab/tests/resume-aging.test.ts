/** An aging that is killed near its end, against one that never was. */
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ThermalBench } from '../../sequences/aging_test_v2/simulators/thermal-bench.ts';
import { recordEssence } from '../src/checker/record-essence.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
const BATCHES = ['aging_1', 'aging_2'] as const;
const benches = BATCHES.map(() => new ThermalBench({ hardware: ['chamber', 'source', 'load'], parameters: {}, log }));
let station: TestStation;

beforeAll(async () => {
  const places = await Promise.all(benches.map((bench) => bench.start()));
  const batches = places.map(({ source, load }, i) => {
    const settings = { chamber: { shared: 'chamber_1' }, source, load };
    return `  - { id: ${BATCHES[i]}, sequence_package: aging_test_v2, auto_start: true, hardware: ${JSON.stringify(settings)} }`;
  });
  const config = `
station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
error_handling: { process_errors: { recovery_mode: resume } }
shared_hardware: ${JSON.stringify({ chamber_1: places[0]?.chamber })}
rendezvous: { soak: { batches: [${BATCHES.join(', ')}], timeout: 60 } }
batches:
${batches.join('\n')}
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/aging_test_v2')], config });
  for (const id of BATCHES) await station.untilState('idle', id);
});
afterAll(async () => {
  await station?.dispose();
  await Promise.all(benches.map((bench) => bench.stop()));
});

const parameters = { soak_s: 0.1, on_s: 0.3, off_s: 0, temperatures: '0, 40', cycles: 3 };
const begin = () => Promise.all(BATCHES.map((id) => station.begin(`AGED-${id}`, id, { parameters })));

/** The last turn of all: the second temperature, the third time with power. */
async function untilLastPowerUp(id: string): Promise<void> {
  const isThere = async () => {
    const { execution } = await station.batch(id);
    const step = execution?.steps.find(({ name }) => name === 'powerUp');
    return step?.status === 'running' && step.iterations?.map(({ index }) => index).join('.') === '1.2';
  };
  await eventually(isThere, { what: 'the last time with power', timeoutMs: 40_000 });
}

/** A board ages with each time it is switched on, also with one more: its values are its own. */
function structure(record: ExecutionRecord) {
  const { steps, ...rest } = recordEssence(record);
  return {
    ...rest,
    steps: steps.map(({ measurements, attachments = [], ...step }) => ({
      ...step,
      waitForResourceMs: undefined,
      waitForPeersMs: undefined,
      measurements: measurements.map(({ name, outcome, limits, series }) => ({
        name,
        outcome,
        limits,
        points: series?.points,
      })),
      attachments: attachments.map(({ name, mimeType }) => ({ name, mimeType })),
    })),
  };
}

async function untilInterrupted() {
  return eventually(async () => {
    const { execution, processState } = await station.batch('aging_1');
    return execution?.interruption?.waitsFor === 'operator' && processState === 'idle' ? execution : null;
  });
}

test('an aging killed near its end finishes with the same record, but for the marks of resumption, as one never killed', async () => {
  const undisturbed = await Promise.all((await begin()).map((id) => station.ended(id, 60_000)));
  expect(undisturbed.map(({ verdict }) => verdict)).toEqual(['PASS', 'PASS']);

  const [executionId = '', other = ''] = await begin();
  await untilLastPowerUp('aging_1');
  process.kill((await station.batch('aging_1')).pid ?? 0, 'SIGKILL');
  const waiting = await untilInterrupted();
  expect(waiting.interruption?.reason).toBe('armed');
  await station.data('POST', `/api/executions/${executionId}/resume`, { operator: 'Kim' });
  const record = await station.ended(executionId, 60_000);
  expect(record).toMatchObject({ verdict: 'PASS', resumptions: 1, interruptions: [{ resumedBy: 'Kim' }] });
  expect(structure(record)).toEqual(structure(undisturbed[0] as ExecutionRecord));
  // The chamber may be at another temperature by then: it is brought back before the last cycle goes on.
  const restored = record.steps.filter(({ restore }) => restore);
  expect(restored.map(({ name, iterations = [] }) => [name, ...iterations.map(({ value }) => value)])).toEqual([
    ['prepareBench'],
    ['reachTemperature', 40],
    ['soak', 40],
  ]);
  expect((await station.ended(other, 60_000)).verdict).toBe('PASS');
  expect(benches.map(({ isSafe }) => isSafe)).toEqual([true, true]);
});

test('an aging killed while it measures switches the board on again first: no good board is called bad', async () => {
  const [bench] = benches;
  const [executionId = '', other = ''] = await begin();
  await untilLastPowerUp('aging_1');
  if (bench) bench.fault = 'load_silent';
  await station.untilStep('measureOutput', 'aging_1');
  process.kill((await station.batch('aging_1')).pid ?? 0, 'SIGKILL');
  await untilInterrupted();
  if (bench) bench.fault = 'none';
  await station.data('POST', `/api/executions/${executionId}/resume`, { operator: 'Kim' });
  const record = await station.ended(executionId, 60_000);
  expect(record).toMatchObject({ verdict: 'PASS', resumptions: 1 });
  const again = record.steps.filter(({ resumption }) => resumption === 1).map(({ name }) => name);
  expect(again.slice(0, 5)).toEqual(['prepareBench', 'reachTemperature', 'soak', 'powerUp', 'measureOutput']);
  expect((await station.ended(other, 60_000)).verdict).toBe('PASS');
});
