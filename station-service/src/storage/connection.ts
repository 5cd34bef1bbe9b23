/**
 * The two ways to open data/station.db: one connection that writes, one that only reads.
 * The files of the database are opened by SQLite alone: closing any other handle on them would drop its locks.
 */
import { CodedError } from '@neurohub/contracts/errors';
import type Database from 'better-sqlite3';
import { APPLICATION_ID, type Migration, migrate } from './migrations.ts';
import { openDatabase } from './open-database.ts';

/** Before this version two connections could corrupt the database when the WAL was reset. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const FULL = 2;

export interface WritableOptions {
  file: string;
  /** Where the copy goes that is made before a migration. */
  backupsDir: string;
  migrations: readonly Migration[];
  /** Undefined: it is not encrypted. */
  passphrase?: string | undefined;
}

/**
 * Opens, checks and migrates the database. `synchronous=FULL` is read back after the first write, since SQLite drops it
 * silently to NORMAL there when it was not set by hand.
 * @throws CodedError STORAGE_FAILED, SCHEMA_NEWER; SqliteError
 */
export function openWritable({ file, backupsDir, migrations, passphrase }: WritableOptions): Database.Database {
  const db = openDatabase(file, { timeout: 5_000 }, passphrase);
  try {
    checkVersion(db);
    checkOwner(db, file);
    applySettings(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    checkIntegrity(db, file);
    migrate(db, { migrations, backupsDir });
    db.prepare("UPDATE meta SET value = value + 1 WHERE key = 'opens'").run();
    assertDurable(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A connection that cannot write, for queries beside the writer. The writer must be open. */
export function openReadOnly(file: string, passphrase?: string): Database.Database {
  const db = openDatabase(file, { readonly: true, fileMustExist: true, timeout: 5_000 }, passphrase);
  applySettings(db);
  db.pragma('query_only = ON');
  return db;
}

/** @throws CodedError STORAGE_FAILED when a commit would not be on the disk when it returns. */
export function assertDurable(db: Database.Database): void {
  const mode = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== FULL)
    throw new CodedError(
      'STORAGE_FAILED',
      `the database would not keep what it acknowledged: expected journal_mode=wal and synchronous=2 (FULL), got ${mode} and ${synchronous}`,
    );
}

/** Settings of a connection; none of them is stored in the file. */
function applySettings(db: Database.Database): void {
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  // 16 MB. Four times SQLite's default: hot pages are moved into the database once instead of four times.
  db.pragma('wal_autocheckpoint = 4000');
  db.pragma(`journal_size_limit = ${32 * 1024 * 1024}`);
  db.pragma('mmap_size = 0');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
}

function checkVersion(db: Database.Database): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  const differing = OLDEST_SQLITE.findIndex((least, i) => parts[i] !== least);
  if (differing >= 0 && (parts[differing] ?? 0) < (OLDEST_SQLITE[differing] ?? 0))
    throw new CodedError('STORAGE_FAILED', `SQLite ${OLDEST_SQLITE.join('.')} or newer is needed, found ${version}`);
}

function checkOwner(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (id === APPLICATION_ID || (id === 0 && tables === 0)) return;
  throw new CodedError('STORAGE_FAILED', `${file} is not a database of this station (application id ${id})`);
}

function checkIntegrity(db: Database.Database, file: string): void {
  const findings = db.prepare<[], string>('PRAGMA quick_check(5)').pluck().all();
  if (findings.length === 1 && findings[0] === 'ok') return;
  throw new CodedError('STORAGE_FAILED', `${file} is damaged: ${findings.join('; ')}`, { details: { findings } });
}
