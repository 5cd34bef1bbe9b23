import { CodedError } from '@neurohub/contracts/errors';
import { normaliseLimits } from '@neurohub/contracts/limits';
import type { MeasurementRecord, StepDefinition } from '@neurohub/contracts/record';
import type { LogLevel } from '@neurohub/contracts/vocabulary';
import { encodeValue } from '../limits/encode-value.ts';
import { judge } from '../limits/judge.ts';
import type { MeasureOptions, StepContext } from '../step-context.ts';
import { InterruptibleTask, type Settled } from './interruptible-task.ts';

/** A frame of the record lane is 8 MB at most; this leaves room for what JSON adds. */
const MAX_MEASURED_CHARACTERS = 2_000_000;
const MAX_TEXT = 65_536;
const RECORD_OVERHEAD = 300;

/** What an attempt tells while it runs. */
export interface AttemptListener {
  measured(measurement: MeasurementRecord): void;
  progressed(fraction: number, text: string | undefined): void;
  logged(level: LogLevel, text: string): void;
  timestamp(): string;
}

/** One attempt of one step, while it runs: its signal, its measurements, and what went wrong in it. */
export class StepAttempt implements StepContext {
  readonly definition: StepDefinition;
  readonly measurements: MeasurementRecord[] = [];
  readonly #listener: AttemptListener;
  readonly #task = new InterruptibleTask();
  #names: Set<string> | undefined;
  #measuredCharacters = 0;
  #hasEnded = false;
  #fault: Error | undefined;
  #problem: string | undefined;

  constructor(definition: StepDefinition, listener: AttemptListener) {
    this.definition = definition;
    this.#listener = listener;
  }

  get signal(): AbortSignal {
    return this.#task.signal;
  }

  /** Time limit, stop or late error that ended it before it ended by itself. */
  get interruption(): Error | null {
    return this.#task.interruption;
  }

  /** A misuse of measure(), or an error nobody awaited: it counts even when the step's code has caught it. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  /** Why a measurement could not be judged. */
  get problem(): string | undefined {
    return this.#problem;
  }

  run(task: () => unknown): Promise<Settled> {
    const { name, timeoutMs, maxBlockMs } = this.definition;
    const message = `step "${name}" took longer than ${timeoutMs / 1000} s`;
    const reached = () => new CodedError('STEP_TIMEOUT', message, { details: { timeoutMs } });
    return this.#task.run(task, { limitMs: timeoutMs, blockLimitMs: maxBlockMs, reached });
  }

  interrupt(reason: Error): void {
    this.#task.interrupt(reason);
  }

  addFault(error: Error): void {
    this.#fault ??= error;
  }

  /** From here on nothing is taken any more. */
  end(): void {
    this.#hasEnded = true;
  }

  measure(name: string, value: number | string | boolean, options: MeasureOptions = {}): MeasurementRecord {
    if (this.#hasEnded) {
      this.#listener.logged('warning', `measurement "${name}" came after the end of the step and is not kept`);
      throw new Error(`step "${this.definition.name}" has ended: "${name}" cannot be measured any more`);
    }
    try {
      return this.#add(name, value, options);
    } catch (thrown) {
      this.addFault(thrown as Error);
      throw thrown;
    }
  }

  progress(fraction: number, text?: string): void {
    if (this.#hasEnded || !Number.isFinite(fraction)) return;
    this.#listener.progressed(Math.min(1, Math.max(0, fraction)), text?.slice(0, 500));
  }

  log(level: LogLevel, text: string): void {
    this.#listener.logged(level, text);
  }

  #add(name: string, value: number | string | boolean, { unit, limits: input }: MeasureOptions): MeasurementRecord {
    const kind = this.#check(name, value, unit);
    const { outcome, marginal, limits, problem } = judge(value, normaliseLimits(name, input));
    if (problem !== undefined) this.#problem ??= `"${name}" cannot be judged: ${problem}`;
    const measurement: MeasurementRecord = {
      name,
      kind,
      ...encodeValue(value),
      ...(unit === undefined ? {} : { unit }),
      limits,
      outcome,
      marginal,
      setAt: this.#listener.timestamp(),
    };
    this.measurements.push(measurement);
    this.#listener.measured(measurement);
    return measurement;
  }

  #check(name: string, value: unknown, unit: unknown): MeasurementRecord['kind'] {
    if (typeof name !== 'string' || name.length === 0 || name.length > 200)
      throw new TypeError(
        `the name of a measurement has 1 to 200 characters, got ${JSON.stringify(name)?.slice(0, 80)}`,
      );
    this.#names ??= new Set();
    if (this.#names.has(name))
      throw new CodedError('MEASUREMENT_DUPLICATE', `step "${this.definition.name}" has measured "${name}" already`);
    const kind = typeof value;
    if (kind !== 'number' && kind !== 'string' && kind !== 'boolean')
      throw new TypeError(
        `measure("${name}"): a number, string or boolean was expected, got ${value === null ? 'null' : kind}`,
      );
    if (unit !== undefined && (typeof unit !== 'string' || unit.length > 50))
      throw new TypeError(`measure("${name}"): a unit has at most 50 characters`);
    const length = typeof value === 'string' ? value.length : 0;
    if (length > MAX_TEXT)
      throw new RangeError(`measure("${name}"): a text has at most ${MAX_TEXT} characters, got ${length}`);
    this.#measuredCharacters += length + name.length + RECORD_OVERHEAD;
    if (this.#measuredCharacters > MAX_MEASURED_CHARACTERS)
      throw new RangeError(
        `step "${this.definition.name}" measures more than one record can hold: split it into several steps`,
      );
    this.#names.add(name);
    return kind;
  }
}
