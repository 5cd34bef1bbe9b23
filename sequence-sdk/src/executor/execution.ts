/**
 * One execution, in the order of docs/event-sequence.md. Calls the sequence through its host, hands every event to the recorder, and
 * lets no setup or main step begin before what came before it is committed.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { Dut, ExecutionPlan, StepRecord } from '@neurohub/contracts/record';
import type { ExecutionState } from '@neurohub/contracts/vocabulary';
import { CommitGate } from './commit-gate.ts';
import { type ExecutionEnd, recordEnd } from './execution-end.ts';
import { type Clock, type Recorder, systemClock, type TelemetrySink } from './execution-ports.ts';
import { ExecutionVoice } from './execution-voice.ts';
import type { CloseReport, HardwareConfig, SequenceHost } from './sequence-host.ts';
import { type PlacedStep, placeOf, StepRunner } from './step-runner.ts';
import { type StopReason, VerdictTracker } from './verdict-tracker.ts';

export interface ExecutionOptions {
  executionId: string;
  plan: ExecutionPlan;
  dut: Dut;
  host: SequenceHost;
  recorder: Recorder;
  telemetry: TelemetrySink;
  /** Settings with secrets filled in. @default those of the plan, as they stand */
  hardwareConfig?: HardwareConfig;
  clock?: Clock;
}

/** The facts of a finished execution, whatever its ending. */
export interface ExecutionResult extends ExecutionEnd {
  executionId: string;
  startedAt: string;
  /** Another worker owns the batch: this process has to exit. */
  fenced: boolean;
  /** Code of the package is, or may be, still running: this process must not execute again. */
  mustReplaceWorker: boolean;
  close: CloseReport;
}

/**
 * `starting` until the sequence is open, `ending` from the first cleanup step on, `decided` once the verdict is on its way to the
 * record: nothing changes it any more.
 */
type Phase = 'starting' | 'main' | 'ending' | 'decided';

export class Execution {
  readonly #options: ExecutionOptions;
  readonly #voice: ExecutionVoice;
  readonly #runner: StepRunner;
  readonly #gate: CommitGate;
  readonly #verdict = new VerdictTracker();
  readonly #startedAt: string;
  readonly #startMs: number;
  #phase: Phase = 'starting';
  #endDelay: (() => void) | null = null;
  #hadLateError = false;

  constructor(options: ExecutionOptions) {
    const clock = options.clock ?? systemClock;
    this.#options = options;
    this.#voice = new ExecutionVoice(options.executionId, options.telemetry, clock);
    this.#runner = new StepRunner(options.host, this.#voice);
    this.#gate = new CommitGate(options.recorder, (error) => this.#storageFailed(error));
    this.#startedAt = clock.timestamp();
    this.#startMs = clock.monotonicMs();
  }

