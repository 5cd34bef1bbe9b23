import { inspect } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import { jsonProblem } from '@neurohub/contracts/json-problem';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { Driver } from '../driver.ts';
import { DriverTimeoutError } from '../errors.ts';
import type { Arming } from './arming.ts';
import { InterruptibleTask } from './interruptible-task.ts';
import { type DriverFactory, ManagedDriver } from './managed-driver.ts';
import type { CloseFailure, CloseReport, HostEnvironment } from './sequence-host.ts';

/** One method of one driver, to be called by hand. */
export interface ManualCall {
  hardware: string;
  make: DriverFactory;
  /** Keeps others off the instrument. @default nobody is kept off */
  arming?: Arming | undefined;
  /** Settings of the instrument, secrets filled in. */
  config: Readonly<Record<string, ScalarValue>>;
  method: string;
  /** Without the signal, which comes last. */
  args: readonly unknown[];
  timeoutMs: number;
}

export type ManualEnvironment = Pick<HostEnvironment, 'clock' | 'log' | 'hardwareStatus'>;

const MAX_VALUE_CHARACTERS = 256 * 1024;

/** The instruments of a manual session: each is connected by the first call that needs it, and all are made safe together. */
export class ManualDrivers {
  readonly #environment: ManualEnvironment;
  readonly #managed = new Map<string, ManagedDriver>();
  #task: InterruptibleTask | null = null;
  #connecting: ManagedDriver | null = null;
  #interruption: Error | null = null;
  #abandoned = false;

  constructor(environment: ManualEnvironment) {
    this.#environment = environment;
  }

  /** A call did not end in time: its code may still be running. */
  get hasAbandoned(): boolean {
    return this.#abandoned;
  }

  /** Connects the instrument, unless it is connected. @throws as {@link call} */
  async connect(call: ManualCall): Promise<void> {
    await this.#connected(call);
  }

  /**
   * Connects where needed, and calls. Resolves with what came back, as JSON can carry it; undefined for nothing. One at a time.
   * @throws MANUAL_COMMAND_NOT_FOUND, DriverTimeoutError, what connecting or the method threw, or the reason it was interrupted with
   */
  async call(call: ManualCall): Promise<unknown> {
    const driver = await this.#connected(call);
    const method = methodOf(driver, call);
    const task = new InterruptibleTask({ clock: this.#environment.clock });
    this.#task = task;
    if (this.#interruption) throw this.#interruption;
    const settled = await task.run(() => method.call(driver, ...call.args, task.signal), {
      limitMs: call.timeoutMs,
      reached: () => tooLate(call),
    });
    this.#task = null;
    this.#abandoned ||= settled.kind === 'abandoned';
    if (task.interruption) throw task.interruption;
    if (settled.kind === 'threw') throw settled.error;
    return settled.kind === 'returned' ? asJson(settled.value) : undefined;
  }

  /** Ends what is under way, and every call that still comes. */
  interrupt(reason: Error): void {
    this.#interruption ??= reason;
    this.#connecting?.abort(reason);
    this.#task?.interrupt(reason);
  }

  /** Makes every connected instrument safe, then disconnects all. Never throws. */
  async closeAll(): Promise<CloseReport> {
    const all = [...this.#managed.values()];
    this.#managed.clear();
    return { failures: await close(all), abandoned: this.#abandoned || all.some(({ hasAbandoned }) => hasAbandoned) };
  }

  async #connected(call: ManualCall): Promise<Driver> {
    const { hardware } = call;
    const known = this.#managed.get(hardware);
    if (known?.driver.isConnected) return known.driver;
    if (known) await this.#giveUp(known);
    if (this.#interruption) throw this.#interruption;
    const managed = this.#make(call);
    this.#managed.set(hardware, managed);
    this.#connecting = managed;
    try {
      await managed.connect();
      return managed.driver;
    } catch (thrown) {
      await this.#giveUp(managed);
      throw thrown;
    } finally {
      this.#connecting = null;
    }
  }

  #make({ hardware, make, config, arming }: ManualCall): ManagedDriver {
    const environment = { ...this.#environment, hardwareConfig: { [hardware]: config } };
    return new ManagedDriver({ hardware, make, environment, arming });
  }

  /** A driver without its instrument: the next call begins anew with another one. */
  async #giveUp(managed: ManagedDriver): Promise<void> {
    this.#managed.delete(managed.hardware);
    for (const { hardware, action, error } of await close([managed]))
      this.#environment.log('warning', `${hardware}: ${action}() without a connection failed: ${error.message}`);
    this.#abandoned ||= managed.hasAbandoned;
  }
}

/** Everything is made safe before anything is disconnected. */
async function close(all: readonly ManagedDriver[]): Promise<CloseFailure[]> {
  const unsafe = await Promise.all(all.map((managed) => managed.makeSafe()));
  const undone = await Promise.all(all.map((managed) => managed.disconnect()));
  return [...unsafe, ...undone].filter((failure) => failure !== null);
}

function methodOf(driver: Driver, { hardware, method }: ManualCall): (...args: unknown[]) => unknown {
  const found: unknown = method in Object.prototype ? undefined : Reflect.get(driver, method);
  if (typeof found === 'function') return found as (...args: unknown[]) => unknown;
  const message = `the driver of "${hardware}", ${driver.constructor.name}, has no method "${method}"`;
  throw new CodedError('MANUAL_COMMAND_NOT_FOUND', message);
}

function tooLate({ hardware, method, timeoutMs }: ManualCall): DriverTimeoutError {
  const message = `${method}() of "${hardware}" took longer than ${timeoutMs / 1000} s`;
  return new DriverTimeoutError(message, { instrument: hardware, command: method, timeoutMs });
}

/** What JSON would not bring back as it is, such as NaN or bytes, is shown as text. */
function asJson(value: unknown): unknown {
  if (value === undefined || (jsonProblem(value) === null && JSON.stringify(value).length <= MAX_VALUE_CHARACTERS))
    return value;
  return inspect(value, { depth: 3 }).slice(0, MAX_VALUE_CHARACTERS);
}
