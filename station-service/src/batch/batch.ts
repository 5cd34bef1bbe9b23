import { availableParallelism } from 'node:os';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { BatchVitals } from '@neurohub/contracts/monitor-rest';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type {
  BatchView,
  HardwareView,
  ManualAnswer,
  ManualBody,
  ManualHold,
  PromptView,
  StartSequenceBody,
} from '@neurohub/contracts/rest';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import type { WorkerHandle } from '@neurohub/worker-link';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { AuditWho } from '../storage/audit-who.ts';
import { acceptExecution } from './accept-execution.ts';
import { type AnswerRequest, answerPrompt, openPrompt } from './answer-prompt.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { BatchState } from './batch-state.ts';
import { ExecutionRecorder } from './execution-recorder.ts';
import { hardwareViews } from './hardware-views.ts';
import { InterruptedExecution } from './interrupted-execution.ts';
import type { LiveExecution } from './live-execution.ts';
import { LockOut, type UnlockRequest } from './lock-out.ts';
import { LogRelay } from './log-relay.ts';
import { ManualControl } from './manual-control.ts';
import { type Steering, steer } from './run-control.ts';
import { isResumed, type StartableExecution, type StartFailure, sendStart } from './send-start.ts';
import { TaskQueue } from './task-queue.ts';
import { WorkerLife } from './worker-life.ts';

const STOP_ATTEMPTS = 5;
const ENDED_MEANWHILE: ErrorData = {
  code: 'WORKER_CRASHED',
  message: 'the worker ended while the execution was being accepted',
};

/** A batch on which nothing is, and nothing begins. */
export interface BatchAtRest {
  readonly config: BatchConfig;
  /**
   * Has it take the version of its package that is in use now: in a fresh process, if it had one, or was to have one and failed.
   * `isTrial`: a failure is no death of its process. @throws why it cannot
   */
  takePackage(how: { isTrial: boolean }): Promise<LoadedPackage>;
}

/**
 * One batch: its worker process and the execution it shows. Commands that change the process are worked off one after the other;
 * Stop and the end of the process are handled at once, whatever is queued.
 */
export class Batch {
  readonly config: BatchConfig;
  readonly recorder: ExecutionRecorder;
  readonly #deps: BatchDependencies;
  readonly #queue = new TaskQueue();
  readonly #logs: LogRelay;
  readonly #state: BatchState;
  readonly #manual: ManualControl;
  readonly #interrupted: InterruptedExecution;
  readonly #lockOut: LockOut;
  readonly #life: WorkerLife;
  /** Why it ends for good. */
  #ending: string | null = null;

