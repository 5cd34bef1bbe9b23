/** What a power-less, killed or full machine leaves behind. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWritable } from './connection.ts';
import { MIGRATIONS } from './migrations.ts';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import { AT, executionEnded, measurement, newExecution, record, stepEnded } from './testing/sample-records.ts';
import { openTempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
beforeAll(async () => {
  const child = fileURLToPath(new URL('./testing/writing-child.ts', import.meta.url));
  threads = await compileThreads({ 'writing-child': child });
});
afterAll(() => threads[Symbol.asyncDispose]());

/** Runs the child until it has printed `lines` lines or ended by itself; returns what it acknowledged. */
async function writeUntilKilled(dataDir: string, lines: number, env: Record<string, string> = {}) {
  const args = [join(threads.dir, 'writing-child.mjs'), dataDir, threads.writerEntry, threads.readerEntry];
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    if (output.split('\n').length > lines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const [executionId = '', ...acknowledged] = output.split('\n').slice(0, -1);
  return { executionId, lastAcknowledged: Number(acknowledged.at(-1) ?? 0) };
}

describe('a process killed while it commits', { timeout: 60_000 }, () => {
  it('loses nothing it was told is committed, and leaves no hole', async () => {
    await using temp = await openTempStorage(threads);
    const { dataDir } = temp;
    await temp.storage[Symbol.asyncDispose]();
    for (let round = 0; round < 20; round++) {
      const { executionId, lastAcknowledged } = await writeUntilKilled(dataDir, 2 + ((round * 37) % 90));
      const storage = await temp.reopen();
      expect(storage.setAside).toBeNull();
      const stored = await storage.getExecution(executionId);
      expect(stored?.lastSeq).toBeGreaterThanOrEqual(lastAcknowledged);
      expect(stored?.steps.map(({ index }) => index + 1)).toEqual(
        Array.from({ length: stored?.lastSeq ?? -1 }, (_, i) => i + 1),
      );
      const left = await storage.openExecutions();
      expect(left.map(({ id }) => id)).toEqual([executionId]);
      const lost = { state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost' } as const;
      await storage.closeExecution({ id: executionId, ...lost, at: AT });
      await storage[Symbol.asyncDispose]();
    }
  });

  it.each([
    ['service:before-commit', 3],
    ['service:after-commit', 4],
  ])('at %s keeps exactly what was committed', async (place, committed) => {
    await using temp = await openTempStorage(threads);
    await temp.storage[Symbol.asyncDispose]();
    // The first commit accepts the execution; the n-th after it is that of seq n.
    const { executionId, lastAcknowledged } = await writeUntilKilled(temp.dataDir, 1_000, {
      STATION_FAULT: `${place}#5`,
    });
    expect(lastAcknowledged).toBe(3);
    expect((await (await temp.reopen()).getExecution(executionId))?.lastSeq).toBe(committed);
  });

  it('in the middle of a migration leaves the old schema, and the next start migrates', async () => {
    await using temp = await openTempStorage(threads);
    await temp.storage[Symbol.asyncDispose]();
    const [file, backupsDir] = ['station.db', 'backups'].map((name) => join(temp.dataDir, name)) as [string, string];
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    const old = openWritable({ file, backupsDir, migrations: MIGRATIONS.slice(0, 1) });
    old.exec("INSERT INTO batches VALUES ('old', 7)");
    old.close();
    const { executionId } = await writeUntilKilled(temp.dataDir, 1, { STATION_FAULT: 'service:in-migration' });
    expect(executionId).toBe('');
    const untouched = new Database(file);
    expect(untouched.pragma('user_version', { simple: true })).toBe(1);
    untouched.close();
    expect(await (await temp.reopen()).nextEpoch('old')).toBe(8);
  });
});

describe('a full disk', () => {
  const mountPoint = mkdtempSync(join(tmpdir(), 'station-full-'));
  const canMount = tryMount(mountPoint);
  afterAll(() => {
    if (canMount) execFileSync('umount', [mountPoint]);
    rmdirSync(mountPoint);
  });

  const title = 'refuses records as DISK_FULL, and takes the same record when there is room again';
  const reason = canMount ? '' : ' (skipped: this user may not mount a small disk)';

  it.skipIf(!canMount)(`${title}${reason}`, async () => {
    mkdirSync(join(mountPoint, 'data'));
    await using temp = await openTempStorage(threads, { dataDir: join(mountPoint, 'data') });
    const { storage } = temp;
    const execution = newExecution({ stepCount: 1_000 });
    await storage.acceptExecution({ execution });
    const ballast = join(mountPoint, 'ballast');
    fillDisk(ballast);
    const stackOf = (seq: number) => ({ code: 'STEP_THREW' as const, message: 'm', stack: `${seq}`.repeat(20_000) });
    const step = (seq: number) =>
      record(execution.id, seq, stepEnded({ name: `s${seq}`, index: seq, status: 'error', error: stackOf(seq) }));
    let seq = 0;
    const refusal = await (async () => {
      for (;;)
        try {
          await storage.commitRecord(step(seq + 1));
          seq += 1;
        } catch (error) {
          return error;
        }
    })();
    expect(refusal).toMatchObject({ code: 'DISK_FULL', details: { retry: true } });
    expect(storage.health().failing).toMatchObject({ code: 'DISK_FULL' });
    expect((await storage.getExecution(execution.id))?.lastSeq).toBe(seq);
    rmSync(ballast);
    expect(await storage.commitRecord(step(seq + 1))).toMatchObject({ seq: seq + 1, alreadyCommitted: 0 });
    expect(storage.health().failing).toBeNull();
  });
});

function tryMount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fillDisk(file: string): void {
  for (const size of [65_536, 4_096])
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full at this size; the next is smaller.
    }
}

describe('a damaged database', { timeout: 60_000 }, () => {
  /** Three executions that have ended, each with forty steps, and their records. */
  async function furnished() {
    const temp = await openTempStorage(threads);
    const records = new Map<string, unknown>();
    for (let i = 0; i < 3; i += 1) {
      const execution = newExecution({ stepCount: 40 });
      await temp.storage.acceptExecution({ execution });
      const steps = Array.from({ length: 40 }, (_, n) =>
        stepEnded({ name: `step_${n}`, index: n, measurements: [measurement()] }),
      );
      await temp.storage.commitRecord(record(execution.id, 1, ...steps, executionEnded()));
      records.set(execution.id, await temp.storage.getExecution(execution.id));
    }
    await temp.storage[Symbol.asyncDispose]();
    return { temp, records, file: join(temp.dataDir, 'station.db') };
  }

  it('is set aside as it is, and every execution that can be read whole is taken over as it was', async () => {
    const random = randomNumbers(7);
    let [wasSetAside, wasSalvaged] = [0, 0];
    for (let round = 0; round < 12; round += 1) {
      const { temp, records, file } = await furnished();
      await using _ = temp;
      const bytes = readFileSync(file);
      // Whole pages are hit, as a failing disk does; never the first one.
      const page = 4096 * (1 + Math.floor(random() * (bytes.length / 4096 - 1)));
      bytes.fill(0xa5, page, page + 4096);
      writeFileSync(file, bytes);
      const storage = await temp.reopen();
      const kept = (await storage.listResults({ limit: 100 })).items;
      for (const { id } of kept) expect(await storage.getExecution(id)).toEqual(records.get(id));
      if (!storage.setAside) continue;
      const { folder, salvaged, lost } = storage.setAside;
      expect(salvaged).toBe(kept.length);
      expect(salvaged + lost).toBeLessThanOrEqual(3);
      expect(readFileSync(join(folder, 'station.db')).equals(bytes)).toBe(true);
      wasSetAside += 1;
      wasSalvaged += salvaged;
      // It works as any other.
      await storage.acceptExecution({ execution: newExecution() });
    }
    expect(wasSetAside).toBeGreaterThan(3);
    expect(wasSalvaged).toBeGreaterThan(3);
  });

  it('of which nothing can be read is replaced by an empty one', async () => {
    const { temp, file } = await furnished();
    await using _ = temp;
    writeFileSync(file, 'x'.repeat(8192));
    const storage = await temp.reopen();
    expect(storage.setAside).toMatchObject({ salvaged: 0 });
    expect((await storage.listResults({ limit: 100 })).items).toEqual([]);
  });

  it('still refuses what it always refused: its rules hold again', async () => {
    const { temp, file } = await furnished();
    await using _ = temp;
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length - 4096);
    writeFileSync(file, bytes);
    const storage = await temp.reopen();
    expect(storage.setAside).not.toBeNull();
    const [{ id } = { id: '' }] = (await storage.listResults({ limit: 1 })).items;
    expect(id).not.toBe('');
    await expect(storage.commitRecord(record(id, 42, stepEnded({ name: 'late' })))).rejects.toMatchObject({
      code: 'FENCED',
    });
  });
});

