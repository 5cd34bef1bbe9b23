/**
 * Authentication of one station. A request is known by, in this order: what its headers show (a wrong one is refused, never passed
 * over), the session of its browser, its address.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Actor, lowerRole, type Role } from '@neurohub/contracts/auth';
import type { AuthConfig } from '@neurohub/contracts/auth-config';
import type { SignInBody } from '@neurohub/contracts/auth-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { isLoopback } from '@neurohub/server-kit/addresses';
import { AttemptThrottle } from '@neurohub/server-kit/attempt-throttle';
import { AddressList, believedAddress, isOfUnknownProxy } from './address-list.ts';
import type { Authenticator, Client, Grant } from './client.ts';
import { cookieOf, credentialsOf, refused, sessionCookie } from './credentials.ts';
import { verifySecret } from './secret-hash.ts';
import { Sessions } from './sessions.ts';
import { keyHash, type UserRecord, type UserStore } from './user-store.ts';
import { WebTokens } from './web-tokens.ts';

/** Short secrets, and what can be read over a shoulder, are for the bench. */
const MOST_BY_PIN: Role = 'technician';
/** A changed password counts at once; this only spares the hash of every request. */
const BASIC_KNOWN_MS = 5 * 60_000;

export interface StationAuthOptions {
  config: AuthConfig;
  users: UserStore;
  stationId: string;
  isTls: boolean;
  nowMs: () => number;
}

export interface SignedInSession {
  token: string;
  actor: Actor;
  expiresAtMs: number;
}

export class StationAuth implements Authenticator {
  readonly cookie: string;
  readonly #options: StationAuthOptions;
  readonly #whitelist: AddressList;
  readonly #proxies: AddressList;
  readonly #tokens: WebTokens | null;
  readonly #sessions: Sessions;
  readonly #throttle: AttemptThrottle;
  /** Names and passwords that were right a moment ago, hashed with a key of this process. */
  readonly #known = new Map<string, { user: UserRecord; untilMs: number }>();
  readonly #knownKey = randomBytes(32);

  constructor(options: StationAuthOptions) {
    const { config, isTls, stationId, nowMs } = options;
    this.#options = options;
    this.cookie = sessionCookie(isTls);
    this.#whitelist = new AddressList(config.whitelist);
    this.#proxies = new AddressList(config.trustedProxies);
    this.#tokens = config.type === 'jwt' && config.jwt ? new WebTokens(config.jwt, stationId) : null;
    this.#sessions = new Sessions(nowMs);
    this.#throttle = new AttemptThrottle(nowMs);
  }

  async identify(client: Client): Promise<Grant | null> {
    const from = believedAddress(client, this.#proxies);
    const shown = credentialsOf(client.headers);
    if (shown?.kind === 'password') return this.#byPassword(shown, { client, from });
    if (shown) return this.#byKey(shown.token, from) ?? this.#byToken(shown.token, from);
    return this.#bySession(client, from) ?? (isOfUnknownProxy(client, from) ? null : this.#byAddress(from));
  }

  /** As far as listed proxies can be believed. */
  addressOf(client: Client): string {
    return believedAddress(client, this.#proxies);
  }

  /** @throws SIGN_IN_FAILED, TOO_MANY_ATTEMPTS */
  async signIn(body: SignInBody, client: Client): Promise<SignedInSession> {
    const from = believedAddress(client, this.#proxies);
    const { user, role } = 'badge' in body ? this.#badge(body, from) : await this.#secret(body, from);
    const { config, nowMs } = this.#options;
    const expiresAtMs = nowMs() + config.sessionHours * 3_600_000;
    const { name, changedAt } = user;
    const token = this.#sessions.begin({ name, role, changedAt, expiresAtMs });
    return { token, actor: { name, role, via: 'session', from }, expiresAtMs };
  }

  signOut({ headers }: Client): void {
    const token = cookieOf(headers, this.cookie);
    if (token) this.#sessions.end(token);
  }

  /** @throws SIGN_IN_FAILED, TOO_MANY_ATTEMPTS; NOT_FOUND when this station gives none */
  async giveToken({ name, password }: { name: string; password: string }, client: Client) {
    if (!this.#tokens) throw new CodedError('NOT_FOUND', 'server.auth.type is not jwt: this station gives no tokens');
    const { user } = await this.#secret({ name, password }, believedAddress(client, this.#proxies));
    return this.#tokens.sign(user, this.#options.nowMs());
  }

  /** @throws SIGN_IN_FAILED, TOO_MANY_ATTEMPTS */
  async assertPassword(shown: { name: string; password: string }, client: Client): Promise<void> {
    await this.#secret(shown, believedAddress(client, this.#proxies));
  }

  async #secret(body: { name: string } & ({ password: string } | { pin: string }), from: string) {
    const attempt = this.#attempt(body.name, from);
    const user = this.#find(body.name);
    const isPin = 'pin' in body;
    const isRight = await verifySecret(isPin ? body.pin : body.password, isPin ? user?.pinHash : user?.passwordHash);
    if (!isRight || !user) throw refused(isPin ? 'name or PIN is not right' : 'name or password is not right');
    attempt.succeeded();
    return { user, role: isPin ? lowerRole(user.role, MOST_BY_PIN) : user.role };
  }

  #badge({ badge }: { badge: string }, from: string) {
    const attempt = this.#attempt('', from);
    const user = this.#options.users.findByBadge(badge);
    if (!user) throw refused('nobody has this badge');
    attempt.succeeded();
    return { user, role: lowerRole(user.role, MOST_BY_PIN) };
  }

  #attempt(name: string, from: string) {
    return this.#throttle.begin({ name, address: from, isHere: isLoopback(from) });
  }

  /** Of the station, or the one of station.yaml. */
  #find(name: string): UserRecord | undefined {
    const { basic } = this.#options.config;
    if (basic?.username.toLowerCase() !== name.toLowerCase()) return this.#options.users.find(name);
    return { name: basic.username, role: 'admin', passwordHash: basic.passwordHash, changedAt: 'station.yaml' };
  }