  /** @param place `version`: clients know an earlier batch of this id up to this one */
  constructor(config: BatchConfig, place: { slot: number; version: number }, deps: BatchDependencies) {
    this.config = config;
    this.#deps = deps;
    this.#logs = new LogRelay(config.id, deps);
    this.#state = new BatchState(config, place, () => deps.events.emit('batchChanged', this.view));
    this.recorder = new ExecutionRecorder(config.id, deps, () => this.#state.refresh());
    const loaded = () => this.#state.package;
    this.#interrupted = new InterruptedExecution({ batch: config, deps, recorder: this.recorder, loaded });
    this.#lockOut = new LockOut({ batchId: config.id, safety: deps.safety, alarms: deps.alarms, logs: this.#logs });
    const show: BatchState['showManual'] = (session, ended) => this.#state.showManual(session, ended);
    this.#manual = new ManualControl({ batch: config, deps, logs: this.#logs, show });
    this.#life = new WorkerLife({
      ...{ config, deps, logs: this.#logs, state: this.#state, recorder: this.recorder, queue: this.#queue },
      ...{ interrupted: this.#interrupted, manual: this.#manual, lockOut: this.#lockOut },
      stopSequence: () => this.stopSequence(),
      startBatch: () => this.start(),
      isEnding: () => this.#ending !== null,
    });
  }

  get view(): BatchView {
    const execution = this.recorder.live?.view ?? null;
    return this.#state.view({ pid: this.#life.worker?.process.pid ?? null, execution, recovery: this.#life.recovery });
  }

  /** How its process is, for whoever looks after the station. */
  get vitals(): BatchVitals {
    const { id: batchId, recovery, resourceLimits } = this.config;
    return {
      ...{ batchId, upMs: null, signOfLifeMs: null, ...this.#life.vitals },
      maxMemoryBytes: resourceLimits.maxMemoryBytes ?? null,
      cores: resourceLimits.cpuAffinity?.length ?? availableParallelism(),
      ...{ deaths: this.#life.deaths, maxDeaths: recovery.maxRetries },
    };
  }

  /** Reads the package, so that the screen shows its steps before the first start. A broken one is shown, never thrown. */
  async readPackage(): Promise<void> {
    try {
      this.#state.showPackage(await this.#loadPackage());
    } catch (thrown) {
      this.#state.showError(toErrorData(thrown));
    }
  }

  #loadPackage(): Promise<LoadedPackage> {
    const { id: batchId, sequencePackage, simulation: isSimulated } = this.config;
    return this.#deps.packages.load(sequencePackage, { batchId, isSimulated });
  }

  /** Starts the worker. @throws BATCH_ALREADY_RUNNING, or why the start failed. */
  start(): Promise<void> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      if (this.#life.worker) throw new CodedError('BATCH_ALREADY_RUNNING', `batch ${this.config.id} is running`);
      await this.#life.start();
      await this.#goOnByItself();
    });
  }

