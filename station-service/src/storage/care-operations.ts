/** What can be asked of the care thread. Both see the database as it is at one moment, and keep nobody from writing. */
import type Database from 'better-sqlite3';

const FINDINGS_TOLD = 20;

export type CareOperations = ReturnType<typeof careOperations>;

export function careOperations(db: Database.Database) {
  return {
    /** Into a file that is not there yet. Page by page anew: what cannot be read is an error, never part of a copy. */
    copyTo: (copy: string): void => {
      // The one statement that a connection for queries has to be allowed: it writes another file.
      db.pragma('query_only = OFF');
      try {
        db.prepare('VACUUM INTO ?').run(copy);
      } finally {
        db.pragma('query_only = ON');
      }
    },
    /** What is wrong with it, in SQLite's words; empty when it is whole. */
    check: (): string[] => {
      const findings = db.prepare<[], string>(`PRAGMA integrity_check(${FINDINGS_TOLD})`).pluck().all();
      if (findings.some((finding) => finding !== 'ok')) return findings;
      const broken = db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').all();
      return broken.slice(0, FINDINGS_TOLD).map(({ table, parent }) => `a row of ${table} refers to none of ${parent}`);
    },
  };
}
