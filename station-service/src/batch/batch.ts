import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { RecordMessage, RecordReply, Telemetry } from '@neurohub/contracts/ipc';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type {
  BatchView,
  HardwareView,
  ManualAnswer,
  ManualBody,
  PromptView,
  StartSequenceBody,
} from '@neurohub/contracts/rest';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import { WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import { type WorkerExit, WorkerHandle } from '@neurohub/worker-link';
import { isoIn } from '../core/clock.ts';
import { armedBy } from '../core/left-armed.ts';
import { endProcesses } from '../core/process-table.ts';
import type { LoadedPackage } from '../sequence/package-store.ts';
import { acceptExecution } from './accept-execution.ts';
import { type AnswerRequest, answerPrompt, openPrompt } from './answer-prompt.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { BatchState } from './batch-state.ts';
import { ExecutionRecorder } from './execution-recorder.ts';
import { errorOfExit, errorOfFailedStart, isWorthAnotherTry } from './exit-class.ts';
import { hardwareViews } from './hardware-views.ts';
import { InterruptedExecution } from './interrupted-execution.ts';
import type { LiveExecution } from './live-execution.ts';
import { LockOut, type UnlockRequest } from './lock-out.ts';
import { LogRelay } from './log-relay.ts';
import { ManualControl } from './manual-control.ts';
import { Recovery } from './recovery.ts';
import { ResourceUse } from './resource-use.ts';
import { type Steering, steer } from './run-control.ts';
import { isResumed, type StartableExecution, type StartFailure, sendStart } from './send-start.ts';
import type { ResourceUser } from './shared-resources.ts';
import { TaskQueue } from './task-queue.ts';
import { WorkerAge } from './worker-age.ts';
import { WorkerWatch } from './worker-watch.ts';

const START_TIMEOUT_MS = 15_000;
/** The longest a worker may take to run its cleanup before it is ended. */
const SHUTDOWN_TIMEOUT_MS = 30_000;
const STOP_ATTEMPTS = 5;
const LEAVE_TIMEOUT_MS = 10_000;
const ENDED_MEANWHILE: ErrorData = {
  code: 'WORKER_CRASHED',
  message: 'the worker ended while the execution was being accepted',
};

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
  readonly #recovery: Recovery;
  readonly #age: WorkerAge;
  readonly #resources: ResourceUse;
  #worker: WorkerHandle | null = null;
  #epoch = 0;
  #isEnding = false;
  /** Said that it ends after its execution: a fresh worker takes over, however it ends. */
  #leaving: WorkerHandle | null = null;
  /** A person has ended it. */
  #killed: { worker: WorkerHandle; reason: string } | null = null;
  /** Was ended because it stood still. */
  #stoodStill: WorkerHandle | null = null;
  /** Was ended because it had more memory than it may. */
  #overMemory: { worker: WorkerHandle; had: string } | null = null;

  constructor(config: BatchConfig, slot: number, deps: BatchDependencies) {
    this.config = config;
    this.#deps = deps;
    this.#logs = new LogRelay(config.id, deps);
    this.#state = new BatchState(config, slot, () => deps.events.emit('batchChanged', this.view));
    this.recorder = new ExecutionRecorder(config.id, deps, () => this.#state.refresh());
    const loaded = () => this.#state.package;
    this.#interrupted = new InterruptedExecution({ batch: config, deps, recorder: this.recorder, loaded });
    this.#lockOut = new LockOut({ batchId: config.id, safety: deps.safety, alarms: deps.alarms, logs: this.#logs });
    this.#age = new WorkerAge(config.recovery);
    this.#resources = new ResourceUse({
      ...{ batchId: config.id, limits: config.resourceLimits, sampler: deps.sampler, alarms: deps.alarms },
      show: (resources) => this.#state.showResources(resources),
      warn: (message) => this.#logs.service('warning', message, null),
    });
    this.#recovery = new Recovery({ config: config.recovery, clock: deps.clock, onDue: () => this.#restart() });
    const show = (session: BatchView['manual']) => this.#state.showManual(session);
    this.#manual = new ManualControl({ batch: config, deps, logs: this.#logs, show });
  }

  get view(): BatchView {
    const execution = this.recorder.live?.view ?? null;
    return this.#state.view({ pid: this.#worker?.process.pid ?? null, execution, recovery: this.#recovery.view });
  }

  /** Reads the package, so that the screen shows its steps before the first start. A broken one is shown, never thrown. */
  async readPackage(): Promise<void> {
    try {
      this.#state.showPackage(await this.#deps.packages.load(this.config.sequencePackage));
    } catch (thrown) {
      this.#state.showError(toErrorData(thrown));
    }
  }

  /** Starts the worker. @throws BATCH_ALREADY_RUNNING, or why the start failed. */
  start(): Promise<void> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      if (this.#worker) throw new CodedError('BATCH_ALREADY_RUNNING', `batch ${this.config.id} is running`);
      await this.#startWorker();
      await this.#goOnByItself();
    });
  }

  /** Stops a running execution with its cleanup, then the worker. @throws BATCH_NOT_RUNNING. */
  stop(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#recovery.cancel()) return this.#state.enter('stopped');
      if (!this.#worker) throw new CodedError('BATCH_NOT_RUNNING', `batch ${this.config.id} is not running`);
      await this.#stopWorker('operatorStop');
    });
  }

  restart(): Promise<void> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      await this.#stopWorker('operatorStop');
      await this.#startWorker();
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
      if (!this.#worker) await this.#startWorker();
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
  startSequence(body: StartSequenceBody): Promise<{ executionId: string }> {
    return this.#queue.add(async () => {
      this.#assertUsable();
      const accepted = await acceptExecution(body, {
        ...{ batch: this.config, deps: this.#deps, epoch: this.#epoch },
        ready: () => this.#readyWorker().loaded,
        makeWay: () => this.#manual.makeWay(this.#worker),
      });
      if ('repeated' in accepted) return accepted.repeated;
      killPoint('service:after-accept');
      this.recorder.begin(accepted, this.#epoch);
      await this.#sendStart(accepted);
      return { executionId: accepted.executionId };
    });
  }

  /**
   * Stops the execution; its cleanup runs. Not queued: Stop is sent before anything else; the code of a step may keep it waiting (`blockedUntil`). A
   * repeat changes nothing.
   */
  async stopSequence(): Promise<{ executionId: string }> {
    const executionId = this.recorder.runningId;
    if (!executionId || !this.#worker)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `batch ${this.config.id} is not executing`);
    const sent = this.#worker.command(
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
    return steer(steering, { batchId: this.config.id, recorder, worker: this.#worker, logs: this.#logs });
  }

  /**
   * Ends the process at once, without cleanup; its instruments are made safe by others. Not queued, and it waits for nothing: it works
   * while the process stands still, or nothing can be stored. A fresh process follows. @throws SEQUENCE_NOT_RUNNING
   */
  killSequence({ by, reason }: { by?: string | undefined; reason: string }): { executionId: string } {
    const executionId = this.recorder.runningId;
    if (!executionId || !this.#worker)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `batch ${this.config.id} is not executing`);
    // Whatever becomes of this process, the execution is not to go on in another.
    this.recorder.stopAsked();
    this.#killed = { worker: this.#worker, reason: `killed by ${by ?? 'somebody'}: ${reason}` };
    this.#worker.process.kill('SIGKILL');
    this.#logs.service('warning', this.#killed.reason, executionId);
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

  /** Ends the manual session. @throws CLEANUP_FAILED for an instrument that could not be made safe */
  endManual(): Promise<void> {
    return this.#queue.add(() => this.#manual.end(this.#worker));
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
      this.#recovery.forget();
      this.#state.enter('stopped', null);
      // A start that fails is shown by the batch.
      this.start().catch(() => undefined);
    });
  }

  /** Hands an operator's answer to the execution. Not queued: whoever waits for it may be what the queue waits for. */
  answerPrompt(request: AnswerRequest): Promise<{ executionId: string; promptId: string }> {
    const place = { batchId: this.config.id, live: this.#running, worker: this.#worker, clock: this.#deps.clock };
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
    this.#isEnding = true;
    this.#recovery.cancel();
    return this.#queue.add(() => this.#stopWorker('serviceLost'));
  }

  /** Ends the process without any cleanup: the last resort of a shutdown that takes too long. */
  kill(): void {
    this.#worker?.process.kill('SIGKILL');
  }

  get #running(): LiveExecution | null {
    return this.recorder.runningId === null ? null : this.recorder.live;
  }

  #assertNotEnding(): void {
    if (this.#isEnding) throw new CodedError('SHUTTING_DOWN', 'the station is ending');
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
    if (!this.#worker || !loaded || processState !== 'idle')
      throw new CodedError('BATCH_NOT_RUNNING', `batch ${id} is ${processState}`);
    return { worker: this.#worker, loaded };
  }

  async #goOn(by: string | undefined): Promise<void> {
    const { loaded } = this.#idleWorker();
    const resumed = await this.#interrupted.takeOver({ loaded, epoch: this.#epoch, by });
    killPoint('service:after-take-over');
    this.recorder.goOn(this.#epoch);
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
    const worker = this.#worker;
    if (!worker) return this.#notStarted(execution, { error: ENDED_MEANWHILE, worker: 'refused' });
    this.#state.enter('running');
    const failure = await sendStart(worker, execution);
    // The process has ended: #onExit, which knows how, closes the execution.
    if (!failure || failure.worker === 'ended') return;
    await this.#notStarted(execution, failure);
    // A worker that does not answer may still begin later: it has to go. Its records are refused, for the execution is not its own.
    if (failure.worker === 'silent') this.kill();
    else if (this.#worker) this.#state.enter('idle');
  }

  async #notStarted(execution: StartableExecution, { error, worker }: StartFailure): Promise<void> {
    if (!isResumed(execution)) return this.recorder.close({ endReason: 'startFailed', error });
    await this.#interrupted.settle(error, { endReason: 'crashed', armed: [] });
    if (worker === 'refused' && this.#worker) this.#interrupted.refused(error);
  }

  async #startWorker(): Promise<void> {
    this.#recovery.cancel();
    this.#state.enter('starting', null);
    try {
      const loaded = await this.#deps.packages.load(this.config.sequencePackage);
      this.#state.showPackage(loaded);
      this.#epoch = await this.#deps.storage.nextEpoch(this.config.id);
      this.#age.reset();
      this.#worker = await this.#spawn(loaded, this.#epoch);
      this.#state.enter('idle');
    } catch (thrown) {
      this.#startFailed(errorOfFailedStart(thrown));
      throw thrown;
    }
  }

  /** A death like any other, unless the package is to blame. */
  #startFailed(error: ErrorData): void {
    if (this.#isEnding || !isWorthAnotherTry(error)) this.#state.enter('stopped', error);
    else this.#recover(error);
  }

  async #spawn(loaded: LoadedPackage, epoch: number): Promise<WorkerHandle> {
    const spawned: { handle: WorkerHandle | null } = { handle: null };
    const user = this.#resourceUser(spawned);
    const { shared, packages } = this.#deps;
    const letGo = await packages.hold(loaded, this.config.id);
    const watch = this.#watchOf(spawned);
    spawned.handle = await WorkerHandle.start({
      files: this.#deps.workerFiles,
      package: loaded.forWorker,
      batchId: this.config.id,
      epoch,
      startTimeoutMs: START_TIMEOUT_MS,
      limits: this.config.resourceLimits,
      handlers: {
        onRecord: (message) => this.#onRecord(message, user),
        onResource: (message) => shared.request(message, user),
        onRelease: (requestId) => shared.release(requestId),
        onManual: (report) => this.#manual.report(report),
        onTelemetry: (telemetry) => this.#onTelemetry(telemetry),
        onOutput: (stream, line) => this.#logs.output(stream, line, this.recorder.runningId),
        onVital: (blockedForMs) => watch.seen(blockedForMs),
        onLimitNotice: (message) => this.#resources.warnOnce(message),
        onExit: async (exit) => {
          watch.stop();
          this.#resources.end();
          const armed = await this.#makeSafeAfter(spawned.handle);
          // Only now may others have what it shared with them.
          shared.left(user);
          await letGo();
          return this.#onExit(spawned.handle, exit, armed);
        },
        onBadFrame: (lane, reason) =>
          this.#logs.service('error', `bad frame on the ${lane} lane: ${reason}`, this.recorder.runningId),
      },
    }).catch(async (thrown: unknown) => {
      await letGo();
      throw thrown;
    });
    watch.start();
    this.#watchResources(spawned.handle);
    return spawned.handle;
  }

  #watchResources(worker: WorkerHandle): void {
    const onOver = (had: string, pids: readonly number[]) => {
      this.#overMemory = { worker, had };
      this.#logs.service('error', `the process is ended: it has ${had}`, this.recorder.runningId);
      worker.process.kill('SIGKILL');
      // What it started in groups of their own.
      endProcesses(pids);
    };
    this.#resources.begin({ pid: worker.process.pid, onOver });
  }

  #watchOf(spawned: { handle: WorkerHandle | null }): WorkerWatch {
    return new WorkerWatch({
      onBlocked: (blockedForMs) => {
        this.#state.showBlocked(blockedForMs === null ? null : isoIn(blockedForMs, this.#deps.clock));
        if (blockedForMs !== null)
          this.#logs.service('warning', 'code of the package blocks its process', this.recorder.runningId);
      },
      onSilent: () => {
        this.#stoodStill = spawned.handle;
        this.#logs.service('error', 'the process stands still and is ended', this.recorder.runningId);
        spawned.handle?.process.kill('SIGKILL');
      },
    });
  }

  /** The worker that is being spawned, as far as it shares things with others. */
  #resourceUser(spawned: { handle: WorkerHandle | null }): ResourceUser {
    return {
      batchId: this.config.id,
      command: (body, options) =>
        spawned.handle?.command(body, options) ??
        Promise.reject(new CodedError('BATCH_NOT_RUNNING', 'the worker is not there yet')),
      kill: () => spawned.handle?.process.kill('SIGKILL'),
      note: (level, message) => this.#logs.service(level, message, this.recorder.runningId),
    };
  }

  async #stopWorker(reason: 'operatorStop' | 'serviceLost'): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#state.enter('stopping');
    if (reason === 'operatorStop' && this.recorder.runningId)
      await this.stopSequence().catch((thrown) =>
        this.#logs.service(
          'warning',
          `Stop before the shutdown: ${toErrorData(thrown).message}`,
          this.recorder.runningId,
        ),
      );
    await worker.shutdown(SHUTDOWN_TIMEOUT_MS);
    this.#worker = null;
    if (this.#lockOut.isLocked) this.#state.enter('locked-out', this.#lockOut.error);
    else this.#state.enter('stopped');
  }

  async #onRecord(message: RecordMessage, user: ResourceUser): Promise<RecordReply> {
    const reply = await this.recorder.commit(message);
    const hasEnded = reply.type === 'COMMITTED' && !this.recorder.runningId;
    // It says so when its instruments are disconnected.
    if (hasEnded) this.#deps.shared.left(user);
    if (hasEnded) this.#checkSafe();
    if (hasEnded && this.#state.processState === 'running') this.#state.enter(message.leaving ? 'recovering' : 'idle');
    if (hasEnded && message.leaving) this.#seeOut(this.#worker);
    if (hasEnded) this.#age.executionEnded();
    if (hasEnded) this.#recycleIfDue();
    return reply;
  }

  /** A worker that said it leaves, and then does not, is ended. */
  #seeOut(worker: WorkerHandle | null): void {
    this.#leaving = worker;
    const timer = setTimeout(() => worker?.process.kill('SIGKILL'), LEAVE_TIMEOUT_MS);
    void worker?.process.exited.then(() => clearTimeout(timer));
  }

  #onTelemetry(telemetry: Telemetry): void {
    if (telemetry.type === 'HEARTBEAT') this.#age.uses(telemetry.rssBytes);
    if (telemetry.type === 'LOG') this.#logs.worker(telemetry);
    else if (telemetry.type === 'HARDWARE_STATUS') this.#state.showHardware(telemetry.hardware, telemetry);
    else if (telemetry.type !== 'STATUS_UPDATE') this.recorder.hint(telemetry);
    else if (this.recorder.showWait(telemetry)) this.#state.refresh();
  }

  /** What it had armed when it died, which is safe afterwards, or the batch is locked out. */
  async #makeSafeAfter(worker: WorkerHandle | null): Promise<string[]> {
    const armed = await armedBy(this.#deps.workerFiles.armedDir, this.recorder.runningId);
    if (worker && !worker.stopping) this.#state.enter('recovering');
    await this.#lockOut.makeSafe();
    return armed;
  }

  /** What an execution could not make safe itself gets another process for it; then another without the worker in the way. */
  #checkSafe(): void {
    void this.#queue.add(async () => {
      if ((await this.#lockOut.makeSafe({ isLast: false })) || !this.#worker) return;
      await this.#stopWorker('serviceLost');
    });
  }

  /** The process has ended: asked for, to be replaced, or by a crash. Closes what it left open. */
  async #onExit(worker: WorkerHandle | null, exit: WorkerExit, armed: string[]): Promise<void> {
    if (!worker || worker !== this.#worker) return;
    const stoodStill = this.#stoodStill === worker;
    const overMemory = this.#overMemory?.worker === worker ? this.#overMemory.had : null;
    const crash = errorOfExit({ ...exit, brokenFrame: worker.brokenFrame, stoodStill, overMemory });
    const killed = this.#killed?.worker === worker ? this.#killed.reason : null;
    const died = !worker.stopping && exit.code !== WORKER_EXIT.replaceMe;
    const wasExecuting = this.recorder.runningId !== null;
    if (killed !== null) await this.#closeKilled(killed);
    else if (died) await this.#interrupted.settle(crash, { endReason: 'crashed', armed });
    // One that waits to be resumed needs no process, and stays.
    else if (wasExecuting)
      await this.recorder.close({ endReason: worker.stopping ? 'serviceLost' : 'crashed', error: crash });
    this.#manual.workerGone(crash);
    this.#state.disconnectHardware();
    if (worker.stopping) return;
    this.#worker = null;
    if (this.#lockOut.isLocked) return this.#state.enter('locked-out', this.#lockOut.error);
    if (killed !== null) return this.#replaceWorker(killed);
    if (exit.code === WORKER_EXIT.replaceMe || this.#leaving === worker)
      return this.#replaceWorker('a step was abandoned or failed late');
    this.#recover(crash);
  }

  #closeKilled(reason: string): Promise<void> {
    this.#killed = null;
    return this.recorder.close({
      ...{ endReason: 'killed', killed: true },
      error: { code: 'STEP_ABORTED', message: reason },
    });
  }

  /** Its process died: a fresh one is started after a while, or a person has to look. */
  #recover(crash: ErrorData): void {
    this.#logs.service('error', crash.message, null);
    this.#deps.alarms.raise({ code: 'WORKER_DIED', batchId: this.config.id, message: crash.message });
    const decision = this.#recovery.died();
    if (decision.kind === 'giveUp') this.#giveUp(crash, decision.deaths);
    else if (decision.kind === 'wait') this.#state.enter('stopped', crash);
    else {
      const { attempt, of, delayMs } = decision;
      const when = `in ${(delayMs / 1000).toFixed(1)} s, restart ${attempt} of ${of}`;
      this.#logs.service('warning', `the process is started again ${when}`, null);
      this.#state.enter('recovering', crash);
    }
  }

  #restart(): void {
    // A start that fails is shown by the batch, and tried again if that can help.
    this.start().catch(() => undefined);
  }

  #giveUp(crash: ErrorData, deaths: number): void {
    const message = `its process died ${deaths} times in 10 minutes, the last time: ${crash.message}`;
    const error: ErrorData = { code: 'BATCH_LOCKED_OUT', message, ...(crash.details && { details: crash.details }) };
    this.#lockOut.giveUp(error);
    this.#state.enter('locked-out', error);
    this.#deps.storage
      .lockOut(this.config.id, error)
      .catch((thrown) =>
        this.#logs.service('error', `the lock-out is not stored: ${toErrorData(thrown).message}`, null),
      );
  }

  /** A process that has run for long is replaced while nothing is on. */
  #recycleIfDue(): void {
    if (this.#age.reason === null) return;
    void this.#queue.add(async () => {
      const { reason } = this.#age;
      if (reason === null || !this.#worker || this.#state.processState !== 'idle' || this.#isEnding) return;
      this.#logs.service('info', `the process is replaced by a fresh one: ${reason}`, null);
      await this.#stopWorker('serviceLost');
      // A start that fails is shown by the batch.
      if (!this.#lockOut.isLocked) await this.#startWorker().catch(() => undefined);
    });
  }

  #replaceWorker(reason: string): void {
    this.#logs.service('warning', `the worker is replaced: ${reason}`, null);
    this.#state.enter('recovering');
    // A start that fails is shown by the batch; there is nobody else to tell.
    this.start().catch(() => undefined);
  }
}