  /** Stops a running execution with its cleanup, then the worker. @throws BATCH_NOT_RUNNING. */
  stop(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#life.cancelRestart()) return this.#state.enter('stopped');
      if (!this.#life.worker) throw new CodedError('BATCH_NOT_RUNNING', `batch ${this.config.id} is not running`);
      await this.#life.stop('operatorStop');
    });
  }

  restart(): Promise<void> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      await this.#life.stop('operatorStop');
      await this.#life.start();
      await this.#goOnByItself();
    });
  }

  /**
   * Goes on with the execution that lost its process, in a fresh one. `by`: who wants it so.
   * @throws NOT_INTERRUPTED; RESUME_REFUSED when something is not as it was; or why the worker cannot be started
   */
  resumeExecution(executionId: string, { by }: { by?: string | undefined } = {}): Promise<{ executionId: string }> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      this.#assertInterrupted(executionId);
      if (!this.#life.worker) await this.#life.start();
      await this.#goOn(by);
      return { executionId };
    });
  }

  /** Closes the execution that lost its process. @throws NOT_INTERRUPTED */
  discardExecution(executionId: string): Promise<{ executionId: string }> {
    return this.#queue.add(async () => {
      this.#assertInterrupted(executionId);
      await this.#interrupted.close();
      return { executionId };
    });
  }

  /** The execution that has no process and is not closed. */
  get interruptedId(): string | null {
    return this.#interrupted.id;
  }

  /** Shows an execution that an earlier life of the station left open. */
  showLeftover(record: ExecutionRecord): void {
    this.#interrupted.showLeftover(record);
  }

  /** Accepts and starts one execution. Every refusal has its own code; an accepted execution is a stored one, whatever follows. */
  startSequence(body: StartSequenceBody, by?: AuditWho): Promise<{ executionId: string }> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      const accepted = await acceptExecution(body, {
        ...{ batch: this.config, deps: this.#deps, epoch: this.#life.epoch },
        ready: () => this.#readyWorker().loaded,
        makeWay: () => this.#manual.makeWay(this.#life.worker),
        by,
      });
      if ('repeated' in accepted) return accepted.repeated;
      killPoint('service:after-accept');
      this.recorder.begin(accepted, this.#life.epoch);
      await this.#sendStart(accepted);
      return { executionId: accepted.executionId };
    });
  }

  /**
   * Stops the execution; its cleanup runs. Not queued: Stop is sent before anything else; the code of a step may keep it waiting
   * (`blockedUntil`). A repeat changes nothing.
   */
  async stopSequence(): Promise<{ executionId: string }> {
    const executionId = this.recorder.runningId;
    if (!executionId || !this.#life.worker)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `batch ${this.config.id} is not executing`);
    const sent = this.#life.worker.command(
      { type: 'STOP_SEQUENCE', executionId },
      { urgent: true, attempts: STOP_ATTEMPTS },
    );
    this.recorder.stopAsked();
    // It gets it as soon as its code lets go of the process.
    if (this.#state.isBlocked) sent.catch((thrown) => this.#stopIsQueued(toErrorData(thrown)));
    else await sent;
    return { executionId };
  }

  #stopIsQueued({ code, message }: ErrorData): void {
    if (code !== 'WORKER_TIMEOUT') this.#logs.service('warning', `Stop: ${message}`, this.recorder.runningId);
  }

  /** What a person wants between two steps. @throws SEQUENCE_NOT_RUNNING, NOT_PAUSED */
  steer(steering: Steering): Promise<{ executionId: string }> {
    const { recorder } = this;
    return steer(steering, { batchId: this.config.id, recorder, worker: this.#life.worker, logs: this.#logs });
  }

  /**
   * Ends the process at once, without cleanup; its instruments are made safe by others. Not queued, and it waits for nothing: it works
   * while the process stands still, or nothing can be stored. A fresh process follows. @throws SEQUENCE_NOT_RUNNING
   */
  killSequence({ by, reason }: { by?: string | undefined; reason: string }): { executionId: string } {
    const executionId = this.recorder.runningId;
    if (!executionId || !this.#life.worker)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `batch ${this.config.id} is not executing`);
    // Whatever becomes of this process, the execution is not to go on in another.
    this.recorder.stopAsked();
    const why = `killed by ${by ?? 'somebody'}: ${reason}`;
    if (this.#life.kill(why)) this.#logs.service('warning', why, executionId);
    return { executionId };
  }

  /** Its instruments, with what can be done by hand. @throws why its package cannot be read */
  get hardware(): HardwareView[] {
    const { package: loaded, error } = this.#state;
    if (loaded) return hardwareViews(loaded, { batch: this.config, shown: this.view.hardware });
    const { code, message, details } = error ?? { code: 'BATCH_NOT_RUNNING', message: 'its package is being read' };
    throw new CodedError(code, message, { details });
  }

  /** Carries out one manual command. The queue is held until it has begun, not until it is done. Every refusal has its own code. */
  async control(body: ManualBody): Promise<ManualAnswer> {
    const { answer } = await this.#queue.add(async () => {
      this.#assertUsable();
      return this.#manual.begin(body, this.#readyWorker());
    });
    return answer;
  }

  /** Gives manual control to one screen. @throws MANUAL_HELD, MANUAL_BUSY, or why the batch cannot be controlled now */
  takeManual(by: string | undefined): Promise<ManualHold> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      this.#readyWorker();
      return this.#manual.take(by);
    });
  }

  /** Whether this value has been polled in the session that is open. */
  hasPolled(body: ManualBody): boolean {
    return this.#manual.hasPolled(body);
  }

  /** Ends the manual session. @throws CLEANUP_FAILED for an instrument that could not be made safe */
  endManual(): Promise<void> {
    return this.#queue.add(() => this.#manual.end(this.#life.worker));
  }

  /** The screen that had manual control is gone. Nothing happens when somebody else has it by now. Gives whether it had it. */
  releaseManual(hold: string): Promise<boolean> {
    return this.#queue.add(() => this.#manual.release(hold, this.#life.worker));
  }

  get isLockedOut(): boolean {
    return this.#lockOut.isLocked;
  }

  /** Nobody knows the state of these instruments: nothing begins before somebody has looked. */
  lockOut(unsafe: readonly SafeStopResult[]): void {
    this.#lockOut.lock(unsafe);
    this.#state.enter('locked-out', this.#lockOut.error);
  }

  /** Its process died too often in an earlier life of the station. */
  stayLockedOut(error: ErrorData): void {
    this.#lockOut.giveUp(error);
    this.#state.enter('locked-out', this.#lockOut.error);
  }

  /**
   * Tries once more to make everything safe, then lets the batch begin again. @throws BATCH_NOT_LOCKED_OUT; INSTRUMENT_NOT_SAFE, unless
   * a person says to have made it safe by hand
   */
  unlock(request: UnlockRequest): Promise<void> {
    return this.#queue.add(async () => {
      this.#assertNotEnding();
      await this.#lockOut.open(request);
      await this.#deps.storage.lockOut(this.config.id, null);
      this.#life.forgetDeaths();
      this.#state.enter('stopped', null);
      // A start that fails is shown by the batch.
      this.start().catch(() => undefined);
    });
  }

  /** Hands an operator's answer to the execution. Not queued: whoever waits for it may be what the queue waits for. */
  answerPrompt(request: AnswerRequest): Promise<{ executionId: string; promptId: string }> {
    const place = { batchId: this.config.id, live: this.#running, worker: this.#life.worker, clock: this.#deps.clock };
    return answerPrompt(request, place);
  }

  /** A prompt that waits, and the package that asks. @throws PROMPT_NOT_FOUND. */
  openPrompt(promptId: string): { prompt: PromptView; package: LoadedPackage | null } {
    const prompt = openPrompt(promptId, { batchId: this.config.id, live: this.#running });
    return { prompt, package: this.#state.package };
  }

  /** Shows who has the shared instruments now. */
  showHolders(): void {
    this.#state.showHolders((instrument) => this.#deps.shared.holderOf(instrument));
  }

  /** Makes safe and stops because the station ends. */
  shutDown(): Promise<void> {
    this.#ending = 'the station is ending';
    this.#life.cancelRestart();
    return this.#queue.add(() => this.#life.stop('serviceLost'));
  }

  /** Why it cannot be given another configuration now; null when it can. */
  get busyWith(): string | null {
    const { processState, manual } = this.view;
    if (this.recorder.runningId !== null) return 'its test';
    if (this.#interrupted.id !== null) return 'an interrupted test: continue or close it';
    if (manual !== null) return 'the manual session';
    if (this.#life.recovery !== null) return 'the restart of its process';
    if (processState === 'locked-out') return 'the lock-out: unlock it';
    return processState === 'idle' || processState === 'stopped' ? null : `the state ${processState} of its process`;
  }

  /**
   * Has something done while the batch is at rest: nothing begins meanwhile, and what is asked for is done afterwards. Null, and nothing
   * is done, when it is busy.
   */
  atRest<T>(task: (batch: BatchAtRest) => Promise<T>): Promise<{ result: T } | null> {
    return this.#queue.add(async () => {
      if (this.#ending !== null || this.busyWith !== null) return null;
      const { error } = this.#state;
      const isUp = this.#life.worker !== null || (this.config.autoStart && error !== null);
      const takePackage = (how: { isTrial: boolean }) => this.#takePackage({ ...how, isUp });
      return { result: await task({ config: this.config, takePackage }) };
    });
  }

  async #takePackage({ isTrial, isUp }: { isTrial: boolean; isUp: boolean }): Promise<LoadedPackage> {
    await this.#life.stop('serviceLost');
    this.#lockOut.assertOpen();
    if (isUp) await this.#life.start({ isTrial });
    else {
      this.#state.showPackage(await this.#loadPackage());
      this.#state.enter('stopped', null);
    }
    const { package: loaded } = this.#state;
    if (loaded) return loaded;
    throw new CodedError('BATCH_NOT_RUNNING', `batch ${this.config.id} has no package`);
  }

  /** Ends it for good, with its process, when nothing is on; nothing happens when something is. True when it has ended. */
  retire(reason: string): Promise<boolean> {
    return this.#queue.add(async () => {
      if (this.#ending !== null || this.busyWith !== null) return false;
      this.#ending = reason;
      await this.#life.stop('serviceLost');
      if (!this.#lockOut.isLocked) return true;
      // What it could not make safe has to be looked at first.
      this.#ending = null;
      return false;
    });
  }

  /** Ends the process without any cleanup: the last resort of a shutdown that takes too long. */
  kill(): void {
    this.#life.kill();
  }

  get #running(): LiveExecution | null {
    return this.recorder.runningId === null ? null : this.recorder.live;
  }

  #assertNotEnding(): void {
    if (this.#ending !== null) throw new CodedError('SHUTTING_DOWN', this.#ending);
  }

  #assertUsable(): void {
    this.#assertNotEnding();
    this.#lockOut.assertOpen();
  }

  #assertInterrupted(executionId: string): void {
    if (this.#interrupted.id === executionId) return;
    throw new CodedError('NOT_INTERRUPTED', `execution ${executionId} of batch ${this.config.id} is not interrupted`);
  }

  #readyWorker(): { worker: WorkerHandle; loaded: LoadedPackage } {
    const { id } = this.config;
    const executionId = this.recorder.runningId;
    if (executionId) {
      const message = `batch ${id} is testing ${this.recorder.live?.view.dut.serialNumber}`;
      throw new CodedError('SEQUENCE_ALREADY_RUNNING', message, { details: { executionId } });
    }
    const interruptedId = this.#interrupted.id;
    if (interruptedId) {
      const message = `the test of ${this.recorder.live?.view.dut.serialNumber} was interrupted: continue or close it first`;
      throw new CodedError('SEQUENCE_ALREADY_RUNNING', message, { details: { executionId: interruptedId } });
    }
    return this.#idleWorker();
  }

  #idleWorker(): { worker: WorkerHandle; loaded: LoadedPackage } {
    const { id } = this.config;
    const { processState, package: loaded } = this.#state;
    if (!this.#life.worker || !loaded || processState !== 'idle')
      throw new CodedError('BATCH_NOT_RUNNING', `batch ${id} is ${processState}`);
    return { worker: this.#life.worker, loaded };
  }

  async #goOn(by: string | undefined): Promise<void> {
    const { loaded } = this.#idleWorker();
    const resumed = await this.#interrupted.takeOver({ loaded, epoch: this.#life.epoch, by });
    killPoint('service:after-take-over');
    this.recorder.goOn(this.#life.epoch);
    await this.#sendStart(resumed);
  }

  /** What needs nobody but a process. What keeps it from going on is shown, and left to a person. */
  async #goOnByItself(): Promise<void> {
    this.#interrupted.review();
    if (!this.#interrupted.goesOnByItself) return;
    try {
      await this.#goOn(undefined);
    } catch (thrown) {
      const error = toErrorData(thrown);
      this.#logs.service('error', `the interrupted execution did not go on: ${error.message}`, this.#interrupted.id);
      this.#interrupted.refused(error);
    }
  }

  async #sendStart(execution: StartableExecution): Promise<void> {
    const worker = this.#life.worker;
    if (!worker) return this.#notStarted(execution, { error: ENDED_MEANWHILE, worker: 'refused' });
    this.#state.enter('running');
    const failure = await sendStart(worker, execution);
    // The process has ended: #onExit, which knows how, closes the execution.
    if (!failure || failure.worker === 'ended') return;
    await this.#notStarted(execution, failure);
    // A worker that does not answer may still begin later: it has to go. Its records are refused, for the execution is not its own.
    if (failure.worker === 'silent') this.kill();
    else if (this.#life.worker) this.#state.enter('idle');
  }

  async #notStarted(execution: StartableExecution, { error, worker }: StartFailure): Promise<void> {
    if (!isResumed(execution)) return this.recorder.close({ endReason: 'startFailed', error });
    await this.#interrupted.settle(error, { endReason: 'crashed', armed: [] });
    if (worker === 'refused' && this.#life.worker) this.#interrupted.refused(error);
  }
}
