import { isCodedError } from '@neurohub/contracts/errors';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { DriverConnectionError, DriverStateError, DriverTimeoutError } from './errors.ts';
import type { Log } from './log.ts';
import type { TrafficRing } from './transport/traffic-ring.ts';
import type { CallOptions, ConnectionListener } from './transport/transport-context.ts';
import { withLimit } from './transport/with-limit.ts';

/** What a driver is made from: its hardware id, its settings (secrets filled in), a log, and the ring for its traffic. */
export interface DriverContext {
  /** Hardware id in manifest.yaml. */
  readonly name: string;
  /** Settings of the batch over the defaults of manifest.yaml, secrets filled in. */
  readonly config: Readonly<Record<string, ScalarValue>>;
  /** Lines for the execution's log. */
  readonly log: Log;
  /** The flight recorder of this instrument; the SDK's transports fill it. Absent only in tests. */
  readonly traffic?: TrafficRing | undefined;
  /** Told by the SDK's transports when the connection breaks: that is how a lost instrument is seen at once. Absent only in tests. */
  readonly connection?: ConnectionListener | undefined;
}

/**
 * `closed` before {@link Driver.connect} and after {@link Driver.disconnect}; `opening` in between; `open` when calls are allowed; `failed`
 * when the way to the instrument is broken: the first cause is kept, and every call is refused with it until the next connect().
 */
export type DriverState = 'closed' | 'opening' | 'open' | 'failed';

const CONNECT_LIMIT_MS = 30_000;
const CALL_LIMIT_MS = 30_000;

/**
 * One instrument. The station makes it, connects it before the first step, and after the last cleanup step calls
 * {@link safeStop} and {@link disconnect}, whatever happened. Every call that waits takes an AbortSignal and ends soon after it fires.
 *
 * A driver says how it is reached ({@link openConnection}, {@link closeConnection}) and what it can do; the life cycle is kept here.
 */
export abstract class Driver {
  /** Hardware id in manifest.yaml. */
  readonly name: string;
  /** Its settings: those of the batch in station.yaml over the defaults of manifest.yaml, secrets filled in. */
  protected readonly config: Readonly<Record<string, ScalarValue>>;
  /** Lines for the execution's log. */
  protected readonly log: Log;
  #state: DriverState = 'closed';
  #failure: Error | null = null;
  /** Counts the connects and disconnects: one that ends late changes nothing. */
  #turn = 0;

  constructor(context: DriverContext) {
    this.name = context.name;
    this.config = context.config;
    this.log = context.log;
  }

  /** Where in its life it is; it changes with connect, disconnect and a broken connection. */
  get state(): DriverState {
    return this.#state;
  }

  /** Whether calls are allowed. */
  get isConnected(): boolean {
    return this.#state === 'open';
  }

  /**
   * Opens the way to the instrument. Does nothing when it is open; begins anew after a failure. Limit: 30 s.
   * @throws DriverConnectionError when it cannot be reached, DriverTimeoutError, or the signal's reason
   */
  async connect(signal: AbortSignal): Promise<void> {
    if (this.#state === 'open') return;
    if (this.#state === 'failed') await this.disconnect();
    this.#turn += 1;
    const turn = this.#turn;
    this.#state = 'opening';
    try {
      await withLimit({ signal, timeoutMs: CONNECT_LIMIT_MS }, this.#tooLate('connect'), async (own) => {
        if ((await this.openConnection(own)) === false)
          throw new DriverConnectionError(`"${this.name}" said no`, { instrument: this.name });
      });
      if (turn !== this.#turn) throw this.#stateError('connect', 'disconnected meanwhile');
      this.#state = 'open';
    } catch (error) {
      if (turn === this.#turn) this.fail(error as Error);
      throw error;
    }
  }

  /** Closes it, in any state. Does nothing when it is closed already. */
  async disconnect(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#turn += 1;
    this.#state = 'closed';
    this.#failure = null;
    await this.closeConnection();
  }

  /** Brings the instrument into its defined state after power-on. */
  abstract reset(signal: AbortSignal): Promise<void>;

  /** What the instrument says it is: for SCPI the answer to `*IDN?`. */
  abstract identify(signal: AbortSignal): Promise<string>;

  /** Resolves when the instrument finds itself healthy, throws what it found otherwise. */
  abstract selfTest(signal: AbortSignal): Promise<void>;

  /**
   * Takes energy and motion off the product. Called at the end of every execution, and must work in any state of the test: it is not
   * refused when the driver has failed, and connects anew if it has to.
   */
  safeStop?(signal: AbortSignal): Promise<void>;

  /**
   * Called when the connection was lost in the middle of a test, stands again, and the same instrument has answered {@link identify}: resolves
   * when it is as the steps have left it, or when that was restored; throws otherwise. It must not begin a motion or switch on what may have
   * been taken off. Without it, an instrument with {@link safeStop} is taken to have forgotten its settings, and the test ends in ERROR unless
   * a person decides; any other is taken to be as it was.
   */
  reconnected?(signal: AbortSignal): Promise<void>;

  /** How the instrument is reached. Answering false is a failure as well. */
  protected openConnection(_signal: AbortSignal): Promise<unknown> {
    return Promise.reject(new DriverStateError(`${this.constructor.name} does not say how "${this.name}" is reached`));
  }

  /** Lets go of it. Called in any state, also while {@link openConnection} is under way. */
  protected async closeConnection(): Promise<void> {}

  /**
   * One public call: refused unless the driver is open, ended by the signal and by its time limit (30 s unless said otherwise). A call
   * that finds the instrument out of reach (DriverConnectionError) makes the driver `failed`.
   */
  protected async perform<T>(
    method: string,
    options: CallOptions | AbortSignal,
    act: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.requireConnected(method);
    const { signal, timeoutMs = CALL_LIMIT_MS } = options instanceof AbortSignal ? { signal: options } : options;
    try {
      return await withLimit({ signal, timeoutMs }, this.#tooLate(method), act);
    } catch (error) {
      if (isCodedError(error) && error.code === 'DRIVER_CONNECTION') this.fail(error);
      throw error;
    }
  }

  /** The way to the instrument is broken: calls are refused with this cause until the next connect(). The first cause stays. */
  protected fail(cause: Error): void {
    if (this.#state === 'failed' || this.#state === 'closed') return;
    this.#state = 'failed';
    this.#failure = cause;
  }

  /** Refuses `method` unless the driver is connected. @throws DriverStateError naming driver, method and state */
  protected requireConnected(method: string): void {
    if (this.isConnected) return;
    throw this.#stateError(method, STATE_TEXTS[this.#state] + (this.#failure ? `: ${this.#failure.message}` : ''));
  }

  #stateError(method: string, found: string): DriverStateError {
    const driver = this.constructor.name;
    return new DriverStateError(`${driver}.${method}() needs the connected "${this.name}"; it is ${found}`, {
      instrument: this.name,
      details: { driver, method, state: this.#state },
      cause: this.#failure ?? undefined,
    });
  }

  #tooLate(method: string) {
    return (timeoutMs: number) =>
      new DriverTimeoutError(
        `${this.constructor.name}.${method}() of "${this.name}" took longer than ${timeoutMs} ms`,
        { instrument: this.name, timeoutMs, details: { method } },
      );
  }
}

const STATE_TEXTS: Record<DriverState, string> = {
  closed: 'disconnected',
  opening: 'being connected',
  // A driver that says by itself when it is connected.
  open: 'disconnected',
  failed: 'failed',
};