describe('a log of the database that lost what was committed', { timeout: 60_000 }, () => {
  const WAL_HEADER = 32;
  const FRAME = 24 + 4096;

  /** Killed while it committed: the database with its log and the index of that. */
  async function killed() {
    const temp = await openTempStorage(threads);
    // One that has ended, in the database itself.
    const ended = newExecution();
    await temp.storage.acceptExecution({ execution: ended });
    await temp.storage.commitRecord(record(ended.id, 1, stepEnded(), executionEnded()));
    await temp.storage[Symbol.asyncDispose]();
    const child = await writeUntilKilled(temp.dataDir, 60);
    const file = join(temp.dataDir, 'station.db');
    return { temp, ended, wal: `${file}-wal`, bytes: readFileSync(`${file}-wal`), ...child };
  }

  it.each([
    ['is cut in its middle', (wal: Buffer) => wal.subarray(0, WAL_HEADER + FRAME * 40 + 100)],
    ['is cut between two commits', (wal: Buffer) => wal.subarray(0, WAL_HEADER + FRAME * 40)],
    ['is empty', () => Buffer.alloc(0)],
    ['is full of zeros', (wal: Buffer) => Buffer.alloc(wal.length)],
    [
      'has one damaged byte',
      (wal: Buffer) => Buffer.from(wal).fill(0xa5, WAL_HEADER + FRAME * 30 + 200, WAL_HEADER + FRAME * 30 + 201),
    ],
  ])('because it %s, is set aside, told, and what had not ended is never gone on with', async (_what, damage) => {
    const { temp, ended, wal, bytes, executionId } = await killed();
    await using _ = temp;
    writeFileSync(wal, damage(bytes));
    const storage = await temp.reopen();
    expect(storage.setAside).toMatchObject({
      reason: expect.stringMatching(/readable frames of \d+ that were committed/),
    });
    expect(readFileSync(join(storage.setAside?.folder ?? '', 'station.db-wal')).equals(damage(bytes))).toBe(true);
    expect(await storage.getExecution(ended.id)).toMatchObject({ verdict: 'PASS' });
    const left = await storage.openExecutions();
    const asked = left.map(({ id }) =>
      storage.interruptExecution({ id, error: { code: 'SERVICE_LOST', message: '' }, armed: 'all', at: AT }),
    );
    expect((await Promise.all(asked)).every((answer) => answer === null)).toBe(true);
    for (const { id } of left) expect(id).toBe(executionId);
  });

  it('is none when only what was never committed is missing, or everything is in the database', async () => {
    const { temp, wal, bytes, executionId, lastAcknowledged } = await killed();
    await using _ = temp;
    // What a power cut leaves of a commit that was under way.
    writeFileSync(wal, Buffer.concat([bytes, bytes.subarray(WAL_HEADER, WAL_HEADER + 700)]));
    const storage = await temp.reopen();
    expect(storage.setAside).toBeNull();
    expect((await storage.getExecution(executionId))?.lastSeq).toBeGreaterThanOrEqual(lastAcknowledged);
    const again = await temp.reopen();
    expect(again.setAside).toBeNull();
  });

  it('is not concluded from an index that speaks of another log', async () => {
    const { temp, wal, executionId } = await killed();
    await using _ = temp;
    const index = readFileSync(wal.replace(/wal$/, 'shm'));
    await (await temp.reopen())[Symbol.asyncDispose]();
    await writeUntilKilled(temp.dataDir, 30);
    writeFileSync(wal.replace(/wal$/, 'shm'), index);
    const storage = await temp.reopen();
    expect(storage.setAside).toBeNull();
    expect(await storage.getExecution(executionId)).not.toBeNull();
  });
});

/** Numbers in [0, 1) that depend on the seed alone. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
