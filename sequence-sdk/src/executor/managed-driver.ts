import { type ErrorData, isCodedError } from '@neurohub/contracts/errors';
import type { Driver, DriverContext } from '../driver.ts';
import { DriverConnectionError, DriverError, DriverTimeoutError } from '../errors.ts';
import { createLog } from '../log.ts';
import { TrafficRing } from '../transport/traffic-ring.ts';
import type { Arming } from './arming.ts';
import { ConnectionWatch, type Loss } from './connection-watch.ts';
import { describeError } from './describe-error.ts';
import { InterruptibleTask, type Settled, type TimeLimit } from './interruptible-task.ts';
import type { CloseFailure, HardwareStatusDetails, HostEnvironment } from './sequence-host.ts';
import { anotherInstrument, verifyInstrument } from './verify-instrument.ts';

export type DriverFactory = (context: DriverContext) => Driver;

/** What a driver needs of whoever uses it at the moment. */
export type DriverEnvironment = Pick<HostEnvironment, 'hardwareConfig' | 'clock' | 'log' | 'hardwareStatus'>;

const CONNECT_LIMIT_MS = 30_000;
const CLOSE_LIMIT_MS = 5_000;
const PROBE_LIMIT_MS = 2_000;

export interface ManagedDriverParts {
  hardware: string;
  make: DriverFactory;
  environment: DriverEnvironment;
  arming?: Arming | undefined;
}

/**
 * One driver from its making to its end: armed before it is connected, disarmed only when it was made safe, let go only when it is
 * disconnected. Every call has a time limit. May outlive an execution; {@link use} gives it the next one's log.
 */
export class ManagedDriver {
  readonly hardware: string;
  readonly driver: Driver;
  /** The flight recorder of the instrument. */
  readonly traffic = new TrafficRing();
  readonly #arming: Arming | undefined;
  readonly #watch: ConnectionWatch;
  #identity: string | undefined;
  #environment: DriverEnvironment;
  #connecting: InterruptibleTask | null = null;
  #isTaken = false;
  #wasConnected = false;
  /** As its driver said when it was connected. */
  #isOpen = false;
  #hasAbandoned = false;

