import { isCodedError } from '@neurohub/contracts/errors';
import type { Driver, DriverContext } from '../driver.ts';
import { DriverConnectionError, DriverError, DriverTimeoutError } from '../errors.ts';
import { createLog } from '../log.ts';
import { TrafficRing } from '../transport/traffic-ring.ts';
import type { Arming } from './arming.ts';
import { describeError } from './describe-error.ts';
import { InterruptibleTask, type Settled, type TimeLimit } from './interruptible-task.ts';
import type { CloseFailure, HostEnvironment } from './sequence-host.ts';

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
  #environment: DriverEnvironment;
  #connecting: InterruptibleTask | null = null;
  #isTaken = false;
  #wasConnected = false;
  #hasAbandoned = false;

  /** @throws DriverError when the constructor throws */
  constructor({ hardware, make, environment, arming }: ManagedDriverParts) {
    this.hardware = hardware;
    this.#environment = environment;
    this.#arming = arming;
    const config = environment.hardwareConfig[hardware] ?? {};
    const log = createLog((level, text) => this.#environment.log(level, `${hardware}: ${text}`));
    try {
      this.driver = make({ name: hardware, config, log, traffic: this.traffic });
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
  }

  /** Ends a {@link connect} that is under way. */
  abort(reason: Error): void {
    this.#connecting?.interrupt(reason);
  }

  /** Arms, then connects. @throws INSTRUMENT_IN_USE, DriverConnectionError, DriverTimeoutError, or the reason it was aborted with */
  async connect(): Promise<void> {
    const task = new InterruptibleTask({ clock: this.#environment.clock });
    this.#connecting = task;
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
      return this.#environment.hardwareStatus(this.hardware, true);
    }
    // Connected too late, or reached and then refused: it has to be made safe like the others.
    this.#wasConnected =
      this.driver.isConnected || (this.#isTaken && (this.traffic.received > heardBefore || hasReached(settled)));
    throw task.interruption ?? this.#connectError(settled);
  }

  /** Whether a driver that stayed connected still reaches its instrument. Arms first. @throws INSTRUMENT_IN_USE */
  async isHealthy(): Promise<boolean> {
    await this.#arm();
    if (!this.driver.isConnected) return false;
    const failure = await this.#within(PROBE_LIMIT_MS, 'identify', (signal) => this.driver.identify(signal));
    if (failure) this.#environment.log('warning', `${this.hardware}: it is connected anew: ${failure.message}`);
    else this.#environment.hardwareStatus(this.hardware, true);
    return !failure;
  }

  /** Makes it safe when it was connected. What failed, or null. */
  async makeSafe(): Promise<CloseFailure | null> {
    if (!this.#wasConnected) {
      // A connect() that was left behind may still get there.
      if (this.#isTaken && !this.#hasAbandoned) await this.#arming?.disarm(this.hardware, 'neverConnected');
      return null;
    }
    if (!this.driver.safeStop) return null;
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
    this.#environment.hardwareStatus(this.hardware, false);
    if (error) return { hardware: this.hardware, action: 'disconnect', error };
    this.#isTaken = false;
    await this.#arming?.letGo(this.hardware);
    return null;
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
