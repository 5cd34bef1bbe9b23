/** A station and a backend by the contract: what the station does with each kind of answer, and what people are told of it. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { AuditPage } from '@neurohub/contracts/audit';
import type { StartGateRequest } from '@neurohub/contracts/backend-config';
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import type { QueueItem, SyncStatus } from '@neurohub/contracts/sync-rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkLedger } from '../src/checker/check-ledger.ts';
import { readStationDatabase } from '../src/checker/station-database.ts';
import { ANSWERS, type HttpFault } from '../src/fault-proxy/http-fault.ts';
import { HttpFaultProxy } from '../src/fault-proxy/http-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';
import { readLedger } from '../src/ledger/ledger-file.ts';
import { MockBackend } from '../src/ledger/mock-backend.ts';

let folder: string;
let file: string;
let backend: MockBackend;
let proxy: HttpFaultProxy;
let gate: Server;
/** What the start gate says; undefined: nothing at all. */
let gateSays: unknown = { allow: true };
const gateAsked: StartGateRequest[] = [];
let station: TestStation;

const WAVES = { parameters: { board: 'large' } };
const configText = ({ key = 'first', url = proxy.address, gateUrl = '', more = '' } = {}) => `
station: { id: TEST, name: Test station }
backend:
  url: "${url}"
  api_key: ${key}
  sync_interval: 5
  logs: true
  timeouts: { connect: 1, headers: 1, idle: 1, total: 3 }
  ${more}
${gateUrl && `start_gate: { url: "${gateUrl}", timeout: 0.5, when_unreachable: refuse }`}
batches:
  - { id: b1, sequence_package: steps_3, auto_start: true }
  - { id: b2, sequence_package: recording_v1, auto_start: true }
  - { id: b3, sequence_package: measuring_v1, auto_start: true }
`;
const configure = (options: Parameters<typeof configText>[0]) =>
  writeFileSync(join(station.folder, 'station.yaml'), configText(options));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sync-'));
  file = join(folder, 'ledger.jsonl');
  backend = await MockBackend.start({ file });
  backend.rules.apiKey = 'first';
  proxy = await HttpFaultProxy.start(backend.port);
  gate = createServer(async (asked, answer) => {
    gateAsked.push((await json(asked)) as StartGateRequest);
    if (gateSays !== undefined) answer.end(JSON.stringify(gateSays));
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  const fixtures = ['recording_v1', 'measuring_v1'].map((name) => join(PROJECT_ROOT, 'faultlab/fixtures', name));
  const packages = [writeManyStepsPackage(folder, 3), ...fixtures];
  station = await TestStation.start({ packages, config: configText() });
});
afterAll(async () => {
  await station.dispose();
  await proxy.close();
  await backend.close();
  gate.closeAllConnections();
  gate.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => proxy.script.clear());

const status = () => station.data<SyncStatus>('GET', '/api/system/sync-status');
const force = () => station.data<SyncStatus>('POST', '/api/system/sync/force');
const untilState = (state: SyncStatus['state']) =>
  eventually(async () => ((await status()).state === state ? status() : null), { what: `sync state ${state}` });
/** Forced, so that no test waits for the back-off. */
const untilEmpty = () =>
  eventually(async () => ((await force()).queue.pending === 0 ? status() : null), {
    everyMs: 50,
    what: 'an empty queue',
  });
const untilAlarm = (code: string, isActive = true) =>
  eventually(async () => (await station.alarms()).some((alarm) => alarm.code === code) === isActive, {
    what: `alarm ${code} ${isActive ? 'raised' : 'cleared'}`,
  });
const queue = async (state: QueueItem['state']) =>
  (await station.data<{ items: QueueItem[] }>('GET', `/api/system/sync/queue?state=${state}`)).items;
async function tested(serialNumber: string, batch = 'b1'): Promise<string> {
  await station.untilState('idle', batch);
  const id = await station.begin(serialNumber, batch);
  await station.ended(id);
  return id;
}
async function command(...words: string[]): Promise<string> {
  const entry = join(PROJECT_ROOT, 'cli/dist/station.js');
  const { stdout } = await promisify(execFile)(process.execPath, [entry, ...words, '--url', station.address]);
  return stdout;
}
const arrived = () => readLedger(file).filter(({ effect }) => effect === 'new');

test('a result is sent as soon as its test has ended, and whoever looks at the station is told', async () => {
  const { socket } = await station.subscribe();
  const told: SyncStatus[] = [];
  socket.on('sync_status', (news: SyncStatus) => told.push(news));
  const id = await tested('SN-1');
  await eventually(() => arrived().length === 1, { what: 'the result' });
  expect(arrived()[0]).toMatchObject({ station: 'TEST', stationSeq: 1, payload: { id, verdict: 'PASS' } });
  await eventually(() => told.some(({ lanes }) => lanes.verdicts.sentSinceStart === 1), { what: 'the news' });
  expect(await untilState('online')).toMatchObject({
    ...{ url: proxy.address, problem: null, attempts: 0 },
    queue: { pending: 0, pendingContents: 0, quarantined: 0, oldestAt: null, bytes: 0 },
  });
  const beat = backend.heartbeats[0];
  expect(beat).toMatchObject({ name: 'Test station', batches: [{ id: 'b1' }, { id: 'b2' }, { id: 'b3' }] });
});

test.each<[string, HttpFault, RegExp]>([
  ['a captive portal', ANSWERS.captivePortal(), /BACKEND_NOT_UNDERSTOOD .*text\/html/],
  ['a server in trouble', ANSWERS.serverError(502), /BACKEND_NOT_UNDERSTOOD .*502/],
  ['silence', { kind: 'silence' }, /BACKEND_UNREACHABLE .*Timeout/],
  ['an answer that breaks off', { kind: 'cutBody', afterBytes: 5 }, /BACKEND_UNREACHABLE /],
  ['too many requests', ANSWERS.tooMany('600'), /429/],
])('%s makes results wait, says why, and is over by itself', async (_what, fault, reason) => {
  proxy.script.arm(fault, { count: null });
  const before = arrived().length;
  await tested(`SN-${before}`);
  const { problem } = await untilState('retrying');
  expect(`${problem?.code} ${problem?.message}`).toMatch(reason);
  expect(await status()).toMatchObject({ queue: { pending: 1 } });
  proxy.script.clear();
  await untilEmpty();
  expect(arrived()).toHaveLength(before + 1);
  await untilState('online');
});

test('a key that is refused pauses the queue with an alarm, and a new one in station.yaml is used without a restart', async () => {
  backend.rules.apiKey = 'second';
  await tested('SN-key');
  expect(await untilState('paused')).toMatchObject({ problem: { code: 'STATION_UNKNOWN' }, queue: { pending: 1 } });
  await untilAlarm('BACKEND_REFUSED');
  expect((await queue('pending'))[0]).toMatchObject({ serialNumber: 'SN-key' });
  configure({ key: 'second' });
  await eventually(() => arrived().some(({ payload }) => (payload as { dut: object }).dut), { what: 'results' });
  await untilState('online');
  await untilAlarm('BACKEND_REFUSED', false);
  expect(await untilEmpty()).toMatchObject({ queue: { quarantined: 0 } });
});

test('another installation with the name of the station is told, and is over when the backend has accepted this one', async () => {
  backend.rules.installId = '0b8a4a3e-7a43-4a53-9a38-6a2b5a5a0002';
  await tested('SN-clone');
  expect(await untilState('paused')).toMatchObject({ problem: { code: 'STATION_CLONED' } });
  await untilAlarm('STATION_CLONED');
  backend.rules.installId = null;
  await untilEmpty();
  await untilAlarm('STATION_CLONED', false);
});

test('of results that are refused only those are kept back, with the reason, until a person sends them again', async () => {
  backend.rules.apiKey = 'away';
  await force();
  const ids: string[] = [];
  for (let i = 0; i < 7; i += 1) ids.push(await tested(`SN-p${i}`));
  await untilState('paused');
  const bad = (record: SentRecord) => ids.indexOf((JSON.parse(record.payload) as { id: string }).id);
  backend.rules.poison = (record) => ({ 1: 'rejected' as const, 4: 422 as const })[bad(record)];
  // Somebody else's result has the id of one of them.
  const other = (await queue('pending'))[6];
  if (!other) throw new Error('nothing waits');
  backend.ledger.append('TEST', [{ ...other, kind: 'execution', sha256: 'f'.repeat(64), payload: '{"steps":[]}' }]);
  backend.rules.apiKey = 'second';
  await untilEmpty();
  const refused = await queue('quarantined');
  expect(refused.map(({ serialNumber, problem }) => [serialNumber, problem?.code])).toEqual([
    ['SN-p1', 'PAYLOAD_INVALID'],
    ['SN-p4', 'PAYLOAD_INVALID'],
    ['SN-p6', 'PAYLOAD_CONFLICT'],
  ]);
  await untilAlarm('RESULTS_QUARANTINED');
  await untilAlarm('RESULT_CONFLICT');
  const exported = await station.data<SentRecord>('GET', `/api/system/sync/queue/${refused[0]?.id}/export`);
  expect(JSON.parse(exported.payload)).toMatchObject({ id: ids[1], dut: { serialNumber: 'SN-p1' } });
  expect(await command('queue', 'list')).toMatch(/SN-p1 {2}PASS.*\n {4}PAYLOAD_INVALID/);
  expect(await command('queue', 'show', exported.id)).toContain('"serialNumber": "SN-p1"');
  expect(await command('queue', 'status')).toContain('refused: 3');
  backend.rules.poison = () => undefined;
  backend.ledger.forget(({ id }) => id === other.id);
  expect(await command('queue', 'retry', exported.id)).toContain('1 put back');
  expect(await station.data('POST', '/api/system/sync/queue/retry', {})).toEqual({ count: 2 });
  await untilEmpty();
  await untilAlarm('RESULTS_QUARANTINED', false);
  const names = new Set(arrived().map(({ payload }) => (payload as { id?: string }).id));
  expect(ids.filter((id) => !names.has(id))).toEqual([]);
});

test('files follow their result from where they broke off, and logs follow both', async () => {
  const id = await tested('SN-files', 'b2');
  await untilEmpty();
  await eventually(async () => (await status()).queue.pendingContents === 0, { what: 'all files' });
  const { steps } = await station.record(id);
  const files = steps.flatMap(({ attachments = [] }) => attachments.map(({ sha256 }) => sha256));
  expect(files.length).toBeGreaterThan(0);
  for (const sha256 of files)
    expect(backend.contents.bytes(sha256)).toEqual(readFileSync(join(station.dataDir, 'results', id, sha256)));
  await eventually(async () => (await status()).lanes.logs.pending === 0, { what: 'the logs' });
  for (const { executionId } of backend.logs.values()) expect(executionId).toBeDefined();
});

test('what a backend has lost is sent again, and nothing else', async () => {
  const lost = arrived().filter(({ stationSeq }) => stationSeq === 2 || stationSeq === 5);
  backend.ledger.forget(({ stationSeq }) => stationSeq === 2 || stationSeq === 5);
  const before = readLedger(file).length;
  await eventually(
    async () => {
      await force();
      return readLedger(file).length === before + 2;
    },
    { everyMs: 50, what: 'what was lost' },
  );
  expect(
    readLedger(file)
      .slice(before)
      .map(({ id, effect }) => [id, effect]),
  ).toEqual(lost.map(({ id }) => [id, 'new']));
});

test('a start gate is asked before a test is accepted, and its word counts', async () => {
  const { port } = gate.address() as AddressInfo;
  configure({ key: 'second', gateUrl: `http://127.0.0.1:${port}/may-start` });
  const start = () => station.request('POST', '/api/batches/b1/sequence/start', { dut: { serialNumber: 'SN-g' } });
  await eventually(() => gateAsked.length > 0 || tested('SN-before').then(() => gateAsked.length > 0), {
    what: 'a gate that is asked',
  });
  expect(gateAsked[0]).toMatchObject({ stationId: 'TEST', batchId: 'b1', sequence: { name: 'steps_3' } });
  await station.untilState('idle');
  gateSays = { allow: false, reason: '라우팅에 없는 공정입니다' };
  expect(await start()).toMatchObject({
    ...{ status: 409, body: { error: { code: 'START_GATE_REFUSED', message: '라우팅에 없는 공정입니다' } } },
  });
  gateSays = undefined;
  expect(await start()).toMatchObject({ status: 503, body: { error: { code: 'START_GATE_UNREACHABLE' } } });
  writeFileSync(
    join(station.folder, 'station.yaml'),
    readFileSync(join(station.folder, 'station.yaml'), 'utf8').replace(
      'when_unreachable: refuse',
      'when_unreachable: allow',
    ),
  );
  const id = await eventually(
    async () => ((await start()).body.data as { executionId: string } | undefined)?.executionId,
    {
      what: 'a start without a word of the gate',
    },
  );
  await station.ended(id);
  const { items } = await station.data<AuditPage>('GET', `/api/audit?executionId=${id}&action=sequence.start`);
  expect(items[0]?.detail).toMatchObject({ startGate: { unanswered: expect.any(String) } });
});

test('a queue that is full lets no test begin where it is told to, keeps everything, and has room when it has been sent', async () => {
  configure({ key: 'nobody-knows', more: 'queue: { max_mb: 10, when_full: refuse_starts }' });
  await untilState('paused');
  const start = () =>
    station.request('POST', '/api/batches/b3/sequence/start', { ...WAVES, dut: { serialNumber: 'SN-full' } });
  const refusal = await eventually(
    async () => {
      await station.untilState('idle', 'b3');
      const { status: code, body } = await start();
      if (code === 200) await station.ended((body.data as { executionId: string }).executionId);
      return code === 200 ? null : { code, body };
    },
    { timeoutMs: 45_000, what: 'a full queue' },
  );
  expect(refusal).toMatchObject({ code: 503, body: { error: { code: 'QUEUE_FULL' } } });
  await untilAlarm('QUEUE_FULL');
  expect((await queue('pending')).length).toBeGreaterThan(2);
  configure({ key: 'second' });
  await untilEmpty();
  await eventually(async () => (await status()).queue.pendingContents === 0, { what: 'all files' });
  await untilAlarm('QUEUE_FULL', false);
});

test('a database that was put back gives no number twice, says so, and everything has arrived exactly once', async () => {
  await station.stop();
  const database = join(station.dataDir, 'station.db');
  const kept = join(folder, 'kept.db');
  cpSync(database, kept);
  const whole = readStationDatabase(station.dataDir);
  const ownEntries = readLedger(file).filter(({ hash }) => hash !== 'f'.repeat(64));
  expect(
    checkLedger(ownEntries, whole, { drained: true }).filter(
      ({ kind }) => kind !== 'resultAltered' && kind !== 'resultDoubled',
    ),
  ).toEqual([]);
  station = await station.restart();
  await tested('SN-after');
  await untilEmpty();
  const highest = Math.max(...arrived().map(({ stationSeq }) => stationSeq));
  await station.stop();
  cpSync(kept, database, { force: true });
  station = await station.restart();
  await untilAlarm('DATABASE_PUT_BACK');
  await tested('SN-again');
  await untilEmpty();
  expect(arrived().at(-1)?.stationSeq).toBeGreaterThan(highest);
});