  #isUnchanged = ({ name, changedAt }: Pick<UserRecord, 'name' | 'changedAt'>) =>
    this.#find(name)?.changedAt === changedAt;

  async #byPassword(shown: { name: string; password: string }, { client, from }: { client: Client; from: string }) {
    if (this.#options.config.type !== 'basic') throw refused('this station takes no name and password in a request');
    const user = this.#justKnown(shown) ?? (await this.#secret(shown, believedAddress(client, this.#proxies))).user;
    this.#remember(shown, user);
    const actor: Actor = { name: user.name, role: user.role, via: 'basic', from };
    return { actor, isValid: () => this.#isUnchanged(user) };
  }

  #justKnown(shown: { name: string; password: string }): UserRecord | undefined {
    const known = this.#known.get(this.#knownHash(shown));
    return known && known.untilMs > this.#options.nowMs() && this.#isUnchanged(known.user) ? known.user : undefined;
  }

  #remember(shown: { name: string; password: string }, user: UserRecord): void {
    if (this.#known.size > 1_000) this.#known.clear();
    this.#known.set(this.#knownHash(shown), { user, untilMs: this.#options.nowMs() + BASIC_KNOWN_MS });
  }

  #knownHash = ({ name, password }: { name: string; password: string }) =>
    createHmac('sha256', this.#knownKey)
      .update(JSON.stringify([name, password]))
      .digest('hex');

  /** Found by its hash: how long that takes tells nothing of the key. */
  #byKey(token: string, from: string): Grant | null {
    const hash = keyHash(token);
    const find = () => [...this.#options.users.keys, ...this.#options.config.apiKeys].find((key) => key.hash === hash);
    const isValid = () => {
      const { expiresAt } = find() ?? { expiresAt: '1970-01-01T00:00:00Z' };
      return expiresAt === undefined || Date.parse(expiresAt) > this.#options.nowMs();
    };
    const key = find();
    if (!key) return null;
    if (!isValid()) throw refused(`the API key "${key.name}" has expired`);
    return { actor: { name: key.name, role: key.role, via: 'apiKey', from }, scopes: key.scopes, isValid };
  }

  async #byToken(token: string, from: string): Promise<Grant> {
    const claims = await this.#tokens?.verify(token, this.#options.nowMs());
    if (!claims) throw refused('the key or token is not right, or has expired');
    const { sub: name, role, exp, changedAt } = claims;
    const isValid = () =>
      exp * 1000 > this.#options.nowMs() && (changedAt === undefined || this.#isUnchanged({ name, changedAt }));
    if (!isValid()) throw refused('the token has ended');
    return { actor: { name, role, via: 'jwt', from }, isValid };
  }

  #bySession({ headers }: Client, from: string): Grant | null {
    const token = cookieOf(headers, this.cookie);
    const find = () => {
      const session = token === undefined ? undefined : this.#sessions.find(token);
      return session && this.#isUnchanged(session) ? session : undefined;
    };
    const session = find();
    if (!session) return null;
    const { name, role } = session;
    return { actor: { name, role, via: 'session', from }, isValid: () => find() !== undefined };
  }

  #byAddress(from: string): Grant | null {
    if (!this.#whitelist.has(from)) return null;
    const role = this.#options.config.whitelistRole;
    return { actor: { name: from, role, via: 'whitelist', from }, isValid: () => true };
  }
}
