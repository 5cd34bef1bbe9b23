import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assertDurable, openReadOnly, openWritable } from './connection.ts';
import { takeKey } from './database-key.ts';
import { MIGRATIONS } from './migrations.ts';
import { isDamage } from './set-aside.ts';
import { describeStorageError, storageError } from './sqlite-errors.ts';
import { findWalLoss } from './wal-loss.ts';

const PASSPHRASE = "it's a secret";
const PAGE = 4096;
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'encryption-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const file = () => join(dataDir, 'station.db');
const open = (passphrase?: string) =>
  openWritable({ file: file(), backupsDir: join(dataDir, 'backups'), migrations: MIGRATIONS, passphrase });
const keyIsWrong = expect.objectContaining({ code: 'DATABASE_KEY_WRONG' });

it('keeps what it acknowledged: FULL is read back after the first write, and nothing can be read without the passphrase', () => {
  const db = open(PASSPHRASE);
  assertDurable(db);
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
  db.prepare("INSERT INTO plans (hash, plan_json) VALUES ('h', 'a plain text')").run();
  expect(readFileSync(`${file()}-wal`).includes('a plain text')).toBe(false);
  const reader = openReadOnly(file(), PASSPHRASE);
  expect(reader.prepare('SELECT plan_json FROM plans').pluck().get()).toBe('a plain text');
  reader.close();
  db.close();
  const bytes = readFileSync(file());
  expect([bytes.includes('a plain text'), bytes.includes('SQLite format 3')]).toEqual([false, false]);
});

it('notices a log that has lost what was committed, as of a database that is not encrypted', () => {
  const db = open(PASSPHRASE);
  const insert = db.prepare('INSERT INTO plans (hash, plan_json) VALUES (?, ?)');
  for (let i = 0; i < 20; i += 1) insert.run(`h${i}`, 'x'.repeat(1_000));
  const copy = join(dataDir, 'copy.db');
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(file() + suffix, copy + suffix);
  db.close();
  expect(findWalLoss(copy)).toBeNull();
  truncateSync(`${copy}-wal`, 32 + 5 * (24 + PAGE));
  expect(findWalLoss(copy)).toContain('has 5 readable frames');
});

it('is refused with another passphrase, and with none, before anything could take it for damaged', async () => {
  await takeKey(dataDir, PASSPHRASE);
  open(PASSPHRASE).close();
  await takeKey(dataDir, PASSPHRASE);
  await expect(takeKey(dataDir, 'another passphrase')).rejects.toEqual(keyIsWrong);
  await expect(takeKey(dataDir, undefined)).rejects.toEqual(keyIsWrong);
  expect(readFileSync(join(dataDir, 'database-key.json'), 'utf8')).not.toContain(PASSPHRASE);
  // What it would be taken for.
  expect(() => open('another passphrase')).toThrow(/file is not a database/);
});

it('is not begun beside a database that is not encrypted', async () => {
  open().close();
  await expect(takeKey(dataDir, PASSPHRASE)).rejects.toEqual(keyIsWrong);
  expect(existsSync(join(dataDir, 'database-key.json'))).toBe(false);
  await takeKey(dataDir, undefined);
});

it('is set aside when it is damaged under the right passphrase', () => {
  open(PASSPHRASE).close();
  truncateSync(file(), 100);
  let thrown: unknown;
  try {
    open(PASSPHRASE);
  } catch (error) {
    thrown = storageError(describeStorageError(error, 'open'));
  }
  expect(isDamage(thrown)).toBe(true);
});
