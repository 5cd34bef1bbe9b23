import { setTimeout as sleep } from 'node:timers/promises';
import type { DataValue, StatusCode } from 'node-opcua-client';
import { DriverCommunicationError, DriverConnectionError, DriverError, DriverStateError } from '../errors.ts';
import type { CallOptions, TransportContext } from '../transport/transport-context.ts';
import { tooLate, withLimit } from '../transport/with-limit.ts';
import { listenToLibrary } from './opcua-library.ts';
import { OpcUaLink } from './opcua-link.ts';
import { type OpcUaChange, OpcUaMonitor, type OpcUaMonitorOptions } from './opcua-monitor.ts';
import type { OpcUaClientOptions } from './opcua-options.ts';
import { type OpcUaType, type OpcUaValue, plainValue, variantOf } from './opcua-values.ts';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

/**
 * An OPC-UA server. Node ids are written as usual, `ns=2;s=Press.Force`. Calls may be made at the same time. A connection that was lost
 * is made anew by the next call, and in the background as long as anything is monitored: monitored values go on reporting over the new
 * connection, and the first report says that there was a gap.
 */
export class OpcUaClient {
  readonly #options: OpcUaClientOptions;
  readonly #context: TransportContext;
  readonly #monitors = new Set<OpcUaMonitor>();
  #link: OpcUaLink | null = null;
  #opening: Promise<OpcUaLink> | null = null;
  /** Fires at close(); a new one for each connect(). */
  #life: AbortController | null = null;
  #stopListening: () => void = () => undefined;

