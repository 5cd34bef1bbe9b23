/** Everything that can be asked of the reader. */
import type Database from 'better-sqlite3';
import { logQueries } from './log-queries.ts';
import { resultQueries } from './result-queries.ts';

export type ReaderOperations = ReturnType<typeof readerOperations>;

export function readerOperations(db: Database.Database) {
  return { ...resultQueries(db), ...logQueries(db) };
}
