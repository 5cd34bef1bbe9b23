/** From NeuroHub to the stations: real NeuroHub, real stations, signed archives; a line between them that can be counted and cut. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AuditPage } from '@neurohub/contracts/audit';
import type { Deployment } from '@neurohub/contracts/hub-registry';
import type { PackagePullView, PulledPackage } from '@neurohub/contracts/packages-rest';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { Hub } from '@neurohub/hub-server/hub';
import { type TestDatabase, testDatabase } from '@neurohub/hub-server/test-database';
import {
  createKeyPair,
  InstalledPackages,
  packPackage,
  readArchive,
  signPackage,
  TrustStore,
} from '@neurohub/package-kit';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  eventually,
  PROJECT_ROOT,
  type StationOptions,
  TestStation,
  writeManyStepsPackage,
} from '../src/harness/index.ts';

const BROWSER = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
const [OURS, THEIRS] = [createKeyPair(), createKeyPair()];
/** More than one part of a download. */
const BALLAST = `// ${'0123456789abcdef'.repeat(40)}\n`.repeat(1000);
let database: TestDatabase;
let hub: Hub;
let line: Line;
let workshop: string;
let cookie = '';

beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'hub-packages-'));
  database = await testDatabase();
  hub = await Hub.open({
    ...{ host: '127.0.0.1', port: 0, dataDir: workshop, databaseUrl: database.url, hostNames: [], trustedProxies: [] },
    ...{ tls: undefined, openViewing: false, metricsToken: undefined, logLevel: 'error', logFormat: 'text' },
  });
  line = await Line.open(hub.address);
  const body = JSON.stringify({ name: 'admin', password: hub.firstPassword });
  const headers = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${hub.address}/api/auth/login`, { method: 'POST', headers, body });
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await line.close();
  await hub.close();
  await database[Symbol.asyncDispose]();
  rmSync(workshop, { recursive: true });
});

/** Between stations and NeuroHub. */
class Line {
  readonly #server: Server;
  readonly #to: URL;
  #port = 0;
  /** What was asked for of archives: path and range. */
  parts: string[] = [];

  static async open(to: string): Promise<Line> {
    const made = new Line(to);
    await made.mend();
    return made;
  }

  private constructor(to: string) {
    this.#to = new URL(to);
    this.#server = createServer((from, answer) => {
      if (from.url?.endsWith('/archive')) this.parts.push(`${from.url} ${from.headers.range}`);
      const { hostname, port } = this.#to;
      const headers = { ...from.headers, host: this.#to.host };
      const to = { hostname, port, path: from.url, method: from.method, headers, agent: false };
      const onward = request(to, (came) => {
        answer.writeHead(came.statusCode ?? 500, came.headers);
        came.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      from.pipe(onward);
    });
    this.#server.on('upgrade', (from, socket) => {
      const onward = connect(Number(this.#to.port), this.#to.hostname, () => {
        const headers = Object.entries({ ...from.headers, host: this.#to.host });
        onward.write(`GET ${from.url} HTTP/1.1\r\n${headers.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`);
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward]) end.on('error', () => [socket, onward].map((each) => each.destroy()));
    });
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async mend(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  close(): Promise<void> {
    return this.cut();
  }
}

async function boss<T>(method: string, path: string, body?: object | Buffer): Promise<T> {
  const isFile = body instanceof Buffer;
  const type = body && { 'content-type': isFile ? 'application/x-tar' : 'application/json' };
  const response = await fetch(`${hub.address}${path}`, {
    ...{ method, headers: { cookie, 'x-station-csrf': '1', ...type } },
    ...(body && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { data: T; error?: { code: string } };
  if (answer.error) throw new Error(answer.error.code);
  return answer.data;
}

/** Packed, signed with that key unless it is null, and uploaded. `code` comes first in the module of the sequence. */
async function publish(
  count: number,
  version: string,
  { code = '', key = OURS, stepMs = 0 }: { code?: string; key?: typeof OURS | null; stepMs?: number } = {},
): Promise<string> {
  const file = await packed(count, version, { code, key, stepMs });
  await boss('POST', '/api/sequences', readFileSync(file));
  return file;
}

async function packed(
  count: number,
  version: string,
  { code, key, stepMs }: { code: string; key: typeof OURS | null; stepMs: number },
): Promise<string> {
  const folder = writeManyStepsPackage(mkdtempSync(join(workshop, 'source-')), count, { stepMs });
  const [manifest, sequence] = [join(folder, 'manifest.yaml'), join(folder, 'sequence.ts')];
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('version: 1.0.0', `version: ${version}`));
  writeFileSync(sequence, `${code}\n${readFileSync(sequence, 'utf8')}`);
  const file = join(workshop, `steps_${count}-${version}.tar`);
  await packPackage({ folder, fileFor: () => file });
  if (key) await signPackage({ file, privatePem: key.privatePem });
  return file;
}

const deploy = (stationId: string, name: string, version: string, more: object = {}) =>
  boss<Deployment>('POST', `/api/sequences/${name}/deployments`, { stationId, version, ...more });

/** Enrolled, trusting our key, and started. */
async function stationOf(
  id: string,
  batches: string,
  { deployed = async () => {}, ...options }: Partial<StationOptions> & { deployed?: () => Promise<unknown> } = {},
): Promise<TestStation> {
  const { key } = await boss<{ key: string }>('POST', '/api/stations', { id });
  await deployed();
  const folder = mkdtempSync(join(tmpdir(), 'station-'));
  mkdirSync(join(folder, 'sequences'));
  await new TrustStore(join(folder, 'data/trust')).add(OURS.publicPem, 'QA');
  const backend = `backend: { url: "${line.address}", api_key: "\${NEUROHUB_API_KEY}", sync_interval: 600 }`;
  writeFileSync(join(folder, 'station.yaml'), `station: { id: ${id}, name: ${id} }\n${backend}\nbatches:\n${batches}`);
  const env = { NEUROHUB_API_KEY: key, ...options.env };
  const station = await TestStation.start({ packages: [], ...options, folder, env });
  onTestFinished(() => station.dispose());
  return station;
}

const batchOf = (id: string, reference: string) =>
  `  - { id: ${id}, sequence_package: ${reference}, auto_start: true }\n`;
const pulled = async (station: TestStation, deploymentId: string): Promise<PulledPackage | undefined> =>
  (await station.data<PackagePullView>('GET', '/api/system/packages')).packages.find(
    (each) => each.deploymentId === deploymentId,
  );

/** What becomes of it at the station. `byForce`: which asks NeuroHub now. */
async function until(
  station: TestStation,
  { id }: Deployment,
  reason: PulledPackage['reason'],
  { byForce = true } = {},
): Promise<PulledPackage> {
  if (byForce) await station.data('POST', '/api/system/sync/force');
  let last: PulledPackage | undefined;
  try {
    return await eventually(
      async () => {
        last = await pulled(station, id);
        return last?.reason === reason ? last : null;
      },
      { timeoutMs: 30_000, what: reason },
    );
  } catch (thrown) {
    const message = `it is ${JSON.stringify(last)}\n${station.output.slice(-3000)}`;
    throw new Error(message, { cause: thrown });
  }
}

/** As NeuroHub has it in the end. */
const told = ({ id, stationId }: Deployment, state: Deployment['state']): Promise<Deployment> =>
  eventually(
    async () => {
      const { items } = await boss<{ items: Deployment[] }>('GET', `/api/deployments?station=${stationId}`);
      return items.find((each) => each.id === id && each.state === state);
    },
    { timeoutMs: 30_000, what: `NeuroHub told of ${state}` },
  );

async function run(station: TestStation, batch = 'b1'): Promise<string> {
  return (await station.ended(await station.begin('SN', batch))).sequenceVersion;
}

/** What the sequences page lists, in Korean. */
async function shownOn(station: TestStation): Promise<string[]> {
  const browser = await chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  try {
    const page = await (await browser.newContext({ locale: 'ko-KR' })).newPage();
    await page.goto(`${station.address}/#/sequences`);
    const rows = page.getByTestId('packages').getByRole('listitem');
    await rows.first().waitFor();
    return await rows.allTextContents();
  } finally {
    await browser.close();
  }
}

