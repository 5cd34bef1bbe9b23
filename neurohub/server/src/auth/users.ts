import type { Role } from '@neurohub/contracts/auth';
import type { UserView } from '@neurohub/contracts/auth-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { hashSecret } from '@neurohub/server-kit/secret-hash';
import type { Pool } from 'pg';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { type Database, transact } from '../database/transact.ts';

export interface UserRow {
  name: string;
  role: Role;
  password_hash: string;
  changed_at: Date;
}

/** Who asked for a change, for the audit. */
export type By = Pick<AuditEntry, 'who' | 'from'>;

/** People who may sign in. Names are the same in any case. Each change and its row of the audit are one transaction. */
export class Users {
  readonly #pool: Pool;
  readonly #audit: Audit;

  constructor(pool: Pool, audit: Audit) {
    this.#pool = pool;
    this.#audit = audit;
  }

  async list(): Promise<UserView[]> {
    const { rows } = await this.#pool.query<UserRow>('SELECT * FROM users ORDER BY lower(name)');
    return rows.map(userView);
  }

  async find(name: string, db: Database = this.#pool): Promise<UserRow | undefined> {
    const { rows } = await db.query<UserRow>('SELECT * FROM users WHERE lower(name) = lower($1)', [name]);
    return rows[0];
  }

  /** @throws ALREADY_EXISTS */
  async add({ name, role, password }: { name: string; role: Role; password: string }, by: By): Promise<UserView> {
    const hash = await hashSecret(password);
    return transact(this.#pool, async (db) => {
      const { rows } = await db.query<UserRow>(
        'INSERT INTO users (name, role, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING *',
        [name, role, hash],
      );
      if (!rows[0]) throw new CodedError('ALREADY_EXISTS', `there is a user "${name}" already`);
      await this.#audit.append({ action: 'user.add', ...by, detail: { name, role } }, db);
      return userView(rows[0]);
    });
  }

  /** A new password ends all sessions of this user. @throws USER_NOT_FOUND, LAST_ADMIN */
  async change(
    name: string,
    change: { role?: Role | undefined; password?: string | undefined },
    by: By,
  ): Promise<UserView> {
    const hash = change.password === undefined ? null : await hashSecret(change.password);
    return this.#guarded(async (db) => {
      const { rows } = await db.query<UserRow>(
        `UPDATE users SET role = coalesce($2, role), password_hash = coalesce($3, password_hash), changed_at = now()
          WHERE lower(name) = lower($1) RETURNING *`,
        [name, change.role ?? null, hash],
      );
      const user = rows[0] ?? notFound(name);
      if (hash !== null) await db.query('DELETE FROM sessions WHERE user_name = $1', [user.name]);
      const what = { role: user.role, ...(hash !== null && { password: 'changed' }) };
      await this.#audit.append({ action: 'user.change', ...by, detail: { name: user.name, ...what } }, db);
      return userView(user);
    });
  }

  /** Ends all sessions of this user. @throws USER_NOT_FOUND, LAST_ADMIN */
  remove(name: string, by: By): Promise<UserView> {
    return this.#guarded(async (db) => {
      const { rows } = await db.query<UserRow>('DELETE FROM users WHERE lower(name) = lower($1) RETURNING *', [name]);
      const user = rows[0] ?? notFound(name);
      await this.#audit.append({ action: 'user.remove', ...by, detail: { name: user.name, role: user.role } }, db);
      return userView(user);
    });
  }

  /** Somebody has to be able to let the others in again; two who change at once do not see each other. */
  #guarded<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return transact(this.#pool, async (db) => {
      await db.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
      const result = await work(db);
      const { rowCount } = await db.query("SELECT 1 FROM users WHERE role = 'admin' LIMIT 1");
      if (rowCount === 0) throw new CodedError('LAST_ADMIN', 'NeuroHub would have no administrator any more');
      return result;
    });
  }
}

function notFound(name: string): never {
  throw new CodedError('USER_NOT_FOUND', `there is no user "${name}"`);
}

const userView = ({ name, role, changed_at }: UserRow): UserView => ({
  ...{ name, role, hasPassword: true, hasPin: false, hasBadge: false, changedAt: changed_at.toISOString() },
});
