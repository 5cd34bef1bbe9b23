/**
 * Two instances of NeuroHub on one PostgreSQL, and a real station that reaches them through what stands in front of them. One instance
 * is killed while the station tests: nothing is lost and nothing doubled, and whoever looks at the other goes on.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FloorStation } from '@neurohub/contracts/hub-live';
import type { RemoteStartView } from '@neurohub/contracts/remote-start-rest';
import { type TestDatabase, testDatabase } from '@neurohub/hub-server/test-database';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';
import { HubDashboard, HubPerson } from '../src/hub/hub-people.ts';
import { HubProcess } from '../src/hub/hub-process.ts';
import { LoadBalancer } from '../src/hub/load-balancer.ts';

const BATCHES = ['b1', 'b2'];
const EXECUTIONS_EACH = 12;
const KILLED_AFTER = 8;

let database: TestDatabase;
let first: HubProcess;
let second: HubProcess;
let balancer: LoadBalancer;
let boss: HubPerson;
let station: TestStation;
let view: HubDashboard;

beforeAll(async () => {
  database = await testDatabase();
  [first, second] = await Promise.all([HubProcess.start(database.url), HubProcess.start(database.url)]);
  balancer = await LoadBalancer.start([first.port, second.port]);
  boss = await HubPerson.signIn(second.address, 'admin', first.firstPassword || second.firstPassword);
  const { data } = await boss.ask(second.address, 'POST', '/api/stations', { id: 'TEST' });
  station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/steered_v1')],
    env: { HUB_KEY: data.key },
    config: `station: { id: TEST, name: Test station }
backend: { url: "http://127.0.0.1:${balancer.port}", api_key: "\${HUB_KEY}", sync_interval: 5, remote_start: true }
batches:
${BATCHES.map((id) => `  - { id: ${id}, sequence_package: steered_v1, auto_start: true }`).join('\n')}
`,
  });
  for (const id of BATCHES) await station.untilState('idle', id);
  view = new HubDashboard(second.address, { cookie: boss.cookie });
  await view.subscribe();
});
afterAll(async () => {
  view.close();
  await station.dispose();
  await balancer.close();
  await Promise.all([first.stop(), second.stop()]);
  await database[Symbol.asyncDispose]();
});

const seen = async (hub: HubProcess): Promise<FloorStation> =>
  (await boss.ask(hub.address, 'GET', '/api/floor')).data.stations[0];
const untilSeen = (hub: HubProcess, what: string, isSo: (one: FloorStation) => boolean) =>
  eventually(async () => isSo(await seen(hub)), { timeoutMs: 60_000, what });

/** One test after the other; gives their ids. */
async function testUnits(batchId: string, onEnded: () => void): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < EXECUTIONS_EACH; i += 1) {
    const id = await station.begin(`${batchId}-${i}`, batchId, { parameters: { step_ms: 20 } });
    ids.push(id);
    await station.ended(id);
    onEnded();
    await station.untilState('idle', batchId);
  }
  return ids;
}

/** As the person in front of the station does it; the card goes with the answer. */
async function confirmOnScreen(address: string): Promise<void> {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  try {
    const page = await browser.newPage({ locale: 'en-US' });
    await page.goto(address);
    const card = page.getByTestId('batch-b1').getByTestId('remote-start');
    await card.waitFor();
    expect(await card.innerText()).toMatch(/Asked by admin[\s\S]*REMOTE-1/);
    await card.getByRole('button', { name: 'Start the test' }).click();
    await card.waitFor({ state: 'detached' });
  } finally {
    await browser.close();
  }
}

test('an instance that is killed under load loses nothing and doubles nothing, and the other one goes on', async () => {
  await untilSeen(
    second,
    'the station at the other instance',
    ({ connected, batches }) => connected && batches.length === 2,
  );
  const lines = view.socket.id;
  let ended = 0;
  const killed = Promise.withResolvers<void>();
  const onEnded = () => {
    ended += 1;
    if (ended === KILLED_AFTER) first.kill().then(killed.resolve, killed.reject);
  };
  const tested = (await Promise.all(BATCHES.map((id) => testUnits(id, onEnded)))).flat();
  await killed.promise;
  const arrived = async () => (await database.pool.query('SELECT id, execution_id, sha256 FROM ledger')).rows;
  await eventually(async () => (await arrived()).length >= tested.length, { timeoutMs: 90_000, what: 'every result' });
  const rows = await arrived();
  expect(rows.map(({ execution_id }) => execution_id).sort()).toEqual([...tested].sort());
  const { rows: records } = await database.pool.query('SELECT id, payload FROM records');
  expect(records).toHaveLength(tested.length);
  for (const { id, payload } of records) {
    const hash = rows.find((row) => row.id === id)?.sha256.toString('hex');
    expect(createHash('sha256').update(payload).digest('hex')).toBe(hash);
  }
  const { rows: results } = await database.pool.query('SELECT execution_id FROM results');
  expect(results.map(({ execution_id }) => execution_id).sort()).toEqual([...tested].sort());
  const last = await station.batch('b1');
  await untilSeen(second, 'the station again, as it is now', ({ connected, batches }) => {
    const [b1] = batches;
    return connected && b1?.execution?.id === last.execution?.id && b1?.execution?.verdict === 'PASS';
  });
  expect(view.socket.id).toBe(lines);
  expect(view.told.filter(({ event }) => event === 'change').length).toBeGreaterThan(0);
});

test('a question asked at an instance that has just come reaches the station at the other one, and starts what a person confirms', async () => {
  const third = await HubProcess.start(database.url);
  try {
    await untilSeen(third, 'the station at the new instance', ({ connected }) => connected);
    const lastExecutionId = (await station.batch('b1')).execution?.id;
    const body = { batchId: 'b1', dut: { serialNumber: 'REMOTE-1' }, parameters: { step_ms: 5 }, lastExecutionId };
    const asked = await boss.ask(third.address, 'POST', '/api/stations/TEST/remote-start', body);
    expect(asked.data).toMatchObject({ outcome: 'asked' });
    const again = await boss.ask(third.address, 'POST', '/api/stations/TEST/remote-start', body);
    expect(again.data).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('another question') });
    const { items } = await station.data<{ items: RemoteStartView[] }>('GET', '/api/remote-starts');
    expect(items).toMatchObject([{ by: 'admin', batchId: 'b1', dut: { serialNumber: 'REMOTE-1' } }]);
    expect((await station.subscribe()).snapshot.remoteStarts).toEqual(items);
    await confirmOnScreen(station.address);
    const confirmed = await station.data<{ executionId: string }>('POST', `/api/remote-starts/${items[0]?.id}/confirm`);
    expect((await station.request('POST', `/api/remote-starts/${items[0]?.id}/decline`)).status).toBe(404);
    const record = await station.ended(confirmed.executionId);
    expect(record).toMatchObject({ dut: { serialNumber: 'REMOTE-1' }, verdict: 'PASS' });
    await eventually(() => view.answers.some(({ outcome }) => outcome === 'confirmed'), { what: 'the answer' });
    const trail = await station.data<{ items: object[] }>('GET', '/api/audit?action=remoteStart.confirm');
    expect(trail.items).toMatchObject([{ executionId: record.id, detail: { askedBy: 'admin' } }]);
  } finally {
    await third.stop();
  }
});