/** An execution that waits for somebody to let it go on. */
async function paused(station: TestStation, serialNumber: string): Promise<string> {
  const executionId = await station.begin(serialNumber);
  await station.untilStep('step_1');
  await station.data('POST', '/api/batches/b1/sequence/pause');
  return executionId;
}

/** The `station` command, typed in the folder of the station. */
async function command(station: TestStation, args: string[], env: Record<string, string> = {}): Promise<string> {
  const program = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args];
  const options = { cwd: station.folder, env: { PATH: process.env['PATH'], ...env } };
  return (await promisify(execFile)(process.execPath, program, options)).stdout;
}

test('a version that is published is downloaded while a test runs, used by the next one, and given up when it does not come up', async () => {
  await publish(2, '1.0.0', { stepMs: 200 });
  let first: Deployment | undefined;
  const deployed = async () => {
    first = await deploy('ST-1', 'steps_2', '1.0.0');
  };
  const station = await stationOf('ST-1', batchOf('b1', 'installed/steps_2'), { deployed });
  if (!first) throw new Error('nothing was deployed');
  await told(first, 'active');
  await station.untilState('idle');
  // From here on the station is told at once, over its live link.
  await eventually(
    async () => (await station.data<SyncStatus>('GET', '/api/system/sync-status')).live === 'connected',
    { what: 'the live link' },
  );

  const running = await paused(station, 'SN-1');
  const file = await packed(2, '1.1.0', { code: '', key: OURS, stepMs: 200 });
  const person = { NEUROHUB_USER: 'admin', NEUROHUB_PASSWORD: hub.firstPassword ?? '' };
  expect(await command(station, ['push', file, '--hub', hub.address], person)).toContain('NeuroHub has steps_2 1.1.0');
  const next = await deploy('ST-1', 'steps_2', '1.1.0');
  const waiting = await until(station, next, 'batchBusy', { byForce: false });
  expect(waiting).toMatchObject({ isInstalled: true, inUse: '1.0.0', message: expect.stringContaining('its test') });
  expect((await station.record(running)).endReason).toBeNull();
  await station.data('POST', '/api/batches/b1/sequence/resume');
  expect(await station.ended(running)).toMatchObject({ sequenceVersion: '1.0.0', verdict: 'PASS' });
  await until(station, next, 'inUse');
  await station.untilState('idle');
  expect(await run(station)).toBe('1.1.0');
  await told(next, 'active');

  // It describes itself, and its process does not come up.
  const broken = join(workshop, 'is-broken');
  const code = `import { existsSync } from 'node:fs';\nif (existsSync('${broken}')) throw new Error('no such bench');`;
  await publish(2, '1.2.0', { code, stepMs: 200 });
  const busy = await paused(station, 'SN-2');
  const bad = await deploy('ST-1', 'steps_2', '1.2.0');
  await until(station, bad, 'batchBusy');
  writeFileSync(broken, '');
  await station.data('POST', '/api/batches/b1/sequence/resume');
  await station.ended(busy);
  const refused = await until(station, bad, 'rolledBack');
  expect(refused).toMatchObject({ inUse: '1.1.0', message: expect.stringContaining('no such bench') });
  await station.untilState('idle');
  expect(await run(station)).toBe('1.1.0');
  expect((await told(bad, 'rolledBack')).message).toContain('no such bench');
  expect(await station.alarms()).toContainEqual(
    expect.objectContaining({ code: 'PACKAGE_REFUSED', message: expect.stringContaining('steps_2 1.2.0') }),
  );
  rmSync(broken);
  expect(await command(station, ['pull', 'status', '--url', station.address])).toMatch(
    /steps_2 1\.2\.0 failed its self-check: .*; in use: 1\.1\.0/,
  );

  // Back, step by step; what is there is not downloaded again.
  const before = line.parts.length;
  const back = { stationId: 'ST-1', reason: 'a try' };
  const same = await boss<Deployment>('POST', '/api/sequences/steps_2/rollback', back);
  await until(station, same, 'inUse');
  await told(same, 'active');
  const older = await boss<Deployment>('POST', '/api/sequences/steps_2/rollback', back);
  expect(older.version).toBe('1.0.0');
  await until(station, older, 'inUse');
  await station.untilState('idle');
  expect(await run(station)).toBe('1.0.0');
  expect(line.parts.length).toBe(before);

  // Somebody at the station has a newer one than NeuroHub knows of.
  const installed = new InstalledPackages({
    root: join(station.folder, 'sequences/installed'),
    holdersOf: async () => [],
  });
  const own = await installed.install(await readArchive(await packed(2, '2.0.0', { code: '', key: OURS, stepMs: 0 })));
  await installed.use('steps_2', own.id);
  const down = await deploy('ST-1', 'steps_2', '1.1.0');
  expect((await until(station, down, 'refused')).message).toContain('DOWNGRADE_REFUSED: 1.1.0 is older than 2.0.0');
  expect((await told(down, 'refused')).message).toContain('DOWNGRADE_REFUSED');
});

