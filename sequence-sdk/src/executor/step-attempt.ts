import { CodedError } from '@neurohub/contracts/errors';
import { jsonProblem } from '@neurohub/contracts/json-problem';
import { normaliseJsonLimits, normaliseLimits } from '@neurohub/contracts/limits';
import type {
  Attachment,
  MeasurementRecord,
  Prompt,
  PromptRecord,
  StepDefinition,
  StepWarning,
} from '@neurohub/contracts/record';
import type { LocalizedText, LogLevel, PromptKind } from '@neurohub/contracts/vocabulary';
import { encodeValue } from '../limits/encode-value.ts';
import { judge } from '../limits/judge.ts';
import { type PlanLimits, PlannedLimits } from '../limits/planned-limits.ts';
import type { AskOptions } from '../prompts/prompt-question.ts';
import { judgeSeries } from '../series/judge-series.ts';
import { readSeries } from '../series/read-series.ts';
import type { SeriesInput, SeriesOptions } from '../series/series-input.ts';
import type {
  AttachOptions,
  KeptAttachment,
  LoopTurn,
  MeasureJsonOptions,
  MeasureOptions,
  StepContext,
} from '../step-context.ts';
import { AttachmentShelf } from './attachment-shelf.ts';
import type { Clock } from './execution-ports.ts';
import { InterruptibleTask, type Settled } from './interruptible-task.ts';
import { MeasurementAllowance } from './measurement-allowance.ts';
import type { GivenAnswer } from './prompt-ports.ts';
import type { StepPrompts } from './step-prompts.ts';
import type { OpenWait, StepWaits } from './step-waits.ts';
import { StepWarnings } from './step-warnings.ts';

/** What a timer can hold: almost 25 days. */
const MAX_SLEEP_MS = 2 ** 31 - 1;
/** A step that asks more often has lost its way, and its record would have no room. */
const MAX_PROMPTS = 100;

/** What an attempt tells while it runs. */
export interface AttemptListener {
  measured(measurement: MeasurementRecord): void;
  progressed(fraction: number, text: string | undefined): void;
  logged(level: LogLevel, text: string): void;
  /** The time limit of the step stands still, or goes on. */
  stoodStill(isStandingStill: boolean): void;
}

export interface StepAttemptParts {
  listener: AttemptListener;
  clock: Clock;
  limits: PlanLimits | undefined;
  /** What it waited for before it began, and will wait for. */
  waits: StepWaits;
  prompts: StepPrompts;
  /** Of the loops around it. */
  turns: readonly LoopTurn[];
}

/** One attempt of one step, while it runs: its signal, its measurements, and what went wrong in it. */
export class StepAttempt implements StepContext {
  readonly definition: StepDefinition;
  readonly measurements: MeasurementRecord[] = [];
  readonly #warnings = new StepWarnings();
  readonly waits: StepWaits;
  readonly turns: readonly LoopTurn[];
  readonly #listener: AttemptListener;
  readonly #clock: Clock;
  readonly #task: InterruptibleTask;
  readonly #limits: PlannedLimits;
  readonly #prompts: StepPrompts;
  readonly #allowance: MeasurementAllowance;
  #shelf: AttachmentShelf | undefined;
  #hasEnded = false;
  #fault: Error | undefined;
  #problem: string | undefined;

