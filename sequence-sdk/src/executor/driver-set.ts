import type { Driver, DriverContext } from '../driver.ts';
import { DriverConnectionError, DriverError, DriverTimeoutError } from '../errors.ts';
import { createLog } from '../log.ts';
import { TrafficRing } from '../transport/traffic-ring.ts';
import { describeError } from './describe-error.ts';
import { InterruptibleTask, type TimeLimit } from './interruptible-task.ts';
import type { CloseFailure, CloseReport, HostEnvironment } from './sequence-host.ts';

export type DriverFactory = (context: DriverContext) => Driver;

const CONNECT_LIMIT_MS = 30_000;
const CLOSE_LIMIT_MS = 5_000;

interface Entry {
  hardware: string;
  driver: Driver;
  wasConnected: boolean;
}

/** The instruments of one execution: made and connected together, made safe and disconnected together. */
export class DriverSet {
  readonly #environment: HostEnvironment;
  #entries: Entry[] = [];
  #connecting: InterruptibleTask[] = [];
  #abandoned = false;
  readonly #traffic = new Map<string, TrafficRing>();

  constructor(environment: HostEnvironment) {
    this.#environment = environment;
  }

  get drivers(): Record<string, Driver> {
    return Object.fromEntries(this.#entries.map(({ hardware, driver }) => [hardware, driver]));
  }

  /** The flight recorder of each instrument, by hardware id. Stays after {@link closeAll}. */
  trafficOf(): Record<string, TrafficRing> {
    return Object.fromEntries(this.#traffic);
  }

  /** Makes and connects all at once. The first that fails ends the others; then its error is thrown, naming the hardware. */
  async connectAll(factories: Readonly<Record<string, DriverFactory>>): Promise<void> {
    for (const [hardware, make] of Object.entries(factories))
      this.#entries.push({ hardware, driver: this.#make(hardware, make), wasConnected: false });
    let firstError: Error | undefined;
    await Promise.all(
      this.#entries.map((entry) =>
        this.#connect(entry).catch((error: Error) => {
          firstError ??= error;
          this.abort(error);
        }),
      ),
    );
    if (firstError) throw firstError;
  }

  /** Ends a {@link connectAll} that is under way. */
  abort(reason: Error): void {
    for (const task of this.#connecting) task.interrupt(reason);
  }

  /** Makes safe what was connected, then disconnects everything; each call has its own time limit. Never throws. */
  async closeAll(): Promise<CloseReport> {
    const entries = this.#entries;
    this.#entries = [];
    const failures: CloseFailure[] = [];
    const armed = entries.filter(({ driver, wasConnected }) => wasConnected && driver.safeStop);
    await Promise.all(
      armed.map((e) => this.#closeStep(e, 'safeStop', (signal) => e.driver.safeStop?.(signal), failures)),
    );
    await Promise.all(entries.map((e) => this.#closeStep(e, 'disconnect', () => e.driver.disconnect(), failures)));
    for (const { hardware } of entries) this.#environment.hardwareStatus(hardware, false);
    return { failures, abandoned: this.#abandoned };
  }

  #make(hardware: string, make: DriverFactory): Driver {
    const config = this.#environment.hardwareConfig[hardware] ?? {};
    const log = createLog((level, text) => this.#environment.log(level, `${hardware}: ${text}`));
    const traffic = new TrafficRing();
    this.#traffic.set(hardware, traffic);
    try {
      return make({ name: hardware, config, log, traffic });
    } catch (cause) {
      throw new DriverError(`the driver of "${hardware}" cannot be made: ${messageOf(cause)}`, {
        instrument: hardware,
        cause,
      });
    }
  }

  async #connect(entry: Entry): Promise<void> {
    const { hardware, driver } = entry;
    const task = new InterruptibleTask({ clock: this.#environment.clock });
    this.#connecting.push(task);
    const settled = await task.run(() => driver.connect(task.signal), limit(hardware, 'connect', CONNECT_LIMIT_MS));
    this.#abandoned ||= settled.kind === 'abandoned';
    if (settled.kind === 'returned' && settled.value !== false && !task.interruption) {
      entry.wasConnected = true;
      this.#environment.hardwareStatus(hardware, true);
      return;
    }
    // Connected too late: it has to be made safe like the others.
    entry.wasConnected = driver.isConnected;
    throw (
      task.interruption ?? connectError(hardware, settled.kind === 'threw' ? settled.error : new Error('it said no'))
    );
  }

  async #closeStep(
    { hardware }: Entry,
    action: CloseFailure['action'],
    call: (signal: AbortSignal) => unknown,
    failures: CloseFailure[],
  ): Promise<void> {
    const task = new InterruptibleTask({ graceMs: 0, clock: this.#environment.clock });
    const settled = await task.run(() => call(task.signal), limit(hardware, action, CLOSE_LIMIT_MS));
    this.#abandoned ||= settled.kind === 'abandoned';
    if (!task.interruption && settled.kind === 'returned') return;
    const error = task.interruption ?? (settled.kind === 'threw' ? settled.error : undefined);
    failures.push({ hardware, action, error: describeError(error, 'DRIVER_ERROR') });
  }
}

const limit = (hardware: string, action: string, limitMs: number): TimeLimit => ({
  limitMs,
  reached: () =>
    new DriverTimeoutError(`${action}() of "${hardware}" took longer than ${limitMs / 1000} s`, {
      instrument: hardware,
      timeoutMs: limitMs,
    }),
});

function connectError(hardware: string, cause: unknown): Error {
  return new DriverConnectionError(`"${hardware}" could not be connected: ${messageOf(cause)}`, {
    instrument: hardware,
    cause,
  });
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
