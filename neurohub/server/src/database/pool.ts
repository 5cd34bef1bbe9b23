/** Connections to PostgreSQL. One that breaks is replaced by the next query: nothing has to be opened anew after a restart of the server. */
import pg from 'pg';
import type { DatabaseLog } from './database-log.ts';

/** For queries of this instance; migrations and LISTEN use connections besides. */
const MAX_CONNECTIONS = 20;

const INT8 = 20;

/**
 * `bigint`, and with it `count(*)`, comes as a number: all of ours are far below 2^53. `timestamptz` comes as a Date, `json` parsed.
 * Idle connections that break are told to `log` and thrown away.
 */
export function createPool(url: string, log: DatabaseLog, { max = MAX_CONNECTIONS } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'neurohub',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // Whoever forgets a transaction must not keep rows locked for ever.
    idle_in_transaction_session_timeout: 120_000,
    types: { getTypeParser },
  });
  // One that breaks between two queries of a transaction: whoever has it is told by the next one. Unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (err) => log.warn({ err }, 'a connection to the database broke'));
  return pool;
}

const getTypeParser = ((oid: number, format?: 'text') =>
  oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;