test('only what the station itself trusts is taken; a batch may have a version of its own, and a folder in development is left alone', async () => {
  for (const version of ['1.0.0', '1.1.0']) await publish(3, version);
  await publish(3, '1.2.0', { key: null });
  await publish(3, '1.3.0', { key: THEIRS });
  await publish(3, '1.4.0', { code: "throw new Error('not today');" });
  await publish(1, '1.0.0');
  const batches = ['b1', 'b2'].map((id) => batchOf(id, 'installed/steps_3')).join('') + batchOf('b3', 'steps_1');
  let all: Deployment | undefined;
  const deployed = async () => {
    all = await deploy('ST-2', 'steps_3', '1.0.0');
  };
  const station = await stationOf('ST-2', batches, { deployed });
  if (!all) throw new Error('nothing was deployed');
  writeManyStepsPackage(join(station.folder, 'sequences'), 1);
  await told(all, 'active');
  const one = await deploy('ST-2', 'steps_3', '1.1.0', { batchId: 'b2' });
  expect(await until(station, one, 'inUse')).toMatchObject({ batchId: 'b2', inUse: '1.1.0' });
  for (const id of ['b1', 'b2']) await station.untilState('idle', id);
  expect([await run(station, 'b1'), await run(station, 'b2')]).toEqual(['1.0.0', '1.1.0']);

  const refusals: [string, string, object, string][] = [
    ['steps_3', '1.2.0', {}, 'PACKAGE_UNSIGNED'],
    ['steps_3', '1.3.0', {}, 'KEY_NOT_TRUSTED'],
    ['steps_3', '1.4.0', {}, 'ENTRY_POINT_ERROR'],
    ['steps_1', '1.0.0', {}, 'PACKAGE_IN_DEVELOPMENT'],
    ['steps_3', '1.1.0', { batchId: 'b9' }, 'BATCH_NOT_FOUND'],
  ];
  for (const [name, version, more, code] of refusals) {
    const asked = await deploy('ST-2', name, version, more);
    expect((await until(station, asked, 'refused')).message, code).toContain(code);
    expect((await told(asked, 'refused')).message).toContain(code);
  }
  expect([await run(station, 'b1'), await run(station, 'b2')]).toEqual(['1.0.0', '1.1.0']);
  const rows = await shownOn(station);
  expect(rows).toContainEqual(expect.stringMatching(/steps_3 배치 b2용지정 버전 1\.1\.0 · 사용 중 1\.1\.0사용 중/));
  expect(rows).toContainEqual(
    expect.stringMatching(/steps_3 지정 버전 1\.4\.0 · 사용 중 1\.0\.0거부됨ENTRY_POINT_ERROR/),
  );
  // A person at the station decides for all of them.
  expect(await command(station, ['use', 'steps_3', '1.0.0'])).toContain('also for b2');
  await station.data('POST', '/api/batches/b2/restart');
  await station.untilState('idle', 'b2');
  expect(await run(station, 'b2')).toBe('1.0.0');
  expect(await until(station, one, 'otherChosen')).toMatchObject({ inUse: '1.0.0' });
});

