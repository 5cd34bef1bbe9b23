import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@neurohub/contracts/auth';
import type { Database } from '../database/transact.ts';

export const SESSION_HOURS = 12;

export interface Session {
  name: string;
  role: Role;
  expiresAt: Date;
}

/** Who is signed in on which browser: in the database, so that any instance knows it, by the hash of a token that only the browser has. */
export class Sessions {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Gives the token. */
  async begin(userName: string): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(32).toString('base64url');
    const { rows } = await this.#db.query<{ expires_at: Date }>(
      `INSERT INTO sessions (token_hash, user_name, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))
        RETURNING expires_at`,
      [hashOf(token), userName, SESSION_HOURS],
    );
    await this.#db.query('DELETE FROM sessions WHERE expires_at < now()');
    return { token, expiresAt: rows[0]?.expires_at ?? new Date(0) };
  }

  /** With the role that the user has now. */
  async find(token: string): Promise<Session | null> {
    const { rows } = await this.#db.query<{ name: string; role: Role; expires_at: Date }>(
      `SELECT u.name, u.role, s.expires_at FROM sessions s JOIN users u on u.name = s.user_name
        WHERE s.token_hash = $1 AND s.expires_at > now()`,
      [hashOf(token)],
    );
    const [row] = rows;
    return row ? { name: row.name, role: row.role, expiresAt: row.expires_at } : null;
  }

  async end(token: string): Promise<void> {
    await this.#db.query('DELETE FROM sessions WHERE token_hash = $1', [hashOf(token)]);
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();