  constructor(options: OpcUaClientOptions) {
    const { context } = options;
    this.#options = options;
    this.#context = {
      name: options.instrument ?? context?.name ?? 'instrument',
      ...(context && { log: context.log, traffic: context.traffic, connection: context.connection }),
    };
  }

  /** True from {@link connect} to {@link close}. */
  get isConnected(): boolean {
    return this.#life !== null && this.#link !== null;
  }

  /** Connects. Does nothing when connected. @throws DriverConnectionError, DriverTimeoutError, or the signal's reason */
  async connect(options: CallOptions = {}): Promise<void> {
    const isNew = this.#life === null;
    this.#life ??= new AbortController();
    const { log } = this.#context;
    if (isNew && log) this.#stopListening = listenToLibrary(log);
    try {
      await this.#limited('connecting', options, () => this.#connected());
    } catch (error) {
      if (isNew) await this.close();
      throw error;
    }
  }

  /** The value of a node. @throws DriverCommunicationError when the server calls it bad, DriverError, or the signal's reason */
  async read(nodeId: string, options: CallOptions = {}): Promise<OpcUaValue> {
    const [value] = await this.readAll([nodeId], options);
    return value as OpcUaValue;
  }

  /** The values of several nodes, in one request. @throws as {@link read} when one of them is bad */
  readAll(nodeIds: readonly string[], options: CallOptions = {}): Promise<OpcUaValue[]> {
    return this.#call('read', nodeIds.join(', '), options, async ({ session, library }) => {
      const { AttributeIds } = library;
      const found = await session.read(nodeIds.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })));
      return found.map(({ value, statusCode }: DataValue, i) => {
        this.#refuseBad('read', nodeIds[i] as string, statusCode);
        return plainValue(library, value);
      });
    });
  }

  /** Writes a value, as the type of the node unless told otherwise. @throws as {@link read} */
  write(nodeId: string, value: OpcUaValue, options: CallOptions & { type?: OpcUaType } = {}): Promise<void> {
    return this.#call('write', nodeId, options, async ({ session, library }) => {
      const known = options.type ?? library.DataType[await session.getBuiltInDataType(library.resolveNodeId(nodeId))];
      const variant = this.#checked(nodeId, () => variantOf(library, value, known as OpcUaType));
      const status = await session.write({
        nodeId,
        attributeId: library.AttributeIds.Value,
        value: { value: variant },
      });
      this.#refuseBad('write', nodeId, status);
    });
  }

  /** Calls a method of an object and resolves with what it returns. @throws as {@link read} */
  call(
    objectId: string,
    methodId: string,
    args: readonly { type: OpcUaType; value: OpcUaValue }[] = [],
    options: CallOptions = {},
  ): Promise<OpcUaValue[]> {
    return this.#call('call', methodId, options, async ({ session, library }) => {
      const inputArguments = args.map(({ type, value }) =>
        this.#checked(methodId, () => variantOf(library, value, type)),
      );
      const result = await session.call({ objectId, methodId, inputArguments });
      this.#refuseBad('call', methodId, result.statusCode);
      return (result.outputArguments ?? []).map((each) => plainValue(library, each));
    });
  }

  /**
   * Reports the value now, and each change from now on, until the monitor is closed. Survives a lost connection, and a server that has
   * forgotten us. The listener must not throw. @throws as {@link read} when the server refuses to watch the node
   */
  monitor(
    nodeId: string,
    listener: (change: OpcUaChange) => void,
    options: CallOptions & OpcUaMonitorOptions = {},
  ): Promise<OpcUaMonitor> {
    return this.#call('monitor', nodeId, options, async (link) => {
      const monitor = new OpcUaMonitor(nodeId, listener, options, (closed) => this.#monitors.delete(closed));
      await monitor.begin(link);
      this.#monitors.add(monitor);
      return monitor;
    });
  }

  /** Ends the connection and all monitors; calls under way are rejected. May be called twice. */
  async close(): Promise<void> {
    const link = this.#link;
    this.#life?.abort(this.#stateError('call'));
    this.#life = null;
    this.#link = null;
    this.#opening = null;
    this.#monitors.clear();
    await link?.close();
    this.#stopListening();
  }

  async #call<T>(
    method: string,
    place: string,
    options: CallOptions,
    act: (link: OpcUaLink) => Promise<T>,
  ): Promise<T> {
    if (!this.#life) throw this.#stateError(method);
    return this.#limited(`${method} ${place}`, options, async () => {
      const link = await this.#connected();
      try {
        return await link.run(() => act(link));
      } catch (cause) {
        if (cause instanceof DriverError) throw cause;
        throw this.#error(`${method} ${place}: ${cause instanceof Error ? cause.message : cause}`, method, cause);
      }
    });
  }

  #limited<T>(doing: string, options: CallOptions, act: () => Promise<T>): Promise<T> {
    const { timeoutMs = this.#options.timeoutMs ?? 5_000, signal } = options;
    const life = this.#life?.signal;
    const both = signal && life ? AbortSignal.any([signal, life]) : (signal ?? life);
    return withLimit({ signal: both, timeoutMs }, tooLate(this.#context, this.#options.endpoint, doing), act);
  }

  /** The connection, made anew if it has to be; by one call for all that wait for it. */
  #connected(): Promise<OpcUaLink> {
    if (this.#link && !this.#link.failure) return Promise.resolve(this.#link);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<OpcUaLink> {
    const life = this.#life?.signal;
    if (!life) throw this.#stateError('connect');
    await this.#link?.close();
    const link = await OpcUaLink.open(this.#options, this.#context, life);
    link.onFailure = (reason) => this.#lost(link, reason);
    try {
      for (const monitor of this.#monitors) await link.run(() => monitor.begin(link));
      life.throwIfAborted();
    } catch (error) {
      await link.close();
      throw error;
    }
    this.#link = link;
    return link;
  }

  #lost(link: OpcUaLink, reason: Error): void {
    const life = this.#life?.signal;
    if (!life || link !== this.#link) return;
    const { name, log, connection } = this.#context;
    const message = `"${name}" at ${this.#options.endpoint}: ${reason.message}`;
    log?.warning(message);
    connection?.broken(new DriverConnectionError(message, { instrument: name, cause: reason }));
    if (this.#monitors.size > 0) void this.#restore(life);
  }

  /** Ends when the connection is back, or not wanted any more. */
  async #restore(life: AbortSignal): Promise<void> {
    for (let delayMs = FIRST_DELAY_MS; !life.aborted; delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)) {
      const error = await this.#connected().then(
        () => null,
        (thrown: Error) => thrown,
      );
      if (error === null) return this.#context.log?.info(`"${this.#context.name}" is connected again`);
      this.#context.log?.debug(`not connected yet: ${error.message}`);
      // Closing ends the wait.
      await sleep(delayMs, undefined, { signal: life, ref: false }).catch(() => undefined);
    }
  }

  #checked<T>(nodeId: string, make: () => T): T {
    try {
      return make();
    } catch (cause) {
      throw new DriverError(
        `${nodeId} of "${this.#context.name}" cannot be given this value: ${(cause as Error).message}`,
        {
          instrument: this.#context.name,
          command: nodeId,
          cause,
        },
      );
    }
  }

  #refuseBad(method: string, nodeId: string, status: StatusCode): void {
    if (status.isNotGood())
      throw this.#error(`${method} ${nodeId}: ${status.name} (${status.description})`, method, undefined, status.name);
  }

  #error(text: string, command: string, cause: unknown, status?: string): DriverError {
    const { name } = this.#context;
    const isLost = this.#link?.failure !== null;
    const facts = { instrument: name, command, cause, ...(status !== undefined && { details: { status } }) };
    const message = `"${name}" at ${this.#options.endpoint}: ${text}`;
    return isLost ? new DriverConnectionError(message, facts) : new DriverCommunicationError(message, facts);
  }

  #stateError(method: string): DriverStateError {
    const { name } = this.#context;
    return new DriverStateError(`OpcUaClient.${method}() of "${name}" needs an open client; it is closed`, {
      instrument: name,
      details: { driver: 'OpcUaClient', method, state: 'closed' },
    });
  }
}
