import type { Telemetry } from '@neurohub/contracts/ipc';
import type { LogLevel } from '@neurohub/contracts/vocabulary';
import type { BatchDependencies } from './batch-dependencies.ts';

type WorkerLog = Extract<Telemetry, { type: 'LOG' }>;

/** Brings what a worker says to the log table and to the screen, and counts what was lost on the way. */
export class LogRelay {
  readonly #batchId: string;
  readonly #deps: BatchDependencies;
  #epoch = 0;
  #lastLogSeq = 0;

  constructor(batchId: string, deps: BatchDependencies) {
    this.#batchId = batchId;
    this.#deps = deps;
  }

  worker({ epoch, executionId, step, level, message, at, logSeq }: WorkerLog): void {
    if (epoch !== this.#epoch) this.#lastLogSeq = 0;
    const lost = logSeq - this.#lastLogSeq - 1;
    this.#epoch = epoch;
    this.#lastLogSeq = logSeq;
    if (lost > 0 && executionId) this.#deps.storage.countDroppedLogs(executionId, lost);
    this.#add({ level, message, at, executionId, step });
  }

  /** A line the worker process printed. */
  output(stream: 'stdout' | 'stderr', line: string, executionId: string | null): void {
    this.#add({
      level: stream === 'stderr' ? 'warning' : 'info',
      message: line,
      at: this.#deps.clock.wallIso(),
      executionId,
      step: null,
    });
  }

  /** Something the service has to say about this batch. */
  service(level: LogLevel, message: string, executionId: string | null): void {
    this.#deps.log[level === 'warning' ? 'warn' : level]({ batchId: this.#batchId }, message);
    this.#add({ level, message, at: this.#deps.clock.wallIso(), executionId, step: null });
  }

  #add(entry: { level: LogLevel; message: string; at: string; executionId: string | null; step: string | null }): void {
    const { level, message, at, executionId, step } = entry;
    const log = {
      at,
      level,
      message,
      batchId: this.#batchId,
      ...(executionId && { executionId }),
      ...(step && { step }),
    };
    this.#deps.storage.appendLogs([log]);
    this.#deps.events.emit('logEntry', log);
  }
}
