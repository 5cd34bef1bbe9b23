/**
 * One execution, in the order of docs/event-sequence.md. Calls the sequence through its host, hands every event to the recorder, and
 * lets no setup or main step begin before what came before it is committed.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { Dut, ExecutionPlan } from '@neurohub/contracts/record';
import type { Resume } from '@neurohub/contracts/resume';
import { unrestoredStep } from '@neurohub/contracts/resume-attempts';
import type { ExecutionState } from '@neurohub/contracts/vocabulary';
import { checkPlan } from './check-plan.ts';
import { CommitGate } from './commit-gate.ts';
import { describeError } from './describe-error.ts';
import { EarlierAttempts } from './earlier-attempts.ts';
import { type ExecutionEnd, recordEnd } from './execution-end.ts';
import { type Clock, type Recorder, type Resources, systemClock, type TelemetrySink } from './execution-ports.ts';
import { ExecutionPrompts } from './execution-prompts.ts';
import { ExecutionVoice } from './execution-voice.ts';
import { FrozenTraffic } from './frozen-traffic.ts';
import { HardwareKeeper } from './hardware-keeper.ts';
import { type Asker, PauseGate } from './pause-gate.ts';
import type { AnswerSource, FindImage, GivenAnswer } from './prompt-ports.ts';
import { ResourceDesk } from './resource-desk.ts';
import { resumeCursor } from './resume-cursor.ts';
import type { CloseReport, HardwareConfig, SequenceHost } from './sequence-host.ts';
import { SequenceLimit } from './sequence-limit.ts';
import { StateKeeper } from './state-keeper.ts';
import { StepFlow } from './step-flow.ts';
import { promptNotFound } from './step-prompts.ts';
import { StepRunner } from './step-runner.ts';
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
  /** @default the machine's */
  clock?: Clock;
  /** What is shared with other batches. @default nothing can be had: a step that uses shared hardware is in error */
  resources?: Resources;
  /** Told when the time limit of the running step stands still, and when it goes on. */
  stoodStill?: (isStandingStill: boolean) => void;
  /** Answers prompts without a station. @default they wait for {@link Execution.answerPrompt} */
  answers?: AnswerSource;
  /** Pictures for prompts. @default there are none: asking with one is an error */
  findImage?: FindImage;
  /** Goes on with an execution that lost its process. The recorder goes on after `lastSeq`. @default it begins */
  resume?: Resume | undefined;
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

/** How a fault between steps ends the main part; after it there is nothing left to end. */
const END_REASON_OF = { starting: 'startFailed', main: 'errorStop', ending: undefined } as const;

export class Execution {
  readonly #options: ExecutionOptions;
  readonly #voice: ExecutionVoice;
  readonly #runner: StepRunner;
  readonly #gate: CommitGate;
  readonly #prompts: ExecutionPrompts;
  readonly #verdict: VerdictTracker;
  readonly #flow: StepFlow;
  readonly #pauses: PauseGate;
  readonly #limit: SequenceLimit;
  readonly #startedAt: string;
  readonly #startMs: number;
  /** The main part had ended in a process that died: only cleanup steps are left. */
  readonly #wasOver: boolean;
  #phase: Phase = 'starting';
  #hadLateError = false;
  #closeAbandoned = false;

