import { randomUUID } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@neurohub/hub-server/test-database';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../src/harness/index.ts';
import { HubDashboard, HubPerson } from '../src/hub/hub-people.ts';
import { HubProcess } from '../src/hub/hub-process.ts';

const AT = '2026-11-26T08:00:00.000Z';
const INSTALLATION = randomUUID();

let database: TestDatabase;
let [a, b]: HubProcess[] = [];
let boss: HubPerson;
let open: { close(): unknown }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  [a, b] = await Promise.all([HubProcess.start(database.url), HubProcess.start(database.url)]);
  boss = await HubPerson.signIn(a.address, 'admin', a.firstPassword || b.firstPassword);
});
afterEach(() => {
  for (const one of open) one.close();
  open = [];
});
afterAll(async () => {
  await Promise.all([a?.stop(), b?.stop()]);
  await database[Symbol.asyncDispose]();
});

const at = (hub: HubProcess | undefined) => hub?.address ?? '';
const enrol = async (id: string): Promise<string> =>
  (await boss.ask(at(a), 'POST', '/api/stations', { id })).data.key as string;

/** A line as a station opens it. */
function line(hub: HubProcess | undefined, auth: object, headers: Record<string, string> = {}): Socket {
  const options = { auth, transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: headers };
  const socket = io(`${at(hub)}/station`, options);
  open.push(socket);
  return socket;
}
const connected = (socket: Socket) =>
  new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (refused: Error & { data?: { code: string } }) =>
      resolve(refused.data?.code ?? refused.message),
    );
  });
const ended = (socket: Socket) => new Promise((resolve) => socket.once('disconnect', resolve));
const say = (socket: Socket, event: string, payload: object) => socket.timeout(10_000).emitWithAck(event, payload);

async function dashboard(hub: HubProcess | undefined): Promise<HubDashboard> {
  const opened = new HubDashboard(at(hub), { cookie: boss.cookie });
  open.push(opened);
  await opened.subscribe();
  return opened;
}
const batch = (processState: string) => ({
  ...{ id: 'b1', name: 'B', slot: 1, processState, sequencePackage: 'pcb' },
  execution: null,
});
const snapshotOf = (stationId: string, seq = 1, streamId = 's1') => ({
  ...{ stationId, streamId, seq, at: AT, batches: [batch('idle')], alarms: [] },
});
const changeTo = (processState: string, seq: number) => ({
  ...{ streamId: 's1', seq, at: AT, batches: [batch(processState)] },
});
const stationOf = async (view: HubDashboard, id: string) =>
  (await view.subscribe()).stations.find(({ stationId }) => stationId === id);

test('a station at one instance is seen at the other: at once, in order, and by whoever comes later', async () => {
  const apiKey = await enrol('ST-1');
  const [near, far] = [await dashboard(a), await dashboard(b)];
  const station = line(a, { stationId: 'ST-1', installId: INSTALLATION, apiKey });
  expect(await connected(station)).toBe('connected');
  expect(await say(station, 'live_resume', { streamId: 's1', seq: 0 })).toMatchObject({ success: false });
  expect(await say(station, 'live_snapshot', snapshotOf('ST-1'))).toEqual({ success: true, data: { seq: 1 } });
  for (let seq = 2; seq <= 6; seq += 1) await say(station, 'live_change', changeTo(seq % 2 ? 'idle' : 'running', seq));
  for (const view of [near, far]) {
    const last = () => view.told.findLast(({ event }) => event === 'change')?.payload;
    await eventually(() => JSON.stringify(last())?.includes('running'), { what: 'the last change on the floor' });
    const numbers = view.told.flatMap(({ event, payload }) =>
      event === 'change' ? [(payload as { change: { seq: number } }).change.seq] : [],
    );
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    const late = await stationOf(view, 'ST-1');
    expect(late).toMatchObject({ connected: true, seq: numbers.at(-1), batches: [{ processState: 'running' }] });
  }
  expect((await boss.ask(at(b), 'GET', '/api/stations/ST-1')).data).toMatchObject({ connected: true });
});

test('a station that comes to the other instance goes on from its number, and its line before ends', async () => {
  const apiKey = await enrol('ST-2');
  const auth = { stationId: 'ST-2', installId: INSTALLATION, apiKey };
  const before = line(a, auth);
  await connected(before);
  await say(before, 'live_snapshot', snapshotOf('ST-2', 7));
  const view = await dashboard(b);
  await eventually(async () => (await stationOf(view, 'ST-2'))?.batches.length === 1, { what: 'it on the floor' });
  const isEnded = ended(before);
  const now = line(b, auth);
  await connected(now);
  await isEnded;
  expect(await say(now, 'live_resume', { streamId: 's1', seq: 5 })).toEqual({ success: true, data: { seq: 7 } });
  expect(await say(now, 'live_change', changeTo('running', 9))).toMatchObject({ success: false });
  expect(await say(now, 'live_change', changeTo('running', 8))).toEqual({ success: true, data: { seq: 8 } });
  await eventually(() => view.told.some(({ event }) => event === 'change'), { what: 'the change on the floor' });
  expect(await stationOf(view, 'ST-2')).toMatchObject({ connected: true, batches: [{ processState: 'running' }] });
  now.close();
  await eventually(async () => (await stationOf(view, 'ST-2'))?.connected === false, { what: 'it gone' });
});

