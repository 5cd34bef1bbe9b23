import { CodedError } from '@neurohub/contracts/errors';
import type { LogLevel, ScalarValue } from '@neurohub/contracts/vocabulary';
import { createLog } from '../log.ts';
import type { Simulator, SimulatorContext } from '../simulator/simulator.ts';
import type { Clock } from './execution-ports.ts';
import { InterruptibleTask, type TimeLimit } from './interruptible-task.ts';
import type { HardwareConfig } from './sequence-host.ts';

/** A simulator to be made, and every hardware it stands in for. */
export interface PlannedSimulator {
  hardware: readonly string[];
  make: (context: SimulatorContext) => Simulator;
}

export interface SimulatorEnvironment {
  readonly parameters: Readonly<Record<string, ScalarValue>>;
  readonly clock: Clock;
  log(level: LogLevel, text: string): void;
}

const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5_000;

/** The simulators of one execution or manual session: made and started together, stopped together. */
export class SimulatorSet {
  readonly #environment: SimulatorEnvironment;
  #running: { simulator: Simulator; name: string }[] = [];
  #starting: InterruptibleTask[] = [];
  #abandoned = false;

  constructor(environment: SimulatorEnvironment) {
    this.#environment = environment;
  }

  /**
   * Makes and starts them. Answers the settings that lead the drivers to them, by hardware id.
   * @throws CodedError SIMULATOR_FAILED, also when one has no settings for a hardware: its driver would look for the real instrument
   */
  async startAll(planned: readonly PlannedSimulator[]): Promise<HardwareConfig> {
    const settings = await Promise.all(planned.map((one) => this.#start(one)));
    return Object.assign({}, ...settings);
  }

  /** Ends a {@link startAll} that is under way. */
  abort(reason: Error): void {
    for (const task of this.#starting) task.interrupt(reason);
  }

  /** Stops all of them; what fails is logged. Never throws. May be called twice. */
  async stopAll(): Promise<{ abandoned: boolean }> {
    await Promise.all(this.#running.splice(0).map((one) => this.#stop(one)));
    return { abandoned: this.#abandoned };
  }

  async #start({ hardware, make }: PlannedSimulator): Promise<HardwareConfig> {
    const log = createLog((level, text) => this.#environment.log(level, `simulator: ${text}`));
    const name = `the simulator of ${hardware.join(', ')}`;
    const task = new InterruptibleTask({ clock: this.#environment.clock });
    this.#starting.push(task);
    const settled = await task.run(
      () => {
        const simulator = make({ hardware, parameters: this.#environment.parameters, log });
        // Also one that fails half-way has to be stopped.
        this.#running.push({ simulator, name });
        return simulator.start();
      },
      limit(`start() of ${name}`, START_LIMIT_MS),
    );
    this.#abandoned ||= settled.kind === 'abandoned';
    if (task.interruption) throw task.interruption;
    if (settled.kind === 'returned') return settingsFor(hardware, settled.value, name);
    const cause = settled.kind === 'threw' ? settled.error : undefined;
    throw failed(`${name} did not start: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }

  async #stop({ simulator, name }: { simulator: Simulator; name: string }): Promise<void> {
    const task = new InterruptibleTask({ graceMs: 0, clock: this.#environment.clock });
    const settled = await task.run(() => simulator.stop(), limit(`stop() of ${name}`, STOP_LIMIT_MS));
    this.#abandoned ||= settled.kind === 'abandoned';
    const error = task.interruption ?? (settled.kind === 'threw' ? settled.error : undefined);
    if (error !== undefined) this.#environment.log('error', `${name} was not stopped: ${String(error)}`);
  }
}

function settingsFor(hardware: readonly string[], value: unknown, name: string): HardwareConfig {
  const all = isRecord(value) ? value : {};
  for (const id of hardware) {
    const settings = Object.hasOwn(all, id) ? all[id] : undefined;
    if (!isRecord(settings) || Object.keys(settings).length === 0)
      throw failed(`${name}: start() has to answer the settings of "${id}", such as {host, port}`);
    for (const [key, setting] of Object.entries(settings))
      if (typeof setting === 'object' ? setting !== null : !['string', 'number', 'boolean'].includes(typeof setting))
        throw failed(`${name}: the setting ${id}.${key} has to be a text, a number, true or false`);
  }
  return Object.fromEntries(hardware.map((id) => [id, all[id]])) as HardwareConfig;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const failed = (message: string, cause?: unknown) => new CodedError('SIMULATOR_FAILED', message, { cause });

const limit = (what: string, limitMs: number): TimeLimit => ({
  limitMs,
  reached: () => failed(`${what} took longer than ${limitMs / 1000} s`),
});
