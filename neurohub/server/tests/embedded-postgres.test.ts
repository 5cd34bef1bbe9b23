import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SILENT_LOG } from '../src/database/database-log.ts';
import { type DatabaseOptions, openDatabase } from '../src/database/open-database.ts';
import { storageErrorOf } from '../src/database/storage-error.ts';
import { recordOf, sentOf } from '../src/ingest/_util.ts';
import { ingestResults } from '../src/ingest/ingest-results.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/own-database.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

/** Below a folder that nobody else can enter, as /root is. */
let base: string;
let programsDir: string;
let undo: AsyncDisposableStack;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-postgres-'));
  programsDir = await mkdtemp(join(tmpdir(), 'hub-programs-'));
  await chmod(programsDir, 0o755);
});
afterAll(() => Promise.all([base, programsDir].map((folder) => rm(folder, { recursive: true, force: true }))));
afterEach(() => undo[Symbol.asyncDispose]());

let folders = 0;
function newFolder(): string {
  undo = new AsyncDisposableStack();
  return join(base, `data ${++folders}`);
}

async function open(dataDir: string, more: Partial<DatabaseOptions> = {}) {
  const database = await openDatabase({ dataDir, programsDir, log: SILENT_LOG, ...more });
  undo.defer(() => database.close());
  return database;
}

