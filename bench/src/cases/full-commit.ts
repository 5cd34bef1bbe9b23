import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { BenchCase } from '../bench-case.ts';
import { SAMPLE_RECORD } from '../sample-record.ts';

const WARM_UP = 200;

/** Baseline: one row in one transaction that is on the disk when it returns. */
export const fullCommit: BenchCase = {
  name: 'commit',
  async run({ times, report, scratch }) {
    const db = new Database(join(scratch, 'commit.db'));
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT, value REAL, content TEXT)');
      const insert = db.prepare('INSERT INTO rows (name, value, content) VALUES (?, ?, ?)');
      const samples: number[] = [];
      for (let i = 0; i < WARM_UP + times(5_000); i += 1) {
        const begun = performance.now();
        insert.run(`step_${i}`, i, SAMPLE_RECORD);
        samples.push((performance.now() - begun) * 1000);
      }
      report({
        id: 'commit',
        title: 'bare SQLite commit, WAL, FULL, 1 row',
        unit: 'µs',
        samples: samples.slice(WARM_UP),
      });
    } finally {
      db.close();
    }
  },
};