test('who is not who he says, comes from elsewhere, or speaks what cannot be, is not let in or goes', async () => {
  const apiKey = await enrol('ST-3');
  const auth = { stationId: 'ST-3', installId: INSTALLATION, apiKey };
  const station = line(a, auth);
  expect(await connected(station)).toBe('connected');
  expect(await connected(line(b, { ...auth, apiKey: 'nhs_wrong' }))).toBe('STATION_UNKNOWN');
  expect(await connected(line(b, { ...auth, stationId: 'ST-1' }))).toBe('NOT_ALLOWED');
  expect(await connected(line(b, { ...auth, installId: randomUUID() }))).toBe('STATION_CLONED');
  expect(await connected(line(b, { ...auth, installId: 'x' }))).toBe('VALIDATION_ERROR');
  expect(await connected(line(b, auth, { origin: 'https://evil.example' }))).not.toBe('connected');
  expect(await connected(line(b, auth, { host: 'evil.example' }))).not.toBe('connected');
  expect(await connected(new HubDashboard(at(a), {}).socket)).toBe('NOT_SIGNED_IN');
  expect(station.connected).toBe(true);
  const other = line(a, {
    stationId: 'ST-1',
    installId: INSTALLATION,
    apiKey: (await boss.ask(at(a), 'POST', '/api/stations/ST-1/key')).data.key,
  });
  await connected(other);
  const isEnded = ended(station);
  expect(await say(station, 'live_snapshot', snapshotOf('ST-1'))).toMatchObject({
    error: { code: 'VALIDATION_ERROR' },
  });
  await isEnded;
  expect(await say(other, 'nonsense', {})).toMatchObject({ error: { code: 'UNKNOWN_MESSAGE_TYPE' } });
  const isShut = ended(other);
  await boss.ask(at(b), 'DELETE', '/api/stations/ST-1/key');
  await isShut;
});

test('a question from one instance reaches a station at the other, and what becomes of it reaches everybody', async () => {
  const apiKey = await enrol('ST-4');
  const station = line(b, { stationId: 'ST-4', installId: INSTALLATION, apiKey });
  const question = { batchId: 'b1', dut: { serialNumber: 'PCB-1' }, requestId: randomUUID() };
  const ask = () => boss.ask(at(a), 'POST', '/api/stations/ST-4/remote-start', question);
  await connected(station);
  await eventually(async () => (await boss.ask(at(a), 'GET', '/api/stations/ST-4')).data.connected, {
    what: 'its link',
  });
  const asked: unknown[] = [];
  station.on('remote_start', (wanted, acknowledge) => {
    asked.push(wanted);
    acknowledge({ requestId: wanted.requestId, outcome: 'asked' });
  });
  station.on('package_refresh', ({ requestId }, acknowledge) => acknowledge({ requestId }));
  const views = [await dashboard(a), await dashboard(b)];
  expect((await ask()).data).toEqual({ requestId: question.requestId, outcome: 'asked' });
  expect((await ask()).data).toMatchObject({ outcome: 'asked' });
  expect(asked).toMatchObject([{ by: 'admin', dut: { serialNumber: 'PCB-1' } }, {}]);
  const executionId = randomUUID();
  const answer = { requestId: question.requestId, outcome: 'confirmed', by: 'Kim', executionId };
  for (const one of [answer, answer, { requestId: randomUUID(), outcome: 'confirmed' }])
    expect(await say(station, 'remote_start_answer', one)).toMatchObject({ success: true });
  for (const view of views) {
    await eventually(() => view.answers.length > 0, { what: 'the answer at the dashboard' });
    expect(view.answers).toEqual([{ ...answer, stationId: 'ST-4' }]);
  }
  expect((await boss.ask(at(a), 'POST', '/api/stations/ST-4/package-refresh')).data).toHaveProperty('requestId');
  const { items } = (await boss.ask(at(b), 'GET', '/api/audit?station=ST-4')).data;
  expect(items.map(({ action, who }: { action: string; who: string }) => `${action} ${who}`).slice(0, 3)).toEqual([
    'station.packageRefresh admin',
    'station.remoteStartAnswer ST-4',
    'station.remoteStart admin',
  ]);
  station.close();
  const isGone = async () => !(await boss.ask(at(a), 'GET', '/api/stations/ST-4')).data.connected;
  await eventually(isGone, { what: 'the end of its link' });
  expect((await ask()).code).toBe('STATION_NOT_CONNECTED');
  expect((await boss.ask(at(a), 'POST', '/api/stations/NONE/remote-start', question)).code).toBe('STATION_NOT_FOUND');
});

test('connections to PostgreSQL that break are opened anew, and what was said meanwhile is made good', async () => {
  const apiKey = await enrol('ST-5');
  const station = line(a, { stationId: 'ST-5', installId: INSTALLATION, apiKey });
  await connected(station);
  await say(station, 'live_snapshot', snapshotOf('ST-5'));
  const view = await dashboard(b);
  const own = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()
     AND pid <> pg_backend_pid()`;
  await database.pool.query(own);
  expect(await say(station, 'live_change', changeTo('running', 2))).toEqual({ success: true, data: { seq: 2 } });
  const isTold = () => view.told.some(({ payload }) => /"ST-5".*"running"/.test(JSON.stringify(payload)));
  await eventually(isTold, { timeoutMs: 30_000, what: 'the change on the floor' });
  expect([a?.isAlive, b?.isAlive, station.connected, view.socket.connected]).toEqual([true, true, true, true]);
  // As soon as instances listen to each other again, changes go the short way.
  let seq = 2;
  const isChangeTold = async () => {
    seq += 1;
    await say(station, 'live_change', changeTo(seq % 2 ? 'idle' : 'running', seq));
    return view.told.some(({ event }) => event === 'change');
  };
  await eventually(isChangeTold, { timeoutMs: 30_000, everyMs: 300, what: 'a change on the floor' });
});
