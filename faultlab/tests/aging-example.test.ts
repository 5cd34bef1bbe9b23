/** The aging example in two batches that share one chamber, over real sockets to simulated benches. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type BenchFault, ThermalBench } from '../../sequences/aging_test_v2/simulators/thermal-bench.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

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
shared_hardware: ${JSON.stringify({ chamber_1: atLeft.chamber })}
rendezvous: { soak: { batches: [aging_1, aging_2], timeout: 60 } }
batches:
${[atLeft, atRight]
  .map(({ source, load }, i) => {
    const settings = { chamber: { shared: 'chamber_1' }, source, load };
    return `  - { id: aging_${i + 1}, sequence_package: aging_test_v2, auto_start: true, hardware: ${JSON.stringify(settings)} }`;
  })
  .join('\n')}
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/aging_test_v2')], config });
  for (const id of ['aging_1', 'aging_2']) await station.untilState('idle', id);
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
  const ids = ['aging_1', 'aging_2'];
  for (const id of ids) await station.untilState('idle', id);
  return Promise.all(
    ids.map((id) => station.begin(`${serialNumber}-${id}`, id, { parameters: { ...FAST, ...parameters } })),
  );
}
const ended = (ids: readonly string[]) => Promise.all(ids.map((id) => station.ended(id)));

it('begins when both boards are in, and lends the chamber to one after the other', async () => {
  const records = await ended(await beginBoth('GOOD'));
  expect(records.map(({ verdict }) => verdict)).toEqual(['PASS', 'PASS']);
  // One of them had to wait until the other's chamber was off.
  const waits = records.map(({ steps }) => Math.max(...steps.map(({ waitForResourceMs = 0 }) => waitForResourceMs)));
  const times = records.map(({ steps }) => {
    const inside = steps.filter(({ name }) => ['startChamber', 'stopChamber'].includes(name));
    return [inside.at(0)?.startedAt ?? '', inside.at(-1)?.startedAt ?? ''] as const;
  });
  const [first, second] = times.toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect((first?.[1] ?? '') < (second?.[0] ?? '')).toBe(true);
  expect(Math.max(...waits)).toBeGreaterThan(0);
  expect([left.isSafe, right.isSafe]).toEqual([true, true]);
});

it.each([
  ['drifts', 'FAIL'],
  ['load_silent_once', 'PASS'],
  ['load_silent', 'ERROR'],
] satisfies [BenchFault, string][])(
  'with %s on one bench is a %s there, and a PASS on the other',
  async (fault, verdict) => {
    right.fault = fault;
    const [good, bad] = await ended(await beginBoth(fault, { cycles: 4 }));
    expect(good?.verdict).toBe('PASS');
    expect(bad?.verdict).toBe(verdict);
    expect([left.isSafe, right.isSafe]).toEqual([true, true]);
  },
);

it('leaves the chamber off after a Stop in the soak, and the other batch gets it', async () => {
  const executions = await beginBoth('STOP', { soak_s: 2 });
  const holder = await eventually(async () => {
    const views = await Promise.all(['aging_1', 'aging_2'].map((id) => station.batch(id)));
    return views.find(({ execution }) =>
      execution?.steps.some(({ name, status }) => name === 'soak' && status === 'running'),
    );
  });
  await station.data('POST', `/api/batches/${holder.id}/sequence/stop`);
  const records = await ended(executions);
  expect(records.find(({ batchId }) => batchId === holder.id)).toMatchObject({
    verdict: 'ABORTED',
    endReason: 'operatorStop',
  });
  expect(records.find(({ batchId }) => batchId !== holder.id)?.verdict).toBe('PASS');
  expect([left.isSafe, right.isSafe]).toEqual([true, true]);
});