test('killed while it downloads and while it takes it into use, and then without NeuroHub, the station goes on, and gets no byte twice', async () => {
  await publish(4, '1.0.0', { code: BALLAST });
  const env = { STATION_FAULT: 'service:package-part#2' };
  const station = await stationOf('ST-3', batchOf('b1', 'installed/steps_4'), { build: 'faults', env });
  const deployment = await deploy('ST-3', 'steps_4', '1.0.0');
  const again = (fault: string) =>
    station.restart({ env: { ...station.env, STATION_FAULT: fault } }).catch((thrown: Error) => thrown);
  const [, killed] = await once(station.process, 'exit');
  expect(killed).toBe('SIGKILL');
  await station.untilGone();
  const second = await again('service:package-in-use');
  await eventually(() => existsSync(join(station.folder, 'sequences/installed/steps_4/current.json')), {
    what: 'the version in use for a moment',
    timeoutMs: 30_000,
  });
  if (second instanceof TestStation) {
    if (second.isAlive) await once(second.process, 'exit');
    await second.untilGone();
  }
  const current = () => readFileSync(join(station.folder, 'sequences/installed/steps_4/current.json'), 'utf8');
  expect(JSON.parse(current())).toMatchObject({ current: expect.stringContaining('1.0.0') });

  await line.cut();
  const third = await again('');
  if (!(third instanceof TestStation)) throw third;
  onTestFinished(() => third.dispose());
  expect(await until(third, deployment, 'inUse')).toMatchObject({ inUse: '1.0.0' });
  await third.untilState('idle');
  expect(await run(third)).toBe('1.0.0');
  await line.mend();
  await third.data('POST', '/api/system/sync/force');
  await told(deployment, 'active');
  const parts = line.parts.filter((part) => part.includes('steps_4'));
  expect(parts.length).toBeGreaterThan(2);
  expect(new Set(parts).size).toBe(parts.length);
});