  constructor(options: ExecutionOptions) {
    const clock = options.clock ?? systemClock;
    this.#options = options;
    this.#voice = new ExecutionVoice(options.executionId, options.telemetry, clock);
    this.#gate = new CommitGate(options.recorder, (error) => this.#storageFailed(error));
    const { host, answers, findImage, resume } = options;
    this.#verdict = new VerdictTracker(resume?.checkpoint.verdict);
    this.#refuseUnrestored();
    this.#wasOver = this.#verdict.mainPartIsOver;
    this.#prompts = new ExecutionPrompts({ gate: this.#gate, clock, answers, findImage });
    const state = new StateKeeper(() => host.readState(), resume?.checkpoint.state);
    const earlier = new EarlierAttempts(resume?.attempts);
    const { sequenceMs, pauseMs } = options.plan.timeLimits ?? {};
    this.#limit = new SequenceLimit({
      ...{ limitMs: sequenceMs, spentMs: resume?.checkpoint.activeMs ?? 0, clock },
      reached: () => this.#outOfTime('SEQUENCE_TIMEOUT', 'setup and main steps took longer than', sequenceMs ?? 0),
    });
    this.#runner = new StepRunner({
      host,
      state,
      traffic: new FrozenTraffic(() => host.traffic()),
      voice: this.#voice,
      limits: options.plan.limits,
      prompts: this.#prompts,
      stoodStill: options.stoodStill ?? (() => undefined),
      waits: (isWaiting) => this.#limit.stand('wait', isWaiting),
    });
    this.#pauses = new PauseGate({
      record: (event) => this.#gate.record(event),
      tell: (isPaused) => {
        this.#limit.stand('pause', isPaused);
        this.#voice.tell({
          ...{ type: 'STATUS_UPDATE', executionId: options.executionId, state: isPaused ? 'paused' : 'running' },
        });
      },
      clock,
      pauseOnFail: options.plan.pauseOnFail ?? false,
      limitMs: pauseMs,
      reached: (limitMs) => this.#outOfTime('PAUSE_TIMEOUT', 'nobody ended the pause within', limitMs),
    });
    const hardware = new HardwareKeeper({
      ...{ host, policy: options.plan.hardwareErrors, pauses: this.#pauses, runner: this.#runner, voice: this.#voice },
      record: (event) => this.#gate.record(event),
      isOver: () => this.#verdict.mainPartIsOver,
      fail: (error) => this.fail(error),
    });
    this.#flow = new StepFlow({
      hardware,
      pauses: this.#pauses,
      plan: options.plan,
      runner: this.#runner,
      gate: this.#gate,
      state,
      verdict: this.#verdict,
      voice: this.#voice,
      desk: new ResourceDesk({ hardware: options.plan.hardware, resources: options.resources, voice: this.#voice }),
      mayRetry: () => !this.mustReplaceWorker,
      earlier,
      skipInDoubt: resume?.skipInDoubt ?? false,
      cursor: resume ? resumeCursor(resume, { plan: options.plan, earlier, isOver: this.#wasOver }) : null,
      resumption: resume?.resumption,
      elapsed: () => ({
        elapsedMs: this.#elapsedMs,
        ...(sequenceMs !== undefined && { activeMs: this.#limit.spentMs }),
      }),
      cleansUp: (isOn) => this.#limit.stand('cleanup', isOn),
    });
    this.#startedAt = resume?.startedAt ?? clock.timestamp();
    this.#startMs = clock.monotonicMs();
  }

  /** For GET_STATUS and heartbeats. */
  get status(): { executionId: string; state: ExecutionState; step: string | null } {
    const isPaused = this.#pauses.state === 'paused' || this.#pauses.state === 'pausedAfterFailure';
    const state = isPaused ? 'paused' : this.#runner.wait ? 'waiting' : 'running';
    return { executionId: this.#options.executionId, state, step: this.#currentStep };
  }

  /** Code of the package may still be running when this execution has ended: the process must not execute again. */
  get mustReplaceWorker(): boolean {
    return this.#hadLateError || this.#runner.hasAbandoned || this.#closeAbandoned;
  }

  /** Runs from `executionStarted` to `executionEnded`. Called once; never rejects. */
  async run(): Promise<ExecutionResult> {
    this.#recordBeginning();
    this.#voice.tell({ type: 'STATUS_UPDATE', executionId: this.#options.executionId, state: 'running' });
    await this.#gate.untilUncommitted(0);
    if (await this.#open()) {
      this.#phase = 'main';
      this.#limit.start();
      await this.#flow.runMainPart();
      this.#limit.end();
      this.#pauses.end();
      this.#phase = 'ending';
      await this.#flow.runCleanup();
    }
    this.#phase = 'ending';
    const close = await this.#options.host.close();
    this.#judgeClose(close);
    // The last turn in which something that nobody awaited can still be reported.
    await nextTurn();
    return this.#finish(close);
  }

  /** Stands before the next setup or main step, until somebody says how to go on. A repeat changes nothing. @throws CodedError NOT_PAUSABLE in cleanup */
  pause(asker: Asker): void {
    this.#pauses.pause(asker);
  }

  /** Goes on. @throws CodedError NOT_PAUSED */
  resume(asker: Asker): void {
    this.#pauses.resume(asker);
  }

  /** Runs one step, then pauses again. @throws CodedError NOT_PAUSED */
  stepOver(asker: Asker): void {
    this.#pauses.stepOver(asker);
  }

  /** Leaves out the step that would come next: never PASS, unless it is not required. @throws CodedError NOT_PAUSED, NOTHING_TO_SKIP */
  skipStep(asker: Asker & { reason: string }): void {
    this.#pauses.skip(asker);
  }

  /**
   * Runs the step again that has just failed. Its attempts are all kept, and it is told by `hadFailure`.
   * @throws CodedError NOT_PAUSED, NOTHING_TO_RETRY, CONFIRMATION_NEEDED
   */
  retryStep(asker: Asker & { confirm?: boolean | undefined }): void {
    this.#pauses.retry(asker);
  }

  /** Ends the main part; cleanup steps run. A second stop changes nothing, nor does one after the verdict. */
  stop(reason: StopReason): void {
    if (this.#phase === 'decided') return;
    this.#verdict.stopped(reason);
    const message = reason === 'operatorStop' ? 'stopped by the operator' : 'the station is ending';
    const error = new CodedError('STEP_ABORTED', message);
    this.#endMainPart(error);
    // Cleanup may ask after a Stop, but no service is there to ask for it.
    if (reason === 'serviceLost') this.#prompts.end(error);
  }

  /**
   * Takes an error that nothing awaited (unhandled rejection, uncaught exception). It makes the step of that moment `error`, or the
   * execution where no step is running. Afterwards this process cannot be trusted with another execution.
   */
  reportLateError(thrown: unknown): void {
    this.#hadLateError = true;
    if (this.#phase === 'decided') return;
    const { message } = describeError(thrown, 'LATE_ERROR');
    const error = new CodedError('LATE_ERROR', `nothing awaited what failed later: ${message}`, { cause: thrown });
    this.#voice.log('error', error.message, this.#currentStep);
    const attempt = this.#runner.current;
    attempt?.addFault(error);
    if (this.#phase === 'ending' || this.#flow.isCleaningUp) attempt?.interrupt(error);
    if (!attempt) this.#verdict.fault(describeError(error, 'LATE_ERROR'), END_REASON_OF[this.#phase]);
    this.#endMainPart(error);
  }

  /** Hands an answer to the step that waits for it. The first one counts. @throws CodedError PROMPT_NOT_FOUND, ANSWER_INVALID */
  answerPrompt(given: GivenAnswer): void {
    const attempt = this.#runner.current;
    if (!attempt) throw promptNotFound(given.promptId);
    attempt.answer(given);
  }

  /** Something from outside makes it impossible to go on, e.g. a lease was broken: the main part ends, cleanup steps run, verdict ERROR. */
  fail(error: CodedError): void {
    if (this.#phase === 'decided') return;
    this.#voice.log('error', error.message, this.#currentStep);
    this.#verdict.fault(toErrorData(error), END_REASON_OF[this.#phase]);
    this.#endMainPart(error);
  }

  /** It has had as long as the station lets it. */
  #outOfTime(code: 'SEQUENCE_TIMEOUT' | 'PAUSE_TIMEOUT', what: string, limitMs: number): void {
    const message = `${what} ${limitMs / 1000} s`;
    const error = new CodedError(code, message, { details: { limitMs } });
    this.#voice.log('error', message, this.#currentStep);
    this.#verdict.fault(toErrorData(error), 'timeout');
    this.#endMainPart(error);
  }

  /** Without the times in which it had no process. */
  get #elapsedMs(): number {
    const before = this.#options.resume?.checkpoint.elapsedMs ?? 0;
    return before + Math.max(0, this.#voice.clock.monotonicMs() - this.#startMs);
  }

  #recordBeginning(): void {
    const { resume } = this.#options;
    if (!resume?.startedAt) this.#gate.record({ type: 'executionStarted', at: this.#startedAt });
    if (!resume) return;
    const { resumption, planHash, checkpoint } = resume;
    const { nextStepIndex, iterations } = checkpoint;
    this.#gate.record({
      ...{ type: 'executionResumed', at: this.#voice.clock.timestamp(), resumption, planHash, nextStepIndex },
      ...(iterations && iterations.length > 0 && { nextIterations: iterations }),
    });
  }

  /** The steps that are left would judge what is not there any more: only the way out is left. */
  #refuseUnrestored(): void {
    const { resume, plan } = this.#options;
    const step = resume && unrestoredStep(plan.steps, resume.checkpoint, resume.attempts);
    if (!step || this.#verdict.mainPartIsOver) return;
    const message = `step "${step}" had moved or powered something, and does not say whether a resume restores it`;
    this.#verdict.fault({ code: 'RESUME_ABORTED', message, details: { step } }, 'errorStop');
  }

  get #currentStep(): string | null {
    return this.#runner.current?.definition.name ?? null;
  }

  #endMainPart(reason: Error): void {
    this.#gate.open();
    if (this.#phase === 'starting') this.#options.host.abort(reason);
    this.#limit.cancel();
    if (this.#phase !== 'main' || this.#flow.isCleaningUp) return;
    this.#flow.endWaits(reason);
    this.#runner.current?.interrupt(reason);
  }

  async #open(): Promise<boolean> {
    if (this.#verdict.mainPartIsOver && !this.#wasOver) return false;
    const { plan, dut, host, resume } = this.#options;
    try {
      checkPlan(plan);
      await host.open({
        dut,
        parameters: plan.parameters,
        hardwareConfig: this.#options.hardwareConfig ?? configOf(plan),
        clock: this.#voice.clock,
        ...(resume?.checkpoint.state && { state: resume.checkpoint.state }),
        turns: () => this.#runner.turns,
        log: (level, text) => this.#voice.log(level, text, this.#currentStep),
        hardwareStatus: (hardware, connected, details) => this.#voice.hardware(hardware, connected, details),
      });
      return true;
    } catch (thrown) {
      const error = describeError(thrown, 'ENTRY_POINT_ERROR');
      // A stop ends the connecting as well; that is no fault.
      const isFault = this.#wasOver || !this.#verdict.mainPartIsOver;
      if (isFault) this.#verdict.fault(error, resume ? 'errorStop' : 'startFailed');
      this.#voice.log('error', `the execution did not ${resume ? 'go on' : 'begin'}: ${error.message}`, null);
      return false;
    }
  }

  #storageFailed(error: CodedError): void {
    if (this.#phase === 'decided') return;
    this.#verdict.fault(toErrorData(error), 'storageFailed');
    this.#endMainPart(error);
  }

  #judgeClose({ failures, abandoned }: CloseReport): void {
    this.#closeAbandoned = abandoned;
    for (const { hardware, action, error } of failures) {
      const message = `${action}() of "${hardware}" failed: ${error.message}`;
      this.#voice.log('error', message, null);
      // A connection that does not close harms nobody; an instrument that was not made safe may.
      if (action === 'safeStop') this.#verdict.fault({ code: 'CLEANUP_FAILED', message, details: { hardware } });
    }
  }

  async #finish(close: CloseReport): Promise<ExecutionResult> {
    const { executionId } = this.#options;
    const notCommitted = await this.#gate.flush();
    if (notCommitted) this.#verdict.fault(toErrorData(notCommitted), 'storageFailed');
    this.#phase = 'decided';
    const { clock } = this.#voice;
    const durationMs = this.#elapsedMs;
    const ended = { ...this.#verdict.summary(), endedAt: clock.timestamp(), durationMs };
    const end = await recordEnd(ended, this.#gate, this.#voice);
    this.#voice.tell({ type: 'STATUS_UPDATE', executionId, state: end.state });
    return {
      ...end,
      executionId,
      startedAt: this.#startedAt,
      fenced: this.#gate.failure?.code === 'FENCED',
      mustReplaceWorker: this.mustReplaceWorker,
      close,
    };
  }
}

const configOf = (plan: ExecutionPlan): HardwareConfig =>
  Object.fromEntries(Object.entries(plan.hardware).map(([id, { config }]) => [id, config]));
