/** Everything that can be asked of the thread of long reading. */
import type Database from 'better-sqlite3';
import { resultQueries } from './result-queries.ts';
import { statisticsOperations } from './statistics-operations.ts';

export type LongReaderOperations = ReturnType<typeof longReaderOperations>;

export function longReaderOperations(db: Database.Database) {
  const { listResults, unitHistory } = resultQueries(db);
  return { ...statisticsOperations(db), listResults, unitHistory };
}
