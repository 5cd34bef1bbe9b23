import type { Dut, MeasurementRecord } from '@neurohub/contracts/record';
import { currentConstruction } from './construction.ts';
import { createLog, type Log } from './log.ts';
import { OperatorPrompts } from './prompts/operator-prompts.ts';
import type { SeriesInput, SeriesOptions } from './series/series-input.ts';
import type {
  AttachOptions,
  Iteration,
  KeptAttachment,
  LoopTurn,
  MeasureJsonOptions,
  MeasureOptions,
  SequenceRuntime,
  StepContext,
  Widened,
} from './step-context.ts';

const RUNTIME = Symbol.for('neurohub.sequence-runtime');

/**
 * Base of every sequence. One object lives for one execution: what a step leaves in a field, the next step finds there.
 * Everything but `dut` and `log` works only inside a step.
 */
export abstract class Sequence {
  readonly [RUNTIME]: SequenceRuntime | undefined = currentConstruction()?.runtime;

  /**
   * What of this object has to outlive the process: it is stored with each step that changed it, for a resume. A JSON object of at most
   * 64 KB; anything else makes the step that left it there an error (STATE_INVALID). A subclass may give it a type and initial values:
   * `override state = { cycles: 0 }`.
   */
  state: Record<string, unknown> = {};

  /** Lines for the execution's log. */
  readonly log: Log = createLog((level, text) => {
    const step = this[RUNTIME]?.step();
    if (step) step.log(level, text);
    else runtimeOf(this, 'log').log(level, text);
  });

  /** Questions to the operator; the step waits for the answer. */
  readonly prompt: OperatorPrompts = new OperatorPrompts(() => stepOf(this, 'prompt'));

  /** The device under test, as scanned. */
  get dut(): Dut {
    return runtimeOf(this, 'dut').dut;
  }

  /** Fires when the step has to end: time limit or Stop. Give it to everything that waits. */
  get signal(): AbortSignal {
    return stepOf(this, 'signal').signal;
  }

  /**
   * The turn of the innermost loop around this step or condition.
   * @throws Error outside of a block that loops
   */
  get iteration(): Iteration {
    const turn = runtimeOf(this, 'iteration').turns().at(-1);
    if (turn) return toIteration(turn);
    throw new Error(`${this.constructor.name}.iteration works only inside a block that loops`);
  }

  /** The turns of all loops around this step or condition, by the name of the block; empty outside of loops. */
  get iterations(): Readonly<Record<string, Iteration>> {
    const turns = runtimeOf(this, 'iterations').turns();
    return Object.fromEntries(turns.map((turn) => [turn.block, toIteration(turn)]));
  }

  /**
   * Records a value and judges it at once. A missed limit makes the step `failed` when it ends; it does not throw. A limit with
   * `decisive: false` never fails it: a miss is recorded and the measurement is marked marginal.
   * NaN, a value of another type than its limit, or a predicate that throws, makes it `error`.
   * @param name unique within the step, at most 200 characters
   * @throws CodedError MEASUREMENT_DUPLICATE, MEASUREMENT_NOT_JUDGED (impossible limit); TypeError for a value that is no number, string or boolean
   */
  measure<T extends number | string | boolean>(
    name: string,
    value: T,
    options?: MeasureOptions<Widened<T>>,
  ): MeasurementRecord {
    return stepOf(this, 'measure').measure(name, value, options);
  }

  /**
   * Records an object or a list as JSON, at most 65,536 characters of it, judged by `equals` of the whole content or by predicates.
   * @throws as {@link measure}; TypeError for what would not come back from JSON as it is: NaN, undefined, a Date, a Map
   */
  measureJson(name: string, value: unknown, options?: MeasureJsonOptions): MeasurementRecord {
    return stepOf(this, 'measureJson').measureJson(name, value, options);
  }

  /**
   * Records arrays over a common axis: 200,000 values in one step at most, all axes together. Limits belong to what is made of a y
   * axis: min, max, mean, std, p95. A NaN is kept, and makes each of these NaN unless `ignoreNaN` leaves it out.
   * @throws as {@link measure}; TypeError, RangeError for arrays of different length, or with anything but numbers
   */
  measureSeries(name: string, series: SeriesInput, options?: SeriesOptions): MeasurementRecord {
    return stepOf(this, 'measureSeries').measureSeries(name, series, options);
  }

  /**
   * Keeps a file with the record of this step: a picture, a waveform, a log. At most 80 files and 4 MiB in one attempt, less beside
   * many measurements.
   * @param name 1 to 200 visible characters without / and \\; each once in an attempt
   * @param data bytes, which are copied, or a text, which is kept as UTF-8
   * @returns name, MIME type, size and SHA-256 of what is kept
   * @throws CodedError ATTACHMENT_REFUSED. The step is then in error, even when its code catches it
   */
  attach(name: string, data: Uint8Array | string, options?: AttachOptions): KeptAttachment {
    return stepOf(this, 'attach').attach(name, data, options);
  }

  /**
   * Tells that something is odd: it is kept in the record of this step, shown with it, and stands in the log. It decides nothing: the
   * step goes on, and is judged by its measurements. What is broken is thrown instead.
   * @param text at most 1,000 characters of it are kept; 99 texts in one attempt, further ones are in the log only
   */
  warn(text: string): void {
    stepOf(this, 'warn').warn(text);
  }

  /** Shows how far the step is: 0 to 1. May be called as often as useful; nothing is kept. */
  progress(fraction: number, text?: string): void {
    stepOf(this, 'progress').progress(fraction, text);
  }

  /**
   * Waits `ms` milliseconds, 0 to 2 147 483 647. Rejects with the signal's reason when the step has to end.
   * @throws RangeError for anything else
   */
  async sleep(ms: number): Promise<void> {
    await stepOf(this, 'sleep').sleep(ms);
  }
}

const toIteration = ({ block, index, value, loop }: LoopTurn): Iteration => ({
  ...{ block, index, value },
  count: loop.kind === 'counted' ? loop.count : undefined,
});

function runtimeOf(sequence: Sequence, member: string): SequenceRuntime {
  const runtime = sequence[RUNTIME];
  if (runtime) return runtime;
  throw new Error(`${sequence.constructor.name}.${member} needs a station or runSequence() of the test kit around it`);
}

function stepOf(sequence: Sequence, member: string): StepContext {
  const step = runtimeOf(sequence, member).step();
  if (step) return step;
  throw new Error(`${sequence.constructor.name}.${member} works only inside a step`);
}
