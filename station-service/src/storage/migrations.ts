/** From any older schema to this one: a copy first, then everything in one transaction. */
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import type Database from 'better-sqlite3';
import { SCHEMA_1 } from './schema-1.ts';
import { SCHEMA_2 } from './schema-2.ts';
import { SCHEMA_3 } from './schema-3.ts';
import { SCHEMA_4 } from './schema-4.ts';

/** Marks the file as ours: "NHST". */
export const APPLICATION_ID = 0x4e_48_53_54;

export interface Migration {
  /** The schema version this leads to; they follow each other from 1 without a gap. */
  version: number;
  sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: SCHEMA_1 },
  { version: 2, sql: SCHEMA_2 },
  { version: 3, sql: SCHEMA_3 },
  { version: 4, sql: SCHEMA_4 },
];

/**
 * Brings the database to the newest schema. Killed at any place, the next call begins again from the old schema.
 * @returns the path of the copy made before, or null when there was nothing to keep
 * @throws CodedError SCHEMA_NEWER when a newer station has written the database
 */
export function migrate(
  db: Database.Database,
  options: { migrations: readonly Migration[]; backupsDir: string },
): string | null {
  const found = Number(db.pragma('user_version', { simple: true }));
  const newest = options.migrations.at(-1)?.version ?? 0;
  if (found > newest)
    throw new CodedError('SCHEMA_NEWER', `the database has schema ${found}, this station knows up to ${newest}`, {
      details: { found, newest },
    });
  if (found === newest) return null;
  const copy = found > 0 ? backUp(db, options.backupsDir, found) : null;
  const pending = options.migrations.filter((migration) => migration.version > found);
  withoutForeignKeys(db, () =>
    db
      .transaction(() => {
        for (const { version, sql } of pending) apply(db, version, sql);
        killPoint('service:in-migration');
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.pragma(`user_version = ${newest}`);
      })
      .immediate(),
  );
  return copy;
}

/**
 * A table that others refer to can only be made anew while the references are not enforced, which SQLite does not change inside of a
 * transaction. They are checked before the commit instead.
 */
function withoutForeignKeys(db: Database.Database, work: () => void): void {
  db.pragma('foreign_keys = OFF');
  try {
    work();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function apply(db: Database.Database, version: number, sql: string): void {
  db.exec(sql);
  const broken = db.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0)
    throw new CodedError('STORAGE_FAILED', `schema ${version} would lose references: ${JSON.stringify(broken[0])}`);
  db.prepare('INSERT INTO migrations (version, applied_at) VALUES (?, ?)').run(version, new Date().toISOString());
}

function backUp(db: Database.Database, backupsDir: string, version: number): string {
  mkdirSync(backupsDir, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const copy = join(backupsDir, `station-schema-${version}-${stamp}.db`);
  db.prepare('VACUUM INTO ?').run(copy);
  // Nobody has the copy open: here, unlike with the database itself, a handle of our own is harmless.
  const handle = openSync(copy, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return copy;
}
