import { createHash, timingSafeEqual } from 'node:crypto';
import type { Role } from '@neurohub/contracts/auth';
import { CodedError } from '@neurohub/contracts/errors';
import { isLoopback } from '@neurohub/server-kit/addresses';
import { AttemptThrottle } from '@neurohub/server-kit/attempt-throttle';
import { verifySecret } from '@neurohub/server-kit/secret-hash';
import type { Pool } from 'pg';
import type { Client, TrustedProxies } from '../api/addresses.ts';
import type { Audit } from '../audit/audit.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { Sessions } from './sessions.ts';
import { type UserRow, Users } from './users.ts';

export interface Person {
  readonly name: string;
  readonly role: Role;
  /** False: may only look, because whoever reaches NeuroHub may. */
  readonly signedIn: boolean;
  /** Address of the client, as NeuroHub believes it. */
  readonly from: string;
}

export interface PeopleOptions {
  pool: Pool;
  audit: Audit;
  proxies: TrustedProxies;
  openViewing: boolean;
  metricsToken: string | undefined;
  nowMs: () => number;
}

/** Who asks. Sessions are looked up each time: what another instance ended has ended. */
export class People {
  readonly users: Users;
  readonly #options: PeopleOptions;
  readonly #sessions: Sessions;
  /** Of this instance: with more of them, whoever guesses has as many more tries. */
  readonly #throttle: AttemptThrottle;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.users = new Users(options.pool, options.audit);
    this.#sessions = new Sessions(options.pool);
    this.#throttle = new AttemptThrottle(options.nowMs);
  }

  /** Null when nobody knows who it is. */
  async identify(client: Client): Promise<Person | null> {
    const { proxies, openViewing } = this.#options;
    const from = proxies.addressOf(client);
    const token = sessionTokenOf(client.headers, proxies.isPrivate(client));
    const session = token === undefined ? null : await this.#sessions.find(token);
    if (session) return { name: session.name, role: session.role, signedIn: true, from };
    return openViewing ? { name: from, role: 'viewer', signedIn: false, from } : null;
  }

  /** For GET /metrics: a program with the token of the environment, or a person. @throws SIGN_IN_FAILED for another token */
  async identifyScraper(client: Client): Promise<Person | null> {
    const { authorization } = client.headers;
    const { metricsToken, proxies } = this.#options;
    if (authorization === undefined) return this.identify(client);
    if (metricsToken === undefined || !isSame(authorization, `Bearer ${metricsToken}`))
      throw new CodedError('SIGN_IN_FAILED', 'the token is not that of NEUROHUB_METRICS_TOKEN');
    return { name: 'metrics', role: 'viewer', signedIn: true, from: proxies.addressOf(client) };
  }

  /** @throws SIGN_IN_FAILED, TOO_MANY_ATTEMPTS */
  async signIn(shown: { name: string; password: string }, client: Client) {
    const from = this.#options.proxies.addressOf(client);
    const user = await this.#known(shown, from);
    const { token, expiresAt } = await this.#sessions.begin(user.name);
    await this.#options.audit.append({ action: 'auth.login', who: user.name, from });
    const person: Person = { name: user.name, role: user.role, signedIn: true, from };
    return { person, token, expiresAt, isPrivate: this.#options.proxies.isPrivate(client) };
  }

  async signOut(client: Client): Promise<{ isPrivate: boolean }> {
    const isPrivate = this.#options.proxies.isPrivate(client);
    const token = sessionTokenOf(client.headers, isPrivate);
    const session = token === undefined ? null : await this.#sessions.find(token);
    if (token !== undefined && session) {
      await this.#sessions.end(token);
      const from = this.#options.proxies.addressOf(client);
      await this.#options.audit.append({ action: 'auth.logout', who: session.name, from });
    }
    return { isPrivate };
  }

  /** A session may have been left open: whoever found it does not get the user. @throws SIGN_IN_FAILED, TOO_MANY_ATTEMPTS */
  async changePassword(person: Person, { current, password }: { current: string; password: string }): Promise<void> {
    if (!person.signedIn) throw new CodedError('NOT_SIGNED_IN', 'nobody is signed in');
    await this.#known({ name: person.name, password: current }, person.from);
    await this.users.change(person.name, { password }, { who: person.name, from: person.from });
  }

  async #known({ name, password }: { name: string; password: string }, from: string): Promise<UserRow> {
    const attempt = this.#throttle.begin({ name, address: from, isHere: isLoopback(from) });
    const user = await this.users.find(name);
    if (!(await verifySecret(password, user?.password_hash)) || !user) {
      await this.#options.audit.append({ action: 'auth.loginFailed', who: name, from });
      throw new CodedError('SIGN_IN_FAILED', 'name or password is not right');
    }
    attempt.succeeded();
    return user;
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));
