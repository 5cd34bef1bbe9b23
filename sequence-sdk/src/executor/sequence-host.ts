import type { ErrorData } from '@neurohub/contracts/errors';
import type { Dut, SequenceDefinition } from '@neurohub/contracts/record';
import type { HardwareState, LogLevel, ScalarValue } from '@neurohub/contracts/vocabulary';
import type { LoopTurn, StepContext } from '../step-context.ts';
import type { Loss } from './connection-watch.ts';
import type { Clock } from './execution-ports.ts';

/** Settings of each instrument by hardware id, secrets filled in and converted. */
export type HardwareConfig = Readonly<Record<string, Readonly<Record<string, ScalarValue>>>>;

/** More of how the way to an instrument is. */
export interface HardwareStatusDetails {
  state: HardwareState;
  identity?: string;
  /** Reconnecting: the how many-th try. */
  attempt?: number;
  problem?: string;
}

/** An instrument whose connection broke. */
export interface HardwareDoubt {
  hardware: string;
  /** Null when the connection was ended from here, e.g. after an answer that did not come in time: it has to answer once. */
  loss: Loss | null;
  /** It can be made safe: it holds energy or motion, which it may have forgotten. */
  holdsState: boolean;
}

/** What an execution gives to its host. */
export interface HostEnvironment {
  readonly dut: Dut;
  readonly parameters: Readonly<Record<string, ScalarValue>>;
  readonly hardwareConfig: HardwareConfig;
  readonly clock: Clock;
  /** The turns of the loops under way, outermost first: for a condition, those in which it is asked. */
  turns(): readonly LoopTurn[];
  log(level: LogLevel, text: string): void;
  hardwareStatus(hardware: string, connected: boolean, details?: HardwareStatusDetails): void;
  /** What `this.state` begins with, when the execution is resumed. @default as the sequence declares it */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** What of a step is called: the method itself, or what it says about an attempt that was interrupted. */
export type StepPart = 'body' | 'rollback' | 'verify';

export interface CloseFailure {
  hardware: string;
  action: 'safeStop' | 'disconnect';
  error: ErrorData;
}

export interface CloseReport {
  failures: CloseFailure[];
  /** Something was still running when its time was up: this process should not be used again. */
  abandoned: boolean;
}

/** What went to and came from one instrument lately, for people: one line a chunk. */
export interface HardwareTraffic {
  hardware: string;
  text: string;
}

export type BlockQuestion = 'condition' | 'while';

/**
 * The executor's only way to a sequence. Decorated classes are one host; another language's child process can be the next.
 * Used for one execution: open, any number of conditions and steps (one at a time), close.
 */
export interface SequenceHost {
  /** The declared sequence. May be asked at any time. */
  describe(): SequenceDefinition;
  /** Makes and connects the instruments, all at once but for shared ones, then makes the sequence. Settles at most 2 s after {@link abort}. */
  open(environment: HostEnvironment): Promise<void>;
  /** Whether the step has its turn. Asked only for a step whose definition has a condition. */
  evaluateCondition(step: string): boolean | Promise<boolean>;
  /** Whether the block has its turn, or its `while` loop another one. Asked only for a block whose definition has it. */
  evaluateBlock(block: string, question: BlockQuestion): boolean | Promise<boolean>;
  /** The value of a parameter as the sequence has it now. */
  readParameter(name: string): unknown;
  /** `this.state` as it is now. */
  readState(): unknown;
  /**
   * One attempt, or a part of it. Settles soon after `context.signal` fires; an attempt that does not is left behind.
   * @param part `rollback` and `verify` only for a step whose definition has them. @default body
   */
  runStep(step: string, context: StepContext, part?: StepPart): unknown;
  /** Connects shared hardware whose lease is held from now on. @throws naming the hardware; it is then made safe and disconnected again */
  attach(hardware: readonly string[]): Promise<void>;
  /** Makes shared hardware safe and disconnects it; what its steps call from now on is refused. Never throws. */
  detach(hardware: readonly string[]): Promise<CloseFailure[]>;
  /** The instruments that the execution has now, of which nobody knows whether they are still there and the same. */
  inQuestion(): HardwareDoubt[];
  /**
   * Makes sure that an instrument in question is there, is the one it was, and is as the steps have left it; connects anew where it has to.
   * @param options.isTrusted a person says that it is as they have left it, or that does not matter any more
   * @throws what connecting threw, DIFFERENT_INSTRUMENT, HARDWARE_STATE_UNKNOWN, or the signal's reason
   */
  verify(hardware: string, options: { signal: AbortSignal; isTrusted?: boolean | undefined }): Promise<void>;
  /** Ends an {@link open} that is under way. Steps are ended by their own signal. */
  abort(reason: Error): void;
  /** The flight recorder of each instrument that carried anything, as it stands. May be asked at any time, also after close. */
  traffic(): HardwareTraffic[];
  /** Makes safe and disconnects every instrument. Never throws; may be called after a failed open, and twice. */
  close(): Promise<CloseReport>;
}