  /** For GET_STATUS and heartbeats. */
  get status(): { executionId: string; state: ExecutionState; step: string | null } {
    return { executionId: this.#options.executionId, state: 'running', step: this.#currentStep };
  }

  /** Runs from `executionStarted` to `executionEnded`. Called once; never rejects. */
  async run(): Promise<ExecutionResult> {
    this.#gate.record({ type: 'executionStarted', at: this.#startedAt });
    this.#voice.tell({ type: 'STATUS_UPDATE', executionId: this.#options.executionId, state: 'running' });
    await this.#gate.untilUncommitted(0);
    if (await this.#open()) {
      await this.#runMainPart();
      await this.#runCleanup();
    }
    this.#phase = 'ending';
    const close = await this.#options.host.close();
    this.#judgeClose(close);
    // The last turn in which something that nobody awaited can still be reported.
    await nextTurn();
    return this.#finish(close);
  }

  /** Ends the main part; cleanup steps run. A second stop changes nothing, nor does one after the verdict. */
  stop(reason: StopReason): void {
    if (this.#phase === 'decided') return;
    this.#verdict.stopped(reason);
    this.#endMainPart(
      new CodedError('STEP_ABORTED', reason === 'operatorStop' ? 'stopped by the operator' : 'the station is ending'),
    );
  }

  /**
   * Takes an error that nothing awaited (unhandled rejection, uncaught exception). It makes the step of that moment `error`, or the
   * execution where no step is running. Afterwards this process cannot be trusted with another execution.
   */
  reportLateError(thrown: unknown): void {
    this.#hadLateError = true;
    if (this.#phase === 'decided') return;
    const error = new CodedError('LATE_ERROR', `nothing awaited what failed later: ${toErrorData(thrown).message}`, {
      cause: thrown,
    });
    this.#voice.log('error', error.message, this.#currentStep);
    const attempt = this.#runner.current;
    attempt?.addFault(error);
    if (this.#phase === 'ending') attempt?.interrupt(error);
    if (!attempt) this.#verdict.fault(toErrorData(error), this.#phase === 'starting' ? 'startFailed' : 'errorStop');
    this.#endMainPart(error);
  }

  get #currentStep(): string | null {
    return this.#runner.current?.definition.name ?? null;
  }

  #endMainPart(reason: Error): void {
    this.#gate.open();
    if (this.#phase === 'starting') this.#options.host.abort(reason);
    if (this.#phase !== 'main') return;
    this.#endDelay?.();
    this.#runner.current?.interrupt(reason);
  }

  async #open(): Promise<boolean> {
    if (this.#verdict.mainPartIsOver) return false;
    const { plan, dut, host } = this.#options;
    try {
      await host.open({
        dut,
        parameters: plan.parameters,
        hardwareConfig: this.#options.hardwareConfig ?? configOf(plan),
        log: (level, text) => this.#voice.log(level, text, this.#currentStep),
        hardwareStatus: (hardware, connected) => this.#voice.tell({ type: 'HARDWARE_STATUS', hardware, connected }),
      });
      return true;
    } catch (thrown) {
      const error = toErrorData(thrown, 'ENTRY_POINT_ERROR');
      // A stop ends the connecting as well; that is no fault.
      if (!this.#verdict.mainPartIsOver) this.#verdict.fault(error, 'startFailed');
      this.#voice.log('error', `the execution did not begin: ${error.message}`, null);
      return false;
    }
  }

  async #runMainPart(): Promise<void> {
    this.#phase = 'main';
    for (const placed of this.#stepsOf((group) => group !== 'cleanup')) {
      if (!(await this.#mayBegin(placed))) return;
      const skipped = await this.#runner.checkCondition(placed);
      if (skipped) this.#stepEnded(skipped);
      else await this.#runMainStep(placed);
    }
  }

  /** Waits until enough is committed. False when the main part has ended meanwhile. */
  async #mayBegin({ step }: PlacedStep): Promise<boolean> {
    if (this.#verdict.mainPartIsOver) return false;
    await this.#gate.untilUncommitted(step.actuates ? 0 : this.#options.plan.checkpointInterval - 1);
    return !this.#verdict.mainPartIsOver;
  }

  async #runMainStep(placed: PlacedStep): Promise<void> {
    const { step } = placed;
    let last: StepRecord | null = null;
    for (let attempt = 1; ; attempt += 1) {
      if (!(await this.#mayBegin(placed)) || !(await this.#announce(placed, attempt))) break;
      last = await this.#runner.run(placed, attempt);
      this.#verdict.attemptEnded(last);
      if (step.actuates || this.#verdict.mainPartIsOver || !this.#mayTryAgain(placed, last))
        return this.#stepEnded(last);
      this.#recordStep(last, placed.index);
      await this.#delay(step.retryDelayMs);
    }
    if (last) this.#verdict.stepEnded(last, this.#options.plan.stopOnFail);
  }

  /** Only what was broken is tried again: a missed limit stays missed, and what was left behind may still be running. */
  #mayTryAgain({ step }: PlacedStep, { attempt, status, measurements }: StepRecord): boolean {
    if (status !== 'error' || attempt > step.retry || this.#mustReplaceWorker) return false;
    return measurements.every(({ outcome }) => outcome !== 'FAIL');
  }

  /** Before a step acts, that it is about to is committed. False when the main part ended meanwhile: then it must not begin. */
  async #announce(placed: PlacedStep, attempt: number): Promise<boolean> {
    if (!placed.step.actuates) return true;
    this.#recordStarted(placed, attempt);
    await this.#gate.untilUncommitted(0);
    if (!this.#verdict.mainPartIsOver) return true;
    const skipReason = 'the main part ended before it began';
    this.#recordStep(
      { ...placeOf(placed, attempt), status: 'skipped', skipReason, durationMs: 0, measurements: [] },
      placed.index,
    );
    return false;
  }

  /** Cleanup steps, each for itself: nothing that happens in one keeps the next from running, and none waits for a commit. */
  async #runCleanup(): Promise<void> {
    this.#phase = 'ending';
    this.#gate.open();
    for (const placed of this.#stepsOf((group) => group === 'cleanup')) {
      killPoint('worker:in-cleanup');
      const skipped = await this.#runner.checkCondition(placed);
      const last = skipped ?? (await this.#runCleanupStep(placed));
      this.#recordStep(last, placed.index + 1);
      this.#verdict.cleanupEnded(last);
    }
  }

  async #runCleanupStep(placed: PlacedStep): Promise<StepRecord> {
    for (let attempt = 1; ; attempt += 1) {
      if (placed.step.actuates) this.#recordStarted(placed, attempt);
      const record = await this.#runner.run(placed, attempt);
      if (!this.#mayTryAgain(placed, record)) return record;
      this.#recordStep(record, placed.index);
      await this.#delay(placed.step.retryDelayMs);
    }
  }

  #stepsOf(wanted: (group: PlacedStep['step']['group']) => boolean): PlacedStep[] {
    return this.#options.plan.steps.map((step, index) => ({ step, index })).filter(({ step }) => wanted(step.group));
  }

  #recordStarted({ step: { name, group }, index }: PlacedStep, attempt: number): void {
    this.#gate.record({ type: 'stepStarted', name, group, index, attempt, at: this.#voice.clock.timestamp() });
  }

  #stepEnded(last: StepRecord): void {
    this.#verdict.stepEnded(last, this.#options.plan.stopOnFail);
    this.#recordStep(last, last.index + 1);
  }

  #recordStep(step: StepRecord, nextStepIndex: number): void {
    const { executionId } = this.#options;
    const { name, index, attempt, status } = step;
    this.#gate.record({ type: 'stepEnded', step, nextStepIndex }, (seq) =>
      this.#voice.tell({ type: 'STEP_COMPLETE', executionId, name, index, attempt, status, seq }),
    );
  }

  #storageFailed(error: CodedError): void {
    if (this.#phase === 'decided') return;
    this.#verdict.fault(toErrorData(error), 'storageFailed');
    this.#endMainPart(error);
  }

  #judgeClose({ failures }: CloseReport): void {
    for (const { hardware, action, error } of failures) {
      const message = `${action}() of "${hardware}" failed: ${error.message}`;
      this.#voice.log('error', message, null);
      // A connection that does not close harms nobody; an instrument that was not made safe may.
      if (action === 'safeStop') this.#verdict.fault({ code: 'CLEANUP_FAILED', message, details: { hardware } });
    }
  }

