import pg from 'pg';
import type { Logger } from '../hub-log.ts';

/** A connection that died silently is seen after this, though nobody says anything on it. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * What the adapter takes for a pool. It keeps one connection for ever, to listen on, and neither gives a broken one back nor listens to
 * what becomes of it: from the pool of everybody, that would end this process with the connection, and cost a place of the pool each time.
 */
export function listeningPool(pool: pg.Pool, log: Pick<Logger, 'warn'>): pg.Pool {
  const connect = async () => {
    const client = new pg.Client({
      ...pool.options,
      ...{ application_name: 'neurohub-live', keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS },
      // It is idle most of the time, and has no transactions.
      idle_in_transaction_session_timeout: 0,
    });
    client.on('error', (err) => log.warn({ err }, 'the connection that listens to other instances broke'));
    await client.connect();
    const release = () => void client.end().catch((err: unknown) => log.warn({ err }, 'a connection did not end well'));
    return Object.assign(client, { release });
  };
  const query = (text: string, values?: unknown[]) => pool.query(text, values);
  return { connect, query } as unknown as pg.Pool;
}