/** NeuroHub's database in a process of its own. */
async function openElsewhere(dataDir: string): Promise<{ child: ChildProcess; said: Record<string, string> }> {
  const child = spawn(process.execPath, [FIXTURE, dataDir, programsDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  undo.defer(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, said: JSON.parse(line) };
}

const clusterOf = (dataDir: string) => join(dataDir, 'postgres/cluster');
const serverPid = (dataDir: string) =>
  Number.parseInt(readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8'), 10);
const parentOf = (pid: number) => Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
const isAlive = (pid: number) =>
  /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout);

/** Null: a small disk can be mounted. */
function mountProblem(): string | null {
  const dir = mkdtempSync(join(tmpdir(), 'hub-mount-'));
  try {
    if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', dir]).status !== 0)
      return 'skipped: this user may not mount a small disk';
    execFileSync('umount', [dir]);
    return null;
  } finally {
    rmdirSync(dir);
  }
}

/** Until it is so, or the test's time is over. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(20);
}

test('it keeps what it was told over restarts, on this machine only, and never as root', async () => {
  const dataDir = newFolder();
  // What a first start left that was interrupted.
  await mkdir(join(dataDir, 'postgres/cluster.new/base'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres/cluster.new/PG_VERSION'), 'half');
  const first = await open(dataDir);
  expect(first).toMatchObject({ embedded: true, url: expect.stringContaining('@127.0.0.1:') });
  await first.pool.query('CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)');
  const { rows } = await first.pool.query(
    `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS addresses,
            current_setting('data_checksums') AS checksums, current_setting('unix_socket_directories') AS sockets`,
  );
  expect(rows).toEqual([{ fsync: 'on', addresses: '127.0.0.1', checksums: 'on', sockets: '' }]);
  const wrong = new URL(first.url);
  wrong.password = 'guessed';
  await expect(new pg.Client({ connectionString: wrong.href }).connect()).rejects.toMatchObject({ code: '28P01' });
  const uid = statSync(clusterOf(dataDir)).uid;
  expect(uid === 0).toBe(false);
  expect(uid === process.getuid?.()).toBe(!isRoot);
  const pid = serverPid(dataDir);
  expect(Number(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }))).toBe(uid);
  await first.close();
  expect(isAlive(pid)).toBe(false);
  const second = await open(dataDir);
  expect((await second.pool.query('SELECT n FROM kept')).rows).toEqual([{ n: 42 }]);
});

test('a second NeuroHub is refused; a server that crashes is started again at the same address, with every row that was answered', async () => {
  const dataDir = newFolder();
  const { pool } = await open(dataDir);
  await expect(open(dataDir)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  expect((await openElsewhere(dataDir)).said).toEqual({ code: 'DATA_DIR_IN_USE' });
  await pool.query('CREATE TABLE counted (n int)');
  const hasAll = (count: number) =>
    pool.query('SELECT count(*) FROM counted').then(
      ({ rows }) => rows[0].count === count,
      () => false,
    );
  for (const victim of [serverPid, serverPid, (dir: string) => parentOf(serverPid(dir))]) {
    const { rows } = await pool.query('INSERT INTO counted VALUES (1) RETURNING (SELECT count(*) FROM counted)');
    const before = serverPid(dataDir);
    // At last the guard, whose server outlives it and is taken over.
    process.kill(victim(dataDir), 'SIGKILL');
    await until(() => !isAlive(before));
    await until(() => hasAll(rows[0].count + 1));
  }
});

test('results that are sent again and again while the server crashes are stored once each, and none that was answered is lost', async () => {
  const dataDir = newFolder();
  const { pool } = await open(dataDir);
  const batches = Array.from({ length: 30 }, (_, b) =>
    Array.from({ length: 5 }, (_, r) => sentOf(recordOf(), { stationSeq: b * 5 + r + 1 })),
  );
  const answered = new Map<string, string[]>();
  const send = async (records: SentRecord[]) => {
    const answer = await ingestResults(pool, 'CRASH', { records });
    for (const { id, outcome } of answer.records) answered.set(id, [...(answered.get(id) ?? []), outcome]);
  };
  const sendUntilAnswered = (records: SentRecord[]): Promise<void> =>
    send(records).catch((thrown) => {
      expect(storageErrorOf(thrown)).not.toBeNull();
      return delay(10).then(() => sendUntilAnswered(records));
    });
  const crashes = async () => {
    for (const signal of ['SIGKILL', 'SIGQUIT', 'SIGKILL'] as const) {
      const [before, known] = [serverPid(dataDir), answered.size];
      process.kill(before, signal);
      await until(() => !isAlive(before));
      await until(() => answered.size > known || answered.size === 150);
    }
  };
  const lanes = [0, 1, 2].map(async (lane) => {
    for (const records of batches.filter((_, i) => i % 3 === lane)) await sendUntilAnswered(records);
  });
  await Promise.all([crashes(), ...lanes]);
  // What was stored, but not answered before the crash, comes again as a duplicate.
  await Promise.all(batches.map(sendUntilAnswered));
  expect([...answered.values()].filter((outcomes) => outcomes.at(-1) !== 'duplicate')).toEqual([]);
  for (const table of ['ledger', 'results', 'records', 'steps', 'measurements'])
    expect((await pool.query(`SELECT count(*) FROM ${table}`)).rows).toEqual([{ count: 150 }]);
  expect((await pool.query('SELECT count, last_seq FROM arrivals')).rows).toEqual([{ count: 150, last_seq: 150 }]);
});

test('when NeuroHub is killed its server ends with it; one that outlives its guard, too, is ended by the next start', async () => {
  const dataDir = newFolder();
  const { child, said } = await openElsewhere(dataDir);
  const client = new pg.Client({ connectionString: said['url'] });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
  const guarded = serverPid(dataDir);
  child.kill('SIGKILL');
  await until(() => !isAlive(guarded));
  const next = await openElsewhere(dataDir);
  const left = serverPid(dataDir);
  process.kill(parentOf(left), 'SIGKILL');
  next.child.kill('SIGKILL');
  await once(next.child, 'close');
  const { pool } = await open(dataDir);
  expect(isAlive(left)).toBe(false);
  expect((await pool.query('SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
});

test('what keeps it from starting is one error with a code, and leaves nothing behind', async () => {
  const dataDir = newFolder();
  const other = createServer().listen(0, '127.0.0.1');
  undo.defer(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(open(dataDir, { port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  const version = join(clusterOf(dataDir), 'PG_VERSION');
  const right = readFileSync(version);
  writeFileSync(version, '14\n');
  await expect(open(dataDir)).rejects.toMatchObject({ code: 'DATABASE_VERSION', details: { found: 14 } });
  writeFileSync(version, right);
  await rm(join(clusterOf(dataDir), 'global'), { recursive: true });
  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'DATABASE_START_FAILED',
    details: { log: expect.arrayContaining([expect.stringMatching(/could not open file/)]) },
  });
  expect(existsSync(join(clusterOf(dataDir), 'postmaster.pid'))).toBe(false);
});

const whyNotMount = mountProblem();
const fullDisk = 'a full disk is told as one, by the start and by what is asked later';

test.skipIf(whyNotMount)(whyNotMount ? `${fullDisk} (${whyNotMount})` : fullDisk, async () => {
  const disk = newFolder();
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=110m,mode=0700', 'tmpfs', disk]);
  undo.defer(() => void execFileSync('umount', [disk]));
  const filler = join(disk, 'filler');
  writeFileSync(filler, Buffer.alloc(108 * 1024 * 1024));
  await expect(open(disk)).rejects.toMatchObject({ code: 'DISK_FULL' });
  writeFileSync(filler, Buffer.alloc(16 * 1024 * 1024));
  const { pool } = await open(disk);
  const fill = pool.query(
    'CREATE TABLE filler AS SELECT repeat(md5(n::text), 60) AS text FROM generate_series(1, 100000) AS n',
  );
  await expect(fill).rejects.toMatchObject({ code: '53100' });
  await rm(filler);
  await until(() =>
    pool.query('SELECT FROM results').then(
      () => true,
      () => false,
    ),
  );
});
