import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { RecordMessage, RecordReply, Telemetry } from '@neurohub/contracts/ipc';
import type { ExecutionSummary, StepRecord } from '@neurohub/contracts/record';
import type { InterruptionView } from '@neurohub/contracts/rest';
import type { EndReason } from '@neurohub/contracts/vocabulary';
import type { LostExecution } from '../storage/resume-execution.ts';
import { isRetryable } from '../storage/sqlite-errors.ts';
import type { AcceptedExecution } from './accept-execution.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { HardwareAlarms } from './hardware-alarms.ts';
import { HeldHints } from './held-hints.ts';
import { LiveExecution } from './live-execution.ts';

/** `killed`: a person wanted the end of the process, so that it is no fault. */
interface CloseReason {
  endReason: EndReason;
  error: ErrorData;
  killed?: boolean;
}

/** The service's side of one batch's records: commits what the worker sends, then tells the clients. */
export class ExecutionRecorder {
  readonly #batchId: string;
  readonly #deps: BatchDependencies;
  readonly #hints: HeldHints;
  readonly #hardware: HardwareAlarms;
  readonly #announce: () => void;
  #live: LiveExecution | null = null;
  #epoch = 0;
  #running = false;
  #isInterrupted = false;
  #isStopping = false;

  /** @param announce the execution as a whole shows something new that no event of a step tells */
  constructor(batchId: string, deps: BatchDependencies, announce: () => void) {
    this.#announce = announce;
    this.#batchId = batchId;
    this.#deps = deps;
    this.#hardware = new HardwareAlarms(batchId, deps.alarms);
    this.#hints = new HeldHints((hint) => deps.events.emit('stepProgress', hint));
  }

  /** The execution on now, or the last one until the next begins. */
  get live(): LiveExecution | null {
    return this.#live;
  }

  get runningId(): string | null {
    return this.#running && this.#live ? this.#live.id : null;
  }

  /** Somebody has stopped it. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Whatever dies now, it is not to go on in another process. Nothing waits for that to be stored. */
  stopAsked(): void {
    const id = this.runningId;
    if (id === null) return;
    this.#isStopping = true;
    this.#live?.showStopping();
    this.#announce();
    const { storage, log } = this.#deps;
    storage
      .noteStop(id)
      .catch((thrown: unknown) =>
        log.error({ executionId: id, err: thrown }, 'that it was stopped could not be stored'),
      );
  }

  /** The execution that has no process and is not closed. */
  get interruptedId(): string | null {
    return this.#isInterrupted && this.#live ? this.#live.id : null;
  }

