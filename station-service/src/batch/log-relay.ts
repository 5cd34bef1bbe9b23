import type { Telemetry } from '@neurohub/contracts/ipc';
import type { LogLevel } from '@neurohub/contracts/vocabulary';
import { LineBudget } from '../core/line-budget.ts';
import type { BatchDependencies } from './batch-dependencies.ts';

type WorkerLog = Extract<Telemetry, { type: 'LOG' }>;

interface Entry {
  level: LogLevel;
  message: string;
  at: string;
  executionId: string | null;
  step: string | null;
}

/** A sequence that says more has it in the log table; the log of the service is for all. */
const FILE_LINES_PER_SECOND = 50;

/**
 * Brings what a worker says to the log table, to the screen and into the log of the service, without secrets, and counts what was lost
 * on the way.
 */
export class LogRelay {
  readonly #batchId: string;
  readonly #deps: BatchDependencies;
  #epoch = 0;
  #lastLogSeq = 0;
  readonly #budget: LineBudget;

  constructor(batchId: string, deps: BatchDependencies) {
    this.#batchId = batchId;
    this.#deps = deps;
    this.#budget = new LineBudget(FILE_LINES_PER_SECOND, () => deps.clock.monotonicMs());
  }

  worker({ epoch, executionId, step, level, message, at, logSeq }: WorkerLog): void {
    if (epoch !== this.#epoch) this.#lastLogSeq = 0;
    const lost = logSeq - this.#lastLogSeq - 1;
    this.#epoch = epoch;
    this.#lastLogSeq = logSeq;
    if (lost > 0 && executionId) this.#deps.storage.countDroppedLogs(executionId, lost);
    this.#fromWorker({ level, message, at, executionId, step });
  }

  /** A line the worker process printed. */
  output(stream: 'stdout' | 'stderr', line: string, executionId: string | null): void {
    this.#fromWorker({
      level: stream === 'stderr' ? 'warning' : 'info',
      message: line,
      at: this.#deps.clock.wallIso(),
      executionId,
      step: null,
    });
  }

  /** Something the service has to say about this batch. */
  service(level: LogLevel, message: string, executionId: string | null): void {
    this.#write(level, { batchId: this.#batchId, ...(executionId && { executionId }) }, message);
    this.#add({ level, message, at: this.#deps.clock.wallIso(), executionId, step: null });
  }

  #fromWorker(entry: Entry): void {
    const { level, message, executionId, step } = entry;
    const { isAllowed, skippedBefore: lines } = this.#budget.take();
    const batchId = this.#batchId;
    if (lines > 0)
      this.#write('warning', { batchId, lines }, 'the sequence said more than fits here: see GET /api/logs');
    if (isAllowed)
      this.#write(
        level,
        { name: 'sequence', batchId, ...(executionId && { executionId }), ...(step && { step }) },
        message,
      );
    this.#add(entry);
  }

  #write(level: LogLevel, facts: Record<string, unknown>, message: string): void {
    this.#deps.log[level === 'warning' ? 'warn' : level](facts, message);
  }

  #add(entry: Entry): void {
    const { level, at, executionId, step } = entry;
    const message = this.#deps.redactor.text(entry.message);
    const log = {
      at,
      level,
      message,
      batchId: this.#batchId,
      ...(executionId && { executionId }),
      ...(step && { step }),
    };
    for (const numbered of this.#deps.storage.appendLogs([log])) this.#deps.events.emit('logEntry', numbered);
  }
}
