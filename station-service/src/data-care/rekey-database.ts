/**
 * Brings the database to the passphrase that station.yaml says, or to none; the station is not running. A copy with the old one is kept.
 * Killed at any place, the database is there, old or new, no station opens it, and the next call brings it to its end.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import { copyDurably, syncPath } from '../core/durable-files.ts';
import { keepChanging, keepKey } from '../storage/database-key.ts';
import { changePassphrase, openDatabase } from '../storage/open-database.ts';

export interface RekeyRequest {
  /** Its lock is held. */
  dataDir: string;
  /** Undefined: it is not to be encrypted. */
  to: string | undefined;
  /** What it may be encrypted by now. */
  from: string | undefined;
  at: string;
}

export interface Rekeyed {
  encrypted: boolean;
  /** The database as it was; null when there was nothing to change. */
  copy: string | null;
}

/** @throws CodedError DATABASE_KEY_WRONG when none of the passphrases opens it; BACKUP_DAMAGED when what came out is not whole */
export async function rekeyDatabase({ dataDir, to, from, at }: RekeyRequest): Promise<Rekeyed> {
  const file = join(dataDir, 'station.db');
  const now = [to, from, undefined].find((passphrase) => opens(file, passphrase));
  if (now === undefined && !opens(file, undefined))
    throw new CodedError(
      'DATABASE_KEY_WRONG',
      `neither passphrase opens ${file} (STATION_OLD_PASSPHRASE is the old one)`,
    );
  const encrypted = to !== undefined;
  if (now === to) {
    await keepKey(dataDir, to);
    return { encrypted, copy: null };
  }
  const fresh = `${file}.rekeyed`;
  await rm(fresh, { force: true });
  withoutLog(file, now);
  await copyDurably(file, fresh);
  changePassphrase(fresh, { from: now, to });
  assertWhole(fresh, to);
  await syncPath(fresh);
  const copy = join(dataDir, 'backups', `station-before-rekey-${at.replaceAll(':', '-')}.db`);
  await mkdir(join(dataDir, 'backups'), { recursive: true });
  await copyDurably(file, copy);
  await keepChanging(dataDir);
  killPoint('service:in-rekey');
  await rename(fresh, file);
  await syncPath(dataDir);
  await keepKey(dataDir, to);
  return { encrypted, copy };
}

function opens(file: string, passphrase: string | undefined): boolean {
  const db = openDatabase(file, { readonly: true, fileMustExist: true }, passphrase);
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    // Not this one: for SQLite it is no database.
    return false;
  } finally {
    db.close();
  }
}

/** Everything that is in its log is in the database then, and the log is gone. */
function withoutLog(file: string, passphrase: string | undefined): void {
  const db = openDatabase(file, { fileMustExist: true }, passphrase);
  try {
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

function assertWhole(file: string, passphrase: string | undefined): void {
  const db = openDatabase(file, { fileMustExist: true }, passphrase);
  try {
    const findings = db.prepare<[], string>('PRAGMA integrity_check(5)').pluck().all();
    if (findings.length !== 1 || findings[0] !== 'ok')
      throw new CodedError(
        'BACKUP_DAMAGED',
        `the database under its new passphrase is damaged: ${findings.join('; ')}`,
      );
  } finally {
    db.close();
  }
}
