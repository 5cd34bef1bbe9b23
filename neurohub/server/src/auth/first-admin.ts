import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { NEUROHUB } from '../audit/audit.ts';
import { transact } from '../database/transact.ts';
import type { Users } from './users.ts';

export const FIRST_ADMIN = 'admin';

/** Where nobody could let anybody in, there has to be one. Gives the password, which is to be shown once and nowhere kept. */
export async function makeFirstAdmin(pool: Pool, users: Users): Promise<string | null> {
  // Two instances that start at once are not to print two passwords, of which one is wrong.
  return transact(pool, async (db) => {
    await db.query("SELECT pg_advisory_xact_lock(hashtext('neurohub first admin'))");
    if ((await users.list()).length > 0) return null;
    const password = randomBytes(15).toString('base64url');
    await users.add({ name: FIRST_ADMIN, role: 'admin', password }, NEUROHUB);
    return password;
  });
}
