import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@neurohub/contracts/auth';

const MOST = 1_000;

export interface Session {
  name: string;
  role: Role;
  /** As it was when this one signed in: any change of the user ends it. */
  changedAt: string;
  expiresAtMs: number;
}

/** Who is signed in on which browser. In memory: with the station, all of them end. */
export class Sessions {
  readonly #nowMs: () => number;
  /** By the hash of the token, oldest first: nothing that is kept can be used. */
  readonly #byHash = new Map<string, Session>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Gives the token. */
  begin(session: Session): string {
    const token = randomBytes(32).toString('base64url');
    this.#byHash.set(hashOf(token), session);
    const [oldest] = this.#byHash.keys();
    if (this.#byHash.size > MOST && oldest) this.#byHash.delete(oldest);
    return token;
  }

  find(token: string): Session | undefined {
    const session = this.#byHash.get(hashOf(token));
    if (!session || session.expiresAtMs > this.#nowMs()) return session;
    this.end(token);
    return undefined;
  }

  end(token: string): void {
    this.#byHash.delete(hashOf(token));
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