  get #mustReplaceWorker(): boolean {
    return this.#hadLateError || this.#runner.hasAbandoned;
  }

  async #finish(close: CloseReport): Promise<ExecutionResult> {
    const { executionId } = this.#options;
    const notCommitted = await this.#gate.flush();
    if (notCommitted) this.#verdict.fault(toErrorData(notCommitted), 'storageFailed');
    this.#phase = 'decided';
    const { clock } = this.#voice;
    const durationMs = Math.max(0, clock.monotonicMs() - this.#startMs);
    const ended = { ...this.#verdict.summary(), endedAt: clock.timestamp(), durationMs };
    const end = await recordEnd(ended, this.#gate, this.#voice);
    this.#voice.tell({ type: 'STATUS_UPDATE', executionId, state: end.state });
    return {
      ...end,
      executionId,
      startedAt: this.#startedAt,
      fenced: this.#gate.failure?.code === 'FENCED',
      mustReplaceWorker: this.#mustReplaceWorker || close.abandoned,
      close,
    };
  }

  async #delay(ms: number): Promise<void> {
    if (ms === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endDelay = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endDelay = null;
  }
}

const configOf = (plan: ExecutionPlan): HardwareConfig =>
  Object.fromEntries(Object.entries(plan.hardware).map(([id, { config }]) => [id, config]));
