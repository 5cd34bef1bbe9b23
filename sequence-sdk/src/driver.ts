import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { DriverStateError } from './errors.ts';
import type { Log } from './log.ts';
import type { TrafficRing } from './transport/traffic-ring.ts';

/** What a driver is made from: its hardware id, its settings (secrets filled in), a log, and the ring for its traffic. */
export interface DriverContext {
  readonly name: string;
  readonly config: Readonly<Record<string, ScalarValue>>;
  readonly log: Log;
  /** The flight recorder of this instrument; the SDK's transports fill it. Absent only in tests. */
  readonly traffic?: TrafficRing | undefined;
}

/**
 * One instrument. The station makes it, connects it before the first step, and after the last cleanup step calls
 * {@link safeStop} and {@link disconnect}, whatever happened. Every call that waits takes an AbortSignal and ends soon after it fires.
 */
export abstract class Driver {
  /** Hardware id in manifest.yaml. */
  readonly name: string;
  protected readonly config: Readonly<Record<string, ScalarValue>>;
  protected readonly log: Log;

  constructor(context: DriverContext) {
    this.name = context.name;
    this.config = context.config;
    this.log = context.log;
  }

  abstract get isConnected(): boolean;

  /** Opens the way to the instrument. @throws DriverConnectionError when it cannot be reached */
  abstract connect(signal: AbortSignal): Promise<void>;

  /** Closes it. Does nothing when it is closed already. */
  abstract disconnect(): Promise<void>;

  /** Brings the instrument into its defined state after power-on. */
  abstract reset(signal: AbortSignal): Promise<void>;

  /** What the instrument says it is: for SCPI the answer to `*IDN?`. */
  abstract identify(signal: AbortSignal): Promise<string>;

  /** Resolves when the instrument finds itself healthy, throws what it found otherwise. */
  abstract selfTest(signal: AbortSignal): Promise<void>;

  /** Takes energy and motion off the product. Called at the end of every execution, and must work in any state of the test. */
  safeStop?(signal: AbortSignal): Promise<void>;

  /** Refuses `method` unless the driver is connected. @throws DriverStateError naming driver, method and state */
  protected requireConnected(method: string): void {
    if (this.isConnected) return;
    throw new DriverStateError(
      `${this.constructor.name}.${method}() needs the connected "${this.name}"; it is disconnected`,
      {
        instrument: this.name,
        details: { driver: this.constructor.name, method, state: 'disconnected' },
      },
    );
  }
}
