/** The aging example in two batches that share one chamber, over real sockets to simulated benches. */
import { join } from 'node:path';
import type { SharedInstrument } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ThermalBench } from '../../sequences/aging_test_v2/simulators/thermal-bench.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const BATCHES = ['aging_1', 'aging_2'];
const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
const hardware = ['chamber', 'source', 'load'];
const left = new ThermalBench({ hardware, parameters: {}, log });
/** Its chamber is nobody's. */
const right = new ThermalBench({ hardware, parameters: {}, log });
let station: TestStation;

beforeAll(async () => {
  const [atLeft, atRight] = [await left.start(), await right.start()];
  const config = `
station: { id: TEST, name: Test station }
shared_hardware: ${JSON.stringify({ chamber_1: { ...atLeft.chamber, patience_s: 60 } })}
rendezvous: { soak: { batches: [aging_1, aging_2], timeout: 10 } }
batches:
${[atLeft, atRight]
  .map(({ source, load }, i) => {
    const settings = { chamber: { shared: 'chamber_1' }, source, load };
    return `  - { id: aging_${i + 1}, sequence_package: aging_test_v2, auto_start: true, hardware: ${JSON.stringify(settings)} }`;
  })
  .join('\n')}
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/aging_test_v2')], config });
  for (const id of BATCHES) await station.untilState('idle', id);
});
afterAll(async () => {
  await station?.dispose();
  await Promise.all([left.stop(), right.stop()]);
});
beforeEach(() => {
  left.fault = 'none';
  right.fault = 'none';
});

const FAST = { soak_s: 0.1, on_s: 0, off_s: 0, temperatures: '0, 40', cycles: 2 };

/** Starts a device in each batch: neither begins without the other. */
async function beginBoth(serialNumber: string, parameters = {}) {
  for (const id of BATCHES) await station.untilState('idle', id);
  return Promise.all(
    BATCHES.map((id) => station.begin(`${serialNumber}-${id}`, id, { parameters: { ...FAST, ...parameters } })),
  );
}
const ended = (ids: readonly string[], timeoutMs = 30_000) =>
  Promise.all(ids.map((id) => station.ended(id, timeoutMs)));

it('begins when both boards are in, soaks both together, and lends the chamber to one at a time', async () => {
  left.chamberHistory.length = 0;
  left.fault = 'chamber_stuck';
  const executions = await beginBoth('GOOD');
  // Whoever has the chamber keeps it on the way to the temperature; the other waits for it.
  const lent = await eventually(
    async () => {
      const [one] = await station.data<SharedInstrument[]>('GET', '/api/system/shared');
      return one?.holder && one.waiting.length === 1 ? one : null;
    },
    { what: 'one batch with the chamber, and one that waits' },
  );
  expect([lent.holder?.batchId, lent.waiting[0]?.batchId].toSorted()).toEqual(BATCHES);
  left.fault = 'none';
  const records = await ended(executions);
  expect(records.map(({ verdict }) => verdict)).toEqual(['PASS', 'PASS']);
  const waited = records.find(({ batchId }) => batchId === lent.waiting[0]?.batchId);
  const reached = waited?.steps.find(({ name }) => name === 'reachTemperature');
  expect(reached?.waitForResourceMs).toBeGreaterThan(0);
  // Each tells the chamber to go there, and nobody goes on before both have soaked: one climb for both boards.
  expect(left.chamberHistory).toEqual([0, 0, 40, 40, 'off']);
  expect([left.isSafe, right.isSafe]).toEqual([true, true]);
  expect(await station.data('GET', '/api/system/shared')).toMatchObject([{ holder: null, waiting: [] }]);
});

it('takes a board that fails to the end, for the other meets it at each temperature', async () => {
  right.fault = 'drifts';
  const [good, bad] = await ended(await beginBoth('drifts', { cycles: 4 }));
  expect([good?.verdict, bad?.verdict]).toEqual(['PASS', 'FAIL']);
  expect(bad?.endReason).toBe('completed');
  expect([left.isSafe, right.isSafe]).toEqual([true, true]);
});

it('says on which try a lost answer came, and passes', async () => {
  right.fault = 'load_silent_once';
  const [, record] = await ended(await beginBoth('once'));
  expect(record?.verdict).toBe('PASS');
  const tries = record?.steps.filter(
    ({ name, attempt, status }) => name === 'measureOutput' && (attempt > 1 || status !== 'passed'),
  );
  expect(tries?.map(({ attempt, status }) => `${attempt} ${status}`)).toEqual(['1 error', '2 passed']);
});

it('with a broken load in one batch knows nothing of its board, nor of the other one, which cannot go on alone', async () => {
  right.fault = 'load_silent';
  const [other, broken] = await ended(await beginBoth('silent'), 60_000);
  expect(broken).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop', hadFailure: false });
  const last = broken?.steps.findLast(({ name }) => name === 'measureOutput');
  expect(last).toMatchObject({ attempt: 3, status: 'error', error: { code: 'DRIVER_TIMEOUT' } });
  // It finds the chamber off, or waits for its peer in vain.
  expect(other).toMatchObject({ verdict: 'ERROR', hadFailure: false });
  expect([left.isSafe, right.isSafe]).toEqual([true, true]);
});

it('leaves chamber, sources and loads off after a Stop while both soak, and never passes the board that is left behind', async () => {
  const executions = await beginBoth('STOP', { soak_s: 3 });
  await Promise.all(BATCHES.map((id) => station.untilStep('soak', id)));
  await station.data('POST', '/api/batches/aging_1/sequence/stop');
  const [stopped, other] = await ended(executions, 60_000);
  expect(stopped).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  expect(other).toMatchObject({ verdict: 'ERROR', hadFailure: false });
  expect([left.isSafe, right.isSafe]).toEqual([true, true]);
});