  constructor(definition: StepDefinition, { listener, clock, limits, waits, turns, prompts }: StepAttemptParts) {
    this.definition = definition;
    this.waits = waits;
    this.turns = turns;
    this.#prompts = prompts;
    this.#listener = listener;
    this.#clock = clock;
    this.#task = new InterruptibleTask({ clock });
    this.#limits = new PlannedLimits(limits, definition.name);
    this.#allowance = new MeasurementAllowance(definition.name);
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

  /** What was odd in it; absent when nothing was. */
  get warnings(): { warnings?: StepWarning[] } {
    const { kept } = this.#warnings;
    return kept.length > 0 ? { warnings: [...kept] } : {};
  }

  /** The files it keeps. */
  get attachments(): Attachment[] {
    return this.#shelf?.attachments ?? [];
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

  /** Runs work that waits for somebody or something else: the time limit of the step stands still meanwhile, and the wait is recorded. */
  async waitFor<T>(wait: OpenWait, work: () => Promise<T>, { holdsLimit = true } = {}): Promise<T> {
    const end = this.waits.begin(wait);
    if (holdsLimit && this.#task.pause()) this.#listener.stoodStill(true);
    try {
      return await work();
    } finally {
      end();
      if (holdsLimit && this.#task.resume() && !this.#hasEnded) this.#listener.stoodStill(false);
    }
  }

  addFault(error: Error): void {
    this.#fault ??= error;
  }

  /** From here on nothing is taken any more. `settled`: how the code of the step ended. */
  end(settled: Settled): void {
    this.#hasEnded = true;
    const [unanswered] = this.#prompts.close(new Error(`step "${this.definition.name}" has ended`));
    if (!unanswered || settled.kind !== 'returned') return;
    const message = `it returned before prompt.${unanswered.kind}() was answered: await every prompt`;
    this.addFault(new CodedError('LATE_ERROR', message, { details: { promptId: unanswered.id } }));
  }

  /** What was asked so far. */
  get prompts(): PromptRecord[] {
    return this.#prompts.records;
  }

  ask(kind: PromptKind, message: LocalizedText, options: AskOptions): Promise<unknown> {
    const { name, group } = this.definition;
    if (this.#hasEnded) throw new Error(`step "${name}" has ended: nobody can be asked any more`);
    const prompt = this.#preparePrompt(kind, message, options);
    const ask = () => this.#prompts.ask(prompt, this.signal);
    const wait: OpenWait = { waitingFor: 'operator' };
    // Making safe waits for nobody for ever: a cleanup step has its time limit, whoever is asked.
    const answered = this.waitFor(wait, ask, { holdsLimit: group !== 'cleanup' });
    // Counts whether or not the code looks at it: a question without an answer is no reason to go on.
    answered.catch((thrown: unknown) => {
      if (!this.#hasEnded && !this.signal.aborted) this.addFault(thrown as Error);
    });
    return answered;
  }

  /** @throws CodedError PROMPT_NOT_FOUND, ANSWER_INVALID */
  answer(given: GivenAnswer): void {
    this.#prompts.answer(given);
  }

  measure(name: string, value: number | string | boolean, { unit, limits }: MeasureOptions = {}): MeasurementRecord {
    return this.#measure(name, unit, () => {
      const kind = kindOf(name, value);
      const prepared = this.#limits.choose(name, () => limits && normaliseLimits(name, limits));
      const { problem, ...judged } = judge(value, prepared);
      this.#allowance.take(name, typeof value === 'string' ? { text: value } : {});
      const held = { kind, ...encodeValue(value), ...(unit === undefined ? {} : { unit }) };
      return { measured: { ...held, ...judged }, problem };
    });
  }

  measureJson(name: string, value: unknown, { limits }: MeasureJsonOptions = {}): MeasurementRecord {
    return this.#measure(name, undefined, () => {
      const found = jsonProblem(value);
      if (found) throw new TypeError(`measureJson("${name}"): JSON was expected, but ${found}`);
      const text = JSON.stringify(value);
      this.#allowance.take(name, { text });
      const json: unknown = JSON.parse(text);
      const prepared = this.#limits.choose(name, () => limits && normaliseJsonLimits(name, limits));
      const { problem, ...judged } = judge(json, prepared);
      return { measured: { kind: 'json', value: null, json, ...judged }, problem };
    });
  }

  measureSeries(name: string, series: SeriesInput, options: SeriesOptions = {}): MeasurementRecord {
    return this.#measure(name, undefined, () => {
      const read = readSeries(name, { series, options, maxValues: this.#allowance.seriesValuesLeft });
      const { problem, ...judged } = judgeSeries(name, read, this.#limits);
      this.#allowance.take(name, { seriesValues: read.x.values.length * (read.y.length + 1) });
      return { measured: { kind: 'series', value: null, limits: [], ...judged }, problem };
    });
  }

  attach(name: string, data: Uint8Array | string, { mimeType }: AttachOptions = {}): KeptAttachment {
    if (this.#hasEnded)
      throw new Error(`step "${this.definition.name}" has ended: "${name}" cannot be attached any more`);
    try {
      this.#shelf ??= new AttachmentShelf(this.#allowance);
      const { data: _data, ...kept } = this.#shelf.add(name, data, mimeType);
      return kept;
    } catch (thrown) {
      this.addFault(thrown as Error);
      throw thrown;
    }
  }

  progress(fraction: number, text?: string): void {
    if (this.#hasEnded || !Number.isFinite(fraction)) return;
    this.#listener.progressed(
      Math.min(1, Math.max(0, fraction)),
      text === undefined ? text : String(text).slice(0, 500),
    );
  }

  warn(text: string): void {
    if (!this.#hasEnded) this.#warnings.add(this.#clock.timestamp(), text);
    this.#listener.logged('warning', text);
  }

  log(level: LogLevel, text: string): void {
    this.#listener.logged(level, text);
  }

  async sleep(ms: number): Promise<void> {
    if (!(ms >= 0 && ms <= MAX_SLEEP_MS))
      throw new RangeError(`sleep() takes milliseconds from 0 to ${MAX_SLEEP_MS}, got ${ms}`);
    const { signal } = this;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const interrupted = () => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.#clock.after(ms, () => {
        signal.removeEventListener('abort', interrupted);
        resolve();
      });
      signal.addEventListener('abort', interrupted, { once: true });
    });
  }

  #preparePrompt(kind: PromptKind, message: LocalizedText, options: AskOptions): Prompt {
    try {
      if (this.#prompts.records.length >= MAX_PROMPTS) throw new RangeError(`a step asks at most ${MAX_PROMPTS} times`);
      const prompt = this.#prompts.prepare(kind, message, options);
      this.#allowance.takeBytes(prompt);
      return prompt;
    } catch (thrown) {
      this.addFault(thrown as Error);
      throw thrown;
    }
  }

  /** A misuse counts even when the step's code catches it. */
  #measure(
    name: string,
    unit: string | undefined,
    judgeIt: () => { measured: Omit<MeasurementRecord, 'name' | 'setAt'>; problem: string | undefined },
  ): MeasurementRecord {
    if (this.#hasEnded) {
      this.#listener.logged('warning', `measurement "${name}" came after the end of the step and is not kept`);
      throw new Error(`step "${this.definition.name}" has ended: "${name}" cannot be measured any more`);
    }
    try {
      this.#allowance.check(name, unit);
      const { measured, problem } = judgeIt();
      if (problem !== undefined) this.#problem ??= `"${name}" cannot be judged: ${problem}`;
      // Frozen: what the step gets back is what is kept, and nobody can mend a verdict in it.
      const measurement = deepFreeze<MeasurementRecord>({ name, ...measured, setAt: this.#clock.timestamp() });
      this.#allowance.takeBytes(measurement);
      this.measurements.push(measurement);
      this.#listener.measured(withoutValues(measurement));
      return measurement;
    } catch (thrown) {
      this.addFault(thrown as Error);
      throw thrown;
    }
  }
}

function kindOf(name: string, value: unknown): 'number' | 'string' | 'boolean' {
  const kind = typeof value;
  if (kind === 'number' || kind === 'string' || kind === 'boolean') return kind;
  throw new TypeError(
    `measure("${name}"): a number, string or boolean was expected, got ${value === null ? 'null' : kind}`,
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/** Live telemetry shows the picture of a series; its values travel once, in the record. */
function withoutValues(measurement: MeasurementRecord): MeasurementRecord {
  if (!measurement.series) return measurement;
  const { data: _data, ...series } = measurement.series;
  return { ...measurement, series };
}
