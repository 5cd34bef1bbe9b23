import { isCodedError } from '@neurohub/contracts/errors';
import type { Pool } from 'pg';
import { openDatabase } from '../database/open-database.ts';
import type { Logger } from '../hub-log.ts';
import type { HubOptions } from '../hub-options.ts';
import { readRunningNote } from '../running-note.ts';

/**
 * The database of NeuroHub, whether it runs or not: one's own by its address, the embedded one by starting it, or, while a NeuroHub
 * uses it, through its server.
 * @throws as {@link openDatabase}
 */
export async function reachDatabase(
  { databaseUrl, dataDir }: Pick<HubOptions, 'databaseUrl' | 'dataDir'>,
  log: Logger,
  { migrate = true } = {},
): Promise<{ pool: Pool } & AsyncDisposable> {
  const database = await openDatabase({ url: databaseUrl, dataDir, log, migrate }).catch(async (thrown) => {
    const note = isCodedError(thrown) && thrown.code === 'DATA_DIR_IN_USE' ? await readRunningNote(dataDir) : null;
    if (!note) throw thrown;
    return openDatabase({ url: note.databaseUrl, dataDir, log, migrate });
  });
  return { pool: database.pool, [Symbol.asyncDispose]: () => database.close() };
}