  /** Shows the last execution of an earlier life of the service. */
  show(live: LiveExecution): void {
    if (!this.#live) this.#live = live;
  }

  begin({ summary, plan }: AcceptedExecution, epoch: number): void {
    this.#live = new LiveExecution(summary, plan);
    this.#epoch = epoch;
    this.#running = true;
    this.#isStopping = false;
    void this.#expect(this.#live, summary);
  }

  /** Keeps the execution open that has lost its process. Null when it was closed already, or that could not be stored. */
  async interrupt({ error, armed }: { error: ErrorData; armed: string[] }): Promise<LostExecution | null> {
    const live = this.#live;
    if (!live || !this.#running) return null;
    const { storage, clock, log } = this.#deps;
    const running = live.runningStep;
    try {
      const interrupted = await storage.interruptExecution({
        ...{ id: live.id, error, armed, at: clock.wallIso() },
        ...(running && { interruptedStep: running }),
      });
      if (!interrupted) return null;
      this.#hints.dropAll();
      this.#showInterruptedSteps(live, interrupted.interrupted);
      return interrupted;
    } catch (thrown) {
      log.error({ executionId: live.id, err: thrown }, 'an interrupted execution could not be kept open');
      return null;
    }
  }

  /** Shows an execution that an earlier life of the service left open. */
  showOpen(live: LiveExecution): void {
    this.#live = live;
    void this.#expect(live, live.summary);
  }

  /** It has no process: why, and what it waits for. */
  showInterruption(interruption: InterruptionView): void {
    this.#running = false;
    this.#hardware.clear();
    this.#isInterrupted = true;
    this.#live?.interrupt(interruption);
    this.#announce();
  }

  /** Another process has it. */
  goOn(epoch: number): void {
    this.#epoch = epoch;
    this.#running = true;
    this.#isInterrupted = false;
    this.#live?.goOn();
    this.#announce();
  }

  /** Commits one RECORD. The answer is COMMITTED only after the transaction. */
  async commit(message: RecordMessage): Promise<RecordReply> {
    const live = this.#live;
    if (!live || message.executionId !== live.id || message.epoch !== this.#epoch || !this.#running)
      return this.#answerForPast(message);
    try {
      const { seq } = await this.#deps.storage.commitRecord(message);
      this.#publish(live, message);
      return { type: 'COMMITTED', executionId: message.executionId, seq };
    } catch (thrown) {
      return notCommitted(thrown);
    }
  }

  hint(telemetry: Telemetry): void {
    if (!('executionId' in telemetry) || telemetry.executionId !== this.runningId) return;
    const progress = this.#live?.hint(telemetry);
    if (progress) this.#hints.hold(progress);
  }

  /** Somebody wants it to stand, or has changed his mind. */
  showPausing(isPausing: boolean): void {
    this.#live?.showPausing(isPausing);
    this.#announce();
  }

  /** True when what the execution on now waits for has changed by it. */
  showWait(telemetry: Extract<Telemetry, { type: 'STATUS_UPDATE' }>): boolean {
    return telemetry.executionId === this.runningId && (this.#live?.showWait(telemetry) ?? false);
  }

  /** Closes an execution that its worker will not close any more. Harmless when it is closed. */
  async close({ killed = false, ...reason }: CloseReason): Promise<void> {
    const live = this.#live;
    if (!live || !(this.#running || this.#isInterrupted)) return;
    const wasInterrupted = this.#isInterrupted;
    this.#running = false;
    this.#hardware.clear();
    this.#isInterrupted = false;
    this.#hints.dropAll();
    this.#deps.duts.release(live.view.dut.serialNumber);
    const end = killed ? (['aborted', 'ABORTED'] as const) : (['interrupted', 'ERROR'] as const);
    const closing = { id: live.id, state: end[0], verdict: end[1], ...reason };
    const running = live.runningStep;
    try {
      const closed = await this.#deps.storage.closeExecution({
        ...closing,
        at: this.#deps.clock.wallIso(),
        ...(running && { interruptedStep: running }),
      });
      this.#showInterruptedSteps(live, closed?.interrupted ?? []);
      if (closed) live.close(closed.execution);
    } catch (thrown) {
      // The row stays open; the next start of the service closes it.
      this.#deps.log.error({ executionId: live.id, err: thrown }, 'an interrupted execution could not be closed');
      live.close({ ...live.summary, ...closing });
    }
    this.#announceEnd(live);
    // What it waited for is over with it; no state of the process tells that.
    if (wasInterrupted) this.#announce();
  }

  #showInterruptedSteps(live: LiveExecution, interrupted: readonly { seq: number; step: StepRecord }[]): void {
    for (const { seq, step } of interrupted)
      this.#deps.events.emit(
        'stepProgress',
        live.commit({ seq, event: { type: 'stepEnded', step, nextStepIndex: step.index } }),
      );
  }

  /** How long it took before. Nothing waits for it; a view without it is as true. */
  async #expect(live: LiveExecution, { sequenceName, sequenceVersion, simulated }: ExecutionSummary): Promise<void> {
    try {
      const query = { sequenceName, sequenceVersion, simulated };
      const expected = await this.#deps.storage.expectedDurations(query);
      if (!expected || this.#live !== live) return;
      live.expect(expected);
      this.#announce();
    } catch (thrown) {
      this.#deps.log.warn({ executionId: live.id, err: thrown }, 'the expected duration could not be read');
    }
  }

  /** Folds committed events into the view, and tells the clients once the answer to the worker is on its way. */
  #publish(live: LiveExecution, { events, firstSeq }: RecordMessage): void {
    events.forEach((event, offset) => {
      const seq = firstSeq + offset;
      if (seq <= live.view.lastSeq) return;
      const progress = live.commit({ event, seq });
      this.#hardware.commit(event);
      if (event.type === 'stepEnded' && !live.isRunning(event.step.name)) this.#hints.dropStep(event.step.name);
      const isWithinStep = event.type === 'promptAsked' || event.type === 'promptClosed';
      setImmediate(() => {
        if (isWithinStep) this.#hints.release();
        this.#deps.events.emit('stepProgress', progress);
      });
      // No event of a step tells the state.
      if (event.type === 'executionPaused' || event.type === 'executionContinued') setImmediate(this.#announce);
      if (event.type === 'executionEnded') this.#ended(live);
    });
  }

  #ended(live: LiveExecution): void {
    this.#running = false;
    this.#hints.dropAll();
    this.#deps.duts.release(live.view.dut.serialNumber);
    setImmediate(() => this.#announceEnd(live));
  }

  #announceEnd(live: LiveExecution): void {
    const { id: executionId, lastSeq: seq } = live.view;
    const execution = live.summary;
    this.#deps.events.emit('executionClosed', { batchId: this.#batchId, executionId, seq, execution });
  }

  /** A RECORD of an execution that is not on: a repeat of the last one is fine, anything else comes from a ghost. */
  async #answerForPast(message: RecordMessage): Promise<RecordReply> {
    const live = this.#live;
    if (live && message.executionId === live.id && message.epoch === this.#epoch)
      try {
        const { seq } = await this.#deps.storage.commitRecord(message);
        return { type: 'COMMITTED', executionId: message.executionId, seq };
      } catch (thrown) {
        return notCommitted(thrown);
      }
    return { type: 'FENCED', reason: 'another execution or another worker owns the batch' };
  }
}

function notCommitted(thrown: unknown): RecordReply {
  const error = toErrorData(thrown, 'STORAGE_FAILED');
  if (error.code === 'FENCED') return { type: 'FENCED', reason: error.message };
  return { type: 'NOT_COMMITTED', retry: isRetryable(thrown), error };
}
