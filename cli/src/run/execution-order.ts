import type { RecordEvent, Telemetry } from '@neurohub/contracts/ipc';
import type { Dut, ExecutionPlan, PromptAnswer, SequenceDefinition } from '@neurohub/contracts/record';

/** One execution that is wanted, everything about it decided. */
export interface ExecutionOrder {
  executionId: string;
  plan: ExecutionPlan;
  planHash: string;
  dut: Dut;
  /** Values of the `${NAME}`s in the plan's hardware. */
  secrets: Record<string, string>;
}

/** What comes out of an execution while it is on. */
export interface ExecutionListener {
  /** Events in order, each once. Resolves when they are kept; until then the sequence waits. */
  onEvents(events: readonly RecordEvent[]): Promise<void>;
  /** May be lost. */
  onTelemetry(telemetry: RunTelemetry): void;
  /** A line that code of the package printed. */
  onOutput(line: string): void;
}

type WithoutBase<T> = T extends unknown ? Omit<T, 'batchId' | 'epoch' | 'logSeq'> : never;
/** Telemetry without the sender's numbers. */
export type RunTelemetry = WithoutBase<Telemetry>;

/** How an execution came to its end: by itself, with its record, or with its process. */
export type ExecutionOutcome = { kind: 'ended' } | { kind: 'died'; killed: boolean; how: string; stderrTail: string };

/** Executes plans of one package, one after the other: in a worker process, or in this one for a debugger. */
export interface PlanExecutor {
  readonly definition: SequenceDefinition;
  /** Resolves when it is over, whatever became of it. @throws what kept it from beginning */
  execute(order: ExecutionOrder, listener: ExecutionListener): Promise<ExecutionOutcome>;
  /** Stop: cleanup runs. Without effect when nothing is on. */
  stop(): void;
  /** Ends the process at once: no cleanup. Without effect when nothing is on. */
  kill(): void;
  answer(promptId: string, answer: PromptAnswer): Promise<void>;
  close(): Promise<void>;
}
