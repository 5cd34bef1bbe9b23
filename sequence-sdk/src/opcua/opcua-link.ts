import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSession, ClientSubscription, OPCUAClient } from 'node-opcua-client';
import { DriverConnectionError } from '../errors.ts';
import type { TransportContext } from '../transport/transport-context.ts';
import { identityFor, loadLibrary, type OpcUaLibrary } from './opcua-library.ts';
import type { OpcUaClientOptions } from './opcua-options.ts';

/** Keep-alives of a subscription, in publishing intervals. */
const KEEP_ALIVE_COUNT = 10;
/** So many missing ones and the subscription counts as dead. */
const MISSING_KEEP_ALIVES = 4;
const CLOSE_LIMIT_MS = 1_000;

/**
 * One connection with its session and subscription. It is good until its first failure and never again. The library's own way to
 * reconnect is not used: it can leave sessions that the server has forgotten, and subscriptions that never report again
 * (https://github.com/node-opcua/node-opcua/issues/1059, /380).
 */
export class OpcUaLink {
  readonly library: OpcUaLibrary;
  readonly session: ClientSession;
  readonly #client: OPCUAClient;
  readonly #publishingMs: number;
  readonly #failed = Promise.withResolvers<never>();
  #failure: Error | null = null;
  #subscribing: Promise<ClientSubscription> | null = null;
  #silence: NodeJS.Timeout | undefined;
  /** Called once, with the first cause. */
  onFailure: (reason: Error) => void = () => undefined;

  private constructor(library: OpcUaLibrary, client: OPCUAClient, session: ClientSession, options: OpcUaClientOptions) {
    this.library = library;
    this.#client = client;
    this.session = session;
    this.#publishingMs = options.publishingMs ?? 100;
    this.#failed.promise.catch(() => undefined);
    client.on('connection_lost', () => this.fail(new Error('the connection was lost')));
    client.on('close', (cause) =>
      this.fail(new Error(`the connection was closed: ${cause?.message ?? 'by the server'}`)),
    );
    session.on('session_closed', (status) => this.fail(new Error(`the session was closed: ${status.name}`)));
    // The library repairs a session that the server has forgotten, and says nothing of what was missed meanwhile.
    session.on('session_restored', () => this.fail(new Error('the server had forgotten the session')));
    session.on('keepalive_failure', () => this.fail(new Error('the server does not answer any more')));
  }

  /** @throws DriverConnectionError. When the signal fires, what was opened is closed again. */
  static async open(options: OpcUaClientOptions, context: TransportContext, signal: AbortSignal): Promise<OpcUaLink> {
    const library = await loadLibrary();
    const identity = await identityFor(options.security);
    const client = library.OPCUAClient.create({
      ...identity,
      connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 1_000 },
      // Servers name themselves by names that nobody else can resolve.
      endpointMustExist: false,
      keepSessionAlive: true,
      keepAliveInterval: options.keepAliveMs ?? 2_000,
      requestedSessionTimeout: 60_000,
    });
    client.on('send_chunk', (chunk) => context.traffic?.record('out', chunk));
    client.on('receive_chunk', (chunk) => context.traffic?.record('in', chunk));
    try {
      await client.connect(options.endpoint);
      signal.throwIfAborted();
      const session = await client.createSession(identityOf(library, options));
      const link = new OpcUaLink(library, client, session, options);
      signal.throwIfAborted();
      return link;
    } catch (cause) {
      await letGo(client);
      if (signal.aborted) throw signal.reason;
      throw new DriverConnectionError(
        `"${context.name}" at ${options.endpoint} cannot be reached: ${cause instanceof Error ? cause.message : cause}`,
        { instrument: context.name, cause },
      );
    }
  }

  get failure(): Error | null {
    return this.#failure;
  }

  /** Ends with what `act` gives, or with the failure of the link. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.#failure) throw this.#failure;
    return Promise.race([this.#failed.promise, act()]);
  }

  /** The subscription that all monitored values share; made with the first. */
  subscription(): Promise<ClientSubscription> {
    this.#subscribing ??= this.#subscribe();
    return this.#subscribing;
  }

  fail(reason: Error): void {
    if (this.#failure) return;
    this.#failure = reason;
    clearTimeout(this.#silence);
    this.#failed.reject(reason);
    this.onFailure(reason);
  }

  /** Ends it: session and subscription are closed on the server as far as it is there. */
  async close(): Promise<void> {
    this.fail(new Error('it was closed'));
    await letGo(this.#client);
  }

  async #subscribe(): Promise<ClientSubscription> {
    const subscription = await this.session.createSubscription2({
      requestedPublishingInterval: this.#publishingMs,
      requestedMaxKeepAliveCount: KEEP_ALIVE_COUNT,
      requestedLifetimeCount: KEEP_ALIVE_COUNT * 10,
      publishingEnabled: true,
    });
    const heard = () => this.#listenFor(subscription);
    subscription.on('keepalive', heard).on('received_notifications', heard);
    subscription.on('subscriptionId_changed', () => this.fail(new Error('the server had forgotten the subscription')));
    subscription.on('terminated', () => this.fail(new Error('the server ended the subscription')));
    subscription.on('status_changed', (status) => this.fail(new Error(`the subscription is ${String(status)}`)));
    heard();
    return subscription;
  }

  /** A subscription that says nothing, not even that it is alive, is dead, whatever the connection says. */
  #listenFor({ publishingInterval, maxKeepAliveCount }: ClientSubscription): void {
    clearTimeout(this.#silence);
    if (this.#failure) return;
    const limitMs = publishingInterval * maxKeepAliveCount * MISSING_KEEP_ALIVES;
    const silence = setTimeout(async () => {
      await passedBy();
      if (this.#silence === silence) this.fail(new Error(`the subscription was silent for ${limitMs} ms`));
    }, limitMs);
    this.#silence = silence.unref();
  }
}

/** After a step that kept the process busy, what has arrived meanwhile is read before anybody is called silent. */
async function passedBy(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
}

/** A server that is not there any more does not answer a farewell either, and what it answers is of no use. */
const letGo = (client: OPCUAClient) =>
  Promise.race([client.disconnect().catch(() => undefined), sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);

const identityOf = ({ UserTokenType }: OpcUaLibrary, { user }: OpcUaClientOptions) =>
  user
    ? ({ type: UserTokenType.UserName, userName: user.name, password: user.password } as const)
    : ({ type: UserTokenType.Anonymous } as const);
