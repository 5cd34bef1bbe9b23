import type { JsonLimitInput, LimitInput } from '@neurohub/contracts/limits';
import type { LoopTurns } from '@neurohub/contracts/loop';
import type { Attachment, Dut, MeasurementRecord } from '@neurohub/contracts/record';
import type { LocalizedText, LogLevel, PromptKind, ScalarValue } from '@neurohub/contracts/vocabulary';
import type { AskOptions } from './prompts/prompt-question.ts';
import type { SeriesInput, SeriesOptions } from './series/series-input.ts';

/** `Value`: what a predicate among the limits is asked with. */
export interface MeasureOptions<Value = never> {
  /** Unit of the value as given, e.g. `V`; at most 50 characters. */
  unit?: string;
  /** One limit, or several: all that are decisive have to be met. Left out: those of limits.yaml; without any there, or with `[]`, only recorded. */
  limits?: LimitInput<Value> | readonly LimitInput<Value>[];
}

/** How JSON is judged. */
export interface MeasureJsonOptions {
  /** `{equals}` compares the whole content, whatever the order of its keys; or predicates. */
  limits?: JsonLimitInput | readonly JsonLimitInput[];
}

/** How a file is kept. */
export interface AttachOptions {
  /** `type/subtype`. Left out: by the extension of the name; without one that is known, text/plain or application/octet-stream. */
  mimeType?: string;
}

/** What is known of a file that is kept: name, mimeType, size in bytes, sha256. */
export type KeptAttachment = Omit<Attachment, 'data'>;

/** One turn of a loop that is under way. */
export interface LoopTurn {
  block: string;
  /** 0-based. */
  index: number;
  /** Of a sweep. */
  value?: ScalarValue | undefined;
  loop: LoopTurns;
}

/** One turn of a block that loops, as a sequence sees it. */
export interface Iteration {
  /** The name of the block that loops. */
  readonly block: string;
  /** 0 in the first turn. */
  readonly index: number;
  /** Of a sweep; undefined in any other loop. */
  readonly value: ScalarValue | undefined;
  /** How many turns there are in all; undefined in a `while` loop. */
  readonly count: number | undefined;
}

/** The type of a value, without its literal: `5` is a number. */
export type Widened<T> = T extends number ? number : T extends string ? string : boolean;

/** What the executor gives to one attempt of one step. It refuses everything once the attempt has ended. */
export interface StepContext {
  readonly signal: AbortSignal;
  /** Of the loops around it, outermost first. */
  readonly turns: readonly LoopTurn[];
  measure(name: string, value: number | string | boolean, options?: MeasureOptions): MeasurementRecord;
  measureJson(name: string, value: unknown, options?: MeasureJsonOptions): MeasurementRecord;
  measureSeries(name: string, series: SeriesInput, options?: SeriesOptions): MeasurementRecord;
  attach(name: string, data: Uint8Array | string, options?: AttachOptions): KeptAttachment;
  progress(fraction: number, text?: string): void;
  /** Asks the operator. Resolves with the answer, with nothing for a confirm. @throws TypeError for a question that makes no sense */
  ask(kind: PromptKind, message: LocalizedText, options: AskOptions): Promise<unknown>;
  warn(text: string): void;
  log(level: LogLevel, text: string): void;
  /** Resolves after `ms` milliseconds on the clock of the execution. Rejects with the signal's reason when that fires first. */
  sleep(ms: number): Promise<void>;
}

/** What a host puts behind a sequence object. */
export interface SequenceRuntime {
  readonly dut: Dut;
  /** The attempt that the calling code belongs to. */
  step(): StepContext | undefined;
  /** The turns of the loops around the calling code, a condition included. */
  turns(): readonly LoopTurn[];
  log(level: LogLevel, text: string): void;
}
