import { toErrorData } from '@neurohub/contracts/errors';
import type { RecordMessage, RecordReply } from '@neurohub/contracts/ipc';
import type { PromptAnswer, SequenceDefinition } from '@neurohub/contracts/record';
import { describeExit, type WorkerExit, type WorkerHandle, type WorkerHandlers } from '@neurohub/worker-link';
import type { ExecutionListener, ExecutionOrder, ExecutionOutcome, PlanExecutor } from './execution-order.ts';

/** The longest a worker may take to run its cleanup before it is ended. */
const SHUTDOWN_TIMEOUT_MS = 30_000;
const ATTEMPTS = 5;

/** What is needed of a worker, be it a process or in this one. */
export interface Worker extends Pick<WorkerHandle, 'command' | 'describe' | 'shutdown'> {
  kill(): void;
}

/** Starts the `epoch`-th worker of the package. @throws BATCH_START_FAILED, or what loading the package threw */
export type StartWorker = (epoch: number, handlers: WorkerHandlers) => Promise<Worker>;

interface Current {
  order: ExecutionOrder;
  listener: ExecutionListener;
  lastSeq: number;
  /** The worker has taken the order: before that it has nothing to stop. */
  hasBegun: boolean;
  hasEnded: boolean;
  over: PromiseWithResolvers<ExecutionOutcome>;
}

/** The same worker as a batch of the station has, under a small supervisor. A worker that is worn out is replaced by the next one. */
export class WorkerExecutor implements PlanExecutor {
  readonly #startWorker: StartWorker;
  #worker: Worker | null = null;
  #definition: SequenceDefinition | null = null;
  #current: Current | null = null;
  #epoch = 0;
  #wasStopped = false;
  #wasKilled = false;

  /** @throws what starting the first worker throws */
  static async start(startWorker: StartWorker): Promise<WorkerExecutor> {
    const executor = new WorkerExecutor(startWorker);
    const worker = await executor.#ready();
    try {
      executor.#definition = await worker.describe();
    } catch (thrown) {
      await executor.close();
      throw thrown;
    }
    return executor;
  }

  private constructor(startWorker: StartWorker) {
    this.#startWorker = startWorker;
  }

  get definition(): SequenceDefinition {
    if (this.#definition) return this.#definition;
    throw new Error('the worker has not been asked yet');
  }

  async execute(order: ExecutionOrder, listener: ExecutionListener): Promise<ExecutionOutcome> {
    const current: Current = {
      ...{ order, listener, lastSeq: 0, hasBegun: false, hasEnded: false },
      over: Promise.withResolvers(),
    };
    this.#current = current;
    this.#wasStopped = false;
    this.#wasKilled = false;
    try {
      const worker = await this.#ready();
      await worker.command({ type: 'START_SEQUENCE', ...order }, { attempts: ATTEMPTS });
      current.hasBegun = true;
      // What was asked for before there was something to stop.
      if (this.#wasKilled) this.kill();
      else if (this.#wasStopped) this.stop();
      return await current.over.promise;
    } finally {
      this.#current = null;
    }
  }

  stop(): void {
    this.#wasStopped = true;
    if (!this.#current?.hasBegun || !this.#worker) return;
    const { executionId } = this.#current.order;
    const stop = this.#worker.command({ type: 'STOP_SEQUENCE', executionId }, { urgent: true, attempts: ATTEMPTS });
    // Refused: it has ended meanwhile. No answer: it has gone, or the watchdog ends it.
    stop.catch(() => undefined);
  }

  kill(): void {
    if (!this.#current) return;
    this.#wasKilled = true;
    this.#worker?.kill();
  }

  async answer(promptId: string, answer: PromptAnswer): Promise<void> {
    const { executionId } = this.#current?.order ?? {};
    if (!executionId || !this.#worker) return;
    const at = new Date().toISOString();
    await this.#worker.command(
      { type: 'ANSWER_PROMPT', executionId, promptId, answer, via: 'terminal', at },
      { attempts: ATTEMPTS },
    );
  }

  async close(): Promise<void> {
    await this.#worker?.shutdown(SHUTDOWN_TIMEOUT_MS);
  }

  async #ready(): Promise<Worker> {
    if (this.#worker) return this.#worker;
    this.#epoch += 1;
    this.#worker = await this.#startWorker(this.#epoch, {
      onRecord: (message) => this.#record(message),
      onTelemetry: (telemetry) => this.#current?.listener.onTelemetry(telemetry),
      onOutput: (_stream, line) => this.#current?.listener.onOutput(line),
      onExit: async (exit) => this.#exited(exit),
      // The worker is ended for it; its exit closes the execution.
      onBadFrame: () => undefined,
    });
    return this.#worker;
  }

  async #record({ executionId, firstSeq, events, leaving }: RecordMessage): Promise<RecordReply> {
    const current = this.#current;
    if (current?.order.executionId !== executionId) return { type: 'FENCED', reason: 'this execution is not on' };
    const known = current.lastSeq - firstSeq + 1;
    const lastSeq = firstSeq + events.length - 1;
    if (known < 0) {
      const error = { code: 'PROTOCOL_ERROR' as const, message: `event ${current.lastSeq + 1} is missing` };
      return { type: 'NOT_COMMITTED', retry: false, error };
    }
    try {
      if (known < events.length) await current.listener.onEvents(events.slice(known));
    } catch (thrown) {
      return { type: 'NOT_COMMITTED', retry: true, error: toErrorData(thrown, 'STORAGE_FAILED') };
    }
    current.lastSeq = Math.max(current.lastSeq, lastSeq);
    if (events.some(({ type }) => type === 'executionEnded')) this.#ended(current, leaving === true);
    return { type: 'COMMITTED', executionId, seq: lastSeq };
  }

  #ended(current: Current, leaving: boolean): void {
    current.hasEnded = true;
    if (!leaving) current.over.resolve({ kind: 'ended' });
    // Otherwise it is over when the process has gone: what it left running may still touch an instrument.
  }

  #exited(exit: WorkerExit): void {
    this.#worker = null;
    const { over, hasEnded } = this.#current ?? {};
    if (hasEnded) over?.resolve({ kind: 'ended' });
    over?.resolve({ kind: 'died', killed: this.#wasKilled, how: describeExit(exit), stderrTail: exit.stderrTail });
  }
}
