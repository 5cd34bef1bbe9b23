import type { Pool, PoolClient } from 'pg';

/** A pool, or the connection of a transaction: whoever takes it does not care which. */
export type Database = Pick<PoolClient, 'query'>;

/** All or nothing. The connection is thrown away when not even the way back worked. */
export async function transact<T>(pool: Pool, work: (db: PoolClient) => Promise<T>): Promise<T> {
  const db = await pool.connect();
  let broken: Error | undefined;
  try {
    await db.query('BEGIN');
    const result = await work(db);
    await db.query('COMMIT');
    return result;
  } catch (thrown) {
    await db.query('ROLLBACK').catch((error: Error) => {
      broken = error;
    });
    throw thrown;
  } finally {
    db.release(broken);
  }
}
