import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { careOperations } from '../storage/care-operations.ts';
import { describeStorageError, storageError } from '../storage/sqlite-errors.ts';
import { CareQueue } from './care-queue.ts';
import { IntegrityCheck } from './integrity-check.ts';

const PAGE = 4096;
let dataDir: string;
let now: string;
const raised = new Map<string, string>();
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'integrity-'));
  now = '2026-01-01T00:00:00.000Z';
  raised.clear();
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const file = () => join(dataDir, 'station.db');
function check() {
  const spy = vi.fn(async () => {
    const db = new Database(file(), { readonly: true });
    try {
      return careOperations(db).check();
    } catch (thrown) {
      // As it comes from the thread.
      throw storageError(describeStorageError(thrown, 'check'));
    } finally {
      db.close();
    }
  });
  const parts = {
    ...{ dataDir, database: { check: spy }, queue: new CareQueue(), log: { info: vi.fn(), error: vi.fn() } },
    config: () => ({ integrityCheck: { enabled: true, intervalMs: 3_600_000 } }),
    alarms: {
      raise: ({ code, message }: { code: string; message: string }) => void raised.set(code, message),
      clear: ({ code }: { code: string }) => void raised.delete(code),
    },
    clock: { wallIso: () => now },
  };
  return { integrity: new IntegrityCheck(parts), spy };
}

it('finds a damaged page while the station works, and takes the alarm back when the database is whole', async () => {
  const db = new Database(file());
  db.exec('CREATE TABLE t (x TEXT); CREATE INDEX i ON t (x)');
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < 2_000; i += 1) insert.run(`value ${i} of the table`);
  })();
  db.close();
  const whole = readFileSync(file());
  const { integrity } = check();
  await integrity.check();
  expect(raised.size).toBe(0);
  writeFileSync(file(), Buffer.from(whole).fill(0xa5, 5 * PAGE, 6 * PAGE));
  await integrity.check();
  expect(raised.get('DATABASE_DAMAGED')).toMatch(/page|malformed|btree/i);
  writeFileSync(file(), whole);
  await integrity.check();
  expect(raised.size).toBe(0);
});

it('tells a row that refers to nothing', async () => {
  const db = new Database(file());
  db.pragma('foreign_keys = OFF');
  db.exec('CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id)); INSERT INTO b VALUES (7)');
  db.close();
  await check().integrity.check();
  expect(raised.get('DATABASE_DAMAGED')).toBe('a row of b refers to none of a');
});

it('is done when it is time, also after a restart, and when the clock was set back', async () => {
  new Database(file()).close();
  const { integrity, spy } = check();
  await integrity.tend();
  await integrity.tend();
  expect(spy).toHaveBeenCalledTimes(1);
  const afterRestart = check();
  now = '2026-01-01T00:59:00.000Z';
  await afterRestart.integrity.tend();
  expect(afterRestart.spy).not.toHaveBeenCalled();
  now = '2026-01-01T01:00:00.000Z';
  await afterRestart.integrity.tend();
  now = '2025-06-01T00:00:00.000Z';
  await afterRestart.integrity.tend();
  expect(afterRestart.spy).toHaveBeenCalledTimes(2);
});