  /** @throws DriverError when the constructor throws */
  constructor({ hardware, make, environment, arming }: ManagedDriverParts) {
    this.hardware = hardware;
    this.#environment = environment;
    this.#arming = arming;
    const config = environment.hardwareConfig[hardware] ?? {};
    this.#watch = new ConnectionWatch({
      clock: () => this.#environment.clock,
      lost: ({ message }) => this.#tell(false, { state: 'lost', problem: message }),
    });
    const log = createLog((level, text) => this.#environment.log(level, `${hardware}: ${text}`));
    try {
      this.driver = make({ name: hardware, config, log, traffic: this.traffic, connection: this.#watch });
    } catch (cause) {
      const message = `the driver of "${hardware}" cannot be made: ${messageOf(cause)}`;
      throw new DriverError(message, { instrument: hardware, cause });
    }
  }

  /** A call did not end in time: its code may still be running. */
  get hasAbandoned(): boolean {
    return this.#hasAbandoned;
  }

  /** From here on it logs to, and keeps the time of, another user. */
  use(environment: DriverEnvironment): void {
    this.#environment = environment;
    // Between two users the instrument may have been exchanged.
    this.#identity = undefined;
    this.#watch.turn(true);
  }

  /** Its connection broke, and nobody has made sure since that it is there and the same. */
  get isInQuestion(): boolean {
    return this.#wasConnected && (this.#watch.isInQuestion || (this.#isOpen && !this.driver.isConnected));
  }

  /** Since when it is out of reach; null while it is not known to be. */
  get loss(): Loss | null {
    return this.#watch.loss;
  }

  /** Ends a {@link connect} that is under way. */
  abort(reason: Error): void {
    this.#connecting?.interrupt(reason);
  }

  /** Arms, then connects. @throws INSTRUMENT_IN_USE, DriverConnectionError, DriverTimeoutError, or the reason it was aborted with */
  async connect(): Promise<void> {
    const task = new InterruptibleTask({ clock: this.#environment.clock });
    this.#connecting = task;
    this.#watch.turn(false);
    const heardBefore = this.traffic.received;
    const connect = async () => {
      await this.#arm();
      if (!task.signal.aborted) return this.driver.connect(task.signal);
    };
    const settled = await task.run(connect, this.#limit('connect', CONNECT_LIMIT_MS));
    this.#connecting = null;
    this.#hasAbandoned ||= settled.kind === 'abandoned';
    if (settled.kind === 'returned' && settled.value !== false && !task.interruption) {
      this.#wasConnected = true;
      this.#isOpen = this.driver.isConnected;
      this.#watch.turn(true);
      return this.#learnIdentity();
    }
    // Connected too late, or reached and then refused: it has to be made safe like the others.
    this.#wasConnected =
      this.driver.isConnected ||
      (this.#isTaken && (this.traffic.received > heardBefore || this.#watch.hasBroken || hasReached(settled)));
    throw task.interruption ?? this.#connectError(settled);
  }

  /** Whether a driver that stayed connected still reaches its instrument. Arms first. @throws INSTRUMENT_IN_USE */
  async isHealthy(): Promise<boolean> {
    await this.#arm();
    if (!this.driver.isConnected) return false;
    const failure = await this.#within(PROBE_LIMIT_MS, 'identify', async (signal) => {
      this.#identity = await this.driver.identify(signal);
    });
    this.#watch.settle();
    if (failure) this.#environment.log('warning', `${this.hardware}: it is connected anew: ${failure.message}`);
    else this.#tellConnected();
    return !failure;
  }

  /**
   * Where it is in question: connects anew if it has to, and makes sure that it is the same instrument, as the steps have left it.
   * @param isTrusted a person says that it is as they have left it, or that does not matter any more
   * @throws DriverConnectionError, DriverTimeoutError, DIFFERENT_INSTRUMENT, HARDWARE_STATE_UNKNOWN, the signal's reason
   */
  async verify({ signal, isTrusted = false }: { signal: AbortSignal; isTrusted?: boolean | undefined }): Promise<void> {
    if (!this.isInQuestion) return;
    const task = new InterruptibleTask({ clock: this.#environment.clock });
    const onAbort = () => task.interrupt(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    const facts = { identity: this.#identity, wasLost: this.#watch.loss !== null, isTrusted };
    const work = () => verifyInstrument(this.driver, facts, task.signal);
    const settled = await task.run(work, this.#limit('verify', CONNECT_LIMIT_MS));
    signal.removeEventListener('abort', onAbort);
    this.#hasAbandoned ||= settled.kind === 'abandoned';
    if (settled.kind === 'returned' && !task.interruption) {
      this.#watch.settle();
      return this.#tellConnected();
    }
    signal.throwIfAborted();
    const error = task.interruption ?? (settled.kind === 'threw' ? settled.error : undefined);
    this.#watch.lose(error instanceof Error ? error : new Error(String(error)));
    const isAnother = isCodedError(error) && error.code === 'DIFFERENT_INSTRUMENT';
    if (isAnother) this.#tell(false, { state: 'different', problem: error.message });
    throw error;
  }

  /** Makes it safe when it was connected. What failed, or null. */
  async makeSafe(): Promise<CloseFailure | null> {
    if (!this.#wasConnected) {
      // A connect() that was left behind may still get there.
      if (this.#isTaken && !this.#hasAbandoned) await this.#arming?.disarm(this.hardware, 'neverConnected');
      return null;
    }
    if (!this.driver.safeStop) return null;
    const another = await this.#findAnother();
    if (another) return { hardware: this.hardware, action: 'safeStop', error: another };
    const error = await this.#within(CLOSE_LIMIT_MS, 'safeStop', (signal) => this.driver.safeStop?.(signal));
    if (error) return { hardware: this.hardware, action: 'safeStop', error };
    await this.#arming?.disarm(this.hardware, 'madeSafe');
    return null;
  }

  /** Disconnects, and lets others have the instrument unless that failed. What failed, or null. */
  async disconnect(): Promise<CloseFailure | null> {
    if (this.#arming && !this.#isTaken) return null;
    const error = await this.#within(CLOSE_LIMIT_MS, 'disconnect', () => this.driver.disconnect());
    this.#wasConnected = false;
    this.#watch.turn(false);
    this.#tell(false, { state: 'disconnected' });
    if (error) return { hardware: this.hardware, action: 'disconnect', error };
    this.#isTaken = false;
    await this.#arming?.letGo(this.hardware);
    return null;
  }

  /** Of the one that it was connected to first: a shared instrument is connected with each lease. One that does not say what it is cannot be told from another. */
  async #learnIdentity(): Promise<void> {
    const before = this.#identity;
    const failure = await this.#within(PROBE_LIMIT_MS, 'identify', async (signal) => {
      this.#identity = await this.driver.identify(signal);
    });
    this.#watch.settle();
    if (before !== undefined && this.#identity !== before)
      throw anotherInstrument(this.hardware, before, this.#identity);
    if (failure) this.#environment.log('debug', `${this.hardware}: it does not say what it is: ${failure.message}`);
    this.#tellConnected();
  }

  /** Another one is not switched off in the place of the one that was on. */
  async #findAnother(): Promise<ErrorData | null> {
    if (!this.isInQuestion || this.#identity === undefined) return null;
    const failure = await this.#within(PROBE_LIMIT_MS, 'identify', (signal) =>
      this.verify({ signal, isTrusted: true }),
    );
    return failure?.code === 'DIFFERENT_INSTRUMENT' ? failure : null;
  }

  #tellConnected(): void {
    this.#tell(true, { state: 'connected', ...(this.#identity !== undefined && { identity: this.#identity }) });
  }

  #tell(isConnected: boolean, details: HardwareStatusDetails): void {
    this.#environment.hardwareStatus(this.hardware, isConnected, details);
  }

  async #arm(): Promise<void> {
    if (!this.#arming) return;
    await this.#arming.arm(this.hardware, { canBeMadeSafe: this.driver.safeStop !== undefined });
    this.#isTaken = true;
  }

  async #within(limitMs: number, action: string, call: (signal: AbortSignal) => unknown) {
    const task = new InterruptibleTask({ graceMs: 0, clock: this.#environment.clock });
    const settled = await task.run(() => call(task.signal), this.#limit(action, limitMs));
    this.#hasAbandoned ||= settled.kind === 'abandoned';
    if (!task.interruption && settled.kind === 'returned') return null;
    return describeError(task.interruption ?? (settled.kind === 'threw' ? settled.error : undefined), 'DRIVER_ERROR');
  }

  #limit(action: string, limitMs: number): TimeLimit {
    const message = `${action}() of "${this.hardware}" took longer than ${limitMs / 1000} s`;
    const reached = () => new DriverTimeoutError(message, { instrument: this.hardware, timeoutMs: limitMs });
    return { limitMs, reached };
  }

  #connectError(settled: Settled): unknown {
    // Somebody else has it: that says more than that it could not be connected.
    if (settled.kind === 'threw' && !this.#isTaken && this.#arming) return settled.error;
    const cause = settled.kind === 'threw' ? settled.error : new Error('it said no');
    const message = `"${this.hardware}" could not be connected: ${messageOf(cause)}`;
    return new DriverConnectionError(message, { instrument: this.hardware, cause });
  }
}

/** A connect() that failed for another reason than that nobody answered may have commanded something by then. Its errors tell, where nothing was recorded. */
function hasReached(settled: Settled): boolean {
  if (settled.kind !== 'threw') return false;
  const { error } = settled;
  if (isCodedError(error)) return error.code !== 'DRIVER_CONNECTION' && error.code !== 'DRIVER_TIMEOUT';
  // An error of the operating system: refused, no route, no such port.
  return (error as NodeJS.ErrnoException | undefined)?.syscall === undefined;
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