test('a person at the station gets a version that NeuroHub has, with a reason; an older one only when that is meant', async () => {
  await publish(5, '1.0.0');
  await publish(5, '2.0.0');
  const station = await stationOf('ST-5', batchOf('b1', 'installed/steps_5'));
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  onTestFinished(async () => {
    // The page still asks when it is closed.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await browser.close();
  });
  // Without what only browsers say of themselves: a program on the machine may do everything.
  await page.route('**/api/**', async (route) => {
    const headers = Object.entries(route.request().headers()).filter(([name]) => !/^(origin|referer|sec-)/.test(name));
    await route.fulfill({ response: await route.fetch({ headers: Object.fromEntries(headers) }) });
  });
  await page.goto(`${station.address}/#/sequences`);
  await page.getByRole('button', { name: 'Get a version' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Package').selectOption('steps_5');
  expect(await dialog.getByLabel('Version').locator('option').count()).toBe(2);
  await dialog.getByRole('textbox').fill('the first of this product');
  const shots = process.env['STATION_TEST_SHOTS'];
  if (shots) await page.screenshot({ path: join(shots, 'sequences-want.png') });
  await dialog.getByRole('button', { name: 'Get it' }).click();
  const row = page.getByTestId('packages').getByRole('listitem').filter({ hasText: 'steps_5' });
  await row.and(page.locator('[data-reason="inUse"]')).waitFor();
  if (shots) await page.screenshot({ path: join(shots, 'sequences-hub.png') });
  const { items } = await boss<{ items: Deployment[] }>('GET', '/api/deployments?station=ST-5');
  expect(items).toMatchObject([{ version: '2.0.0', by: 'local (ST-5)', reason: 'the first of this product' }]);

  const older = { name: 'steps_5', version: '1.0.0', reason: 'fails good boards', operator: 'kim' };
  const want = (body: object) => station.request('POST', '/api/system/packages/want', body);
  expect((await want(older)).body.error?.code).toBe('DOWNGRADE_REFUSED');
  expect((await want({ ...older, version: '9.0.0' })).body.error?.code).toBe('VERSION_NOT_FOUND');
  expect((await want({ ...older, allowDowngrade: true })).status).toBe(200);
  const [latest] = (await boss<{ items: Deployment[] }>('GET', '/api/deployments?station=ST-5')).items;
  await until(station, latest as Deployment, 'inUse', { byForce: false });
  const audit = await station.data<AuditPage>('GET', '/api/audit?action=package.want');
  expect(audit.items.map(({ detail }) => detail['reason'])).toEqual(['fails good boards', 'the first of this product']);
});
