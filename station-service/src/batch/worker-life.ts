import type { BatchConfig } from '@neurohub/contracts/config';
import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { RecordMessage, RecordReply, Telemetry } from '@neurohub/contracts/ipc';
import type { BatchView } from '@neurohub/contracts/rest';
import { WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import type { WorkerExit, WorkerHandle } from '@neurohub/worker-link';
import { isoIn } from '../core/clock.ts';
import { armedBy } from '../core/left-armed.ts';
import { endProcesses } from '../core/process-table.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import type { BatchState } from './batch-state.ts';
import type { ExecutionRecorder } from './execution-recorder.ts';
import { errorOfExit, errorOfFailedStart, exitClassOf, isWorthAnotherTry } from './exit-class.ts';
import type { InterruptedExecution } from './interrupted-execution.ts';
import type { LockOut } from './lock-out.ts';
import type { LogRelay } from './log-relay.ts';
import type { ManualControl } from './manual-control.ts';
import { Recovery } from './recovery.ts';
import { ResourceUse } from './resource-use.ts';
import type { ResourceUser } from './shared-resources.ts';
import { spawnBatchWorker } from './spawn-batch-worker.ts';
import type { TaskQueue } from './task-queue.ts';
import { WorkerAge } from './worker-age.ts';

/** The longest a worker may take to run its cleanup before it is ended. */
const SHUTDOWN_TIMEOUT_MS = 30_000;
const LEAVE_TIMEOUT_MS = 10_000;

export interface WorkerLifeParts {
  config: BatchConfig;
  deps: BatchDependencies;
  logs: LogRelay;
  state: BatchState;
  recorder: ExecutionRecorder;
  interrupted: InterruptedExecution;
  manual: ManualControl;
  lockOut: LockOut;
  queue: TaskQueue;
  /** Stops the execution that is on. */
  stopSequence(): Promise<unknown>;
  /** Starts the batch, as a person would. */
  startBatch(): Promise<void>;
  /** The station ends: nothing is started any more. */
  isEnding(): boolean;
}

/**
 * The process of a batch, from its start to its end and the next one: started and stopped in the queue of the batch; what comes from the
 * process itself, its end above all, is dealt with at once (docs/recovery.md).
 */
export class WorkerLife {
  readonly #parts: WorkerLifeParts;
  readonly #recovery: Recovery;
  readonly #age: WorkerAge;
  readonly #resources: ResourceUse;
  #worker: WorkerHandle | null = null;
  #epoch = 0;
  /** Monotonic: since when its process is there, and when it said last that it is alive. */
  #alive: { sinceMs: number; seenMs: number } | null = null;
  /** Said that it ends after its execution: a fresh worker takes over, however it ends. */
  #leaving: WorkerHandle | null = null;
  /** A person has ended it. */
  #killed: { worker: WorkerHandle; reason: string } | null = null;
  /** Was ended because it stood still. */
  #stoodStill: WorkerHandle | null = null;
  /** Was ended because it had more memory than it may. */
  #overMemory: { worker: WorkerHandle; had: string } | null = null;

  constructor(parts: WorkerLifeParts) {
    this.#parts = parts;
    const { config, deps, logs, state } = parts;
    this.#age = new WorkerAge(config.recovery);
    this.#resources = new ResourceUse({
      ...{ batchId: config.id, limits: config.resourceLimits, sampler: deps.sampler, alarms: deps.alarms },
      show: (resources) => state.showResources(resources),
      warn: (message) => logs.service('warning', message, null),
    });
    this.#recovery = new Recovery({ config: config.recovery, clock: deps.clock, onDue: () => this.#restart() });
  }

  get worker(): WorkerHandle | null {
    return this.#worker;
  }

  /** Number of the process among those of the batch. */
  get epoch(): number {
    return this.#epoch;
  }

  /** For whoever looks after the station. Null without a process. */
  get vitals(): { upMs: number; signOfLifeMs: number } | null {
    const nowMs = this.#parts.deps.clock.monotonicMs();
    if (!this.#worker || !this.#alive) return null;
    return { upMs: nowMs - this.#alive.sinceMs, signOfLifeMs: nowMs - this.#alive.seenMs };
  }

  /** Of its processes, in the last 10 minutes. */
  get deaths(): number {
    return this.#recovery.deaths;
  }

  /** The restart that is being waited for. */
  get recovery(): BatchView['recovery'] {
    return this.#recovery.view;
  }

  /**
   * `isTrial`: another version of the package is tried, and whoever tries it deals with a failure.
   * @throws why it cannot be started, which the batch shows
   */
  async start({ isTrial = false } = {}): Promise<void> {
    const { config, deps, state } = this.#parts;
    this.#recovery.cancel();
    state.enter('starting', null);
    try {
      const { id: batchId, simulation: isSimulated } = config;
      const loaded = await deps.packages.load(config.sequencePackage, { batchId, isSimulated });
      state.showPackage(loaded);
      this.#epoch = await deps.storage.nextEpoch(config.id);
      this.#age.reset();
      const sinceMs = deps.clock.monotonicMs();
      this.#alive = { sinceMs, seenMs: sinceMs };
      this.#worker = await spawnBatchWorker({
        ...{ config, deps, logs: this.#parts.logs, loaded, epoch: this.#epoch },
        runningId: () => this.#parts.recorder.runningId,
        on: {
          record: (message, user) => this.#onRecord(message, user),
          manual: (report) => this.#parts.manual.report(report),
          telemetry: (telemetry) => this.#onTelemetry(telemetry),
          alive: () => {
            this.#alive = { sinceMs, seenMs: deps.clock.monotonicMs() };
          },
          blocked: (forMs) => state.showBlocked(forMs === null ? null : isoIn(forMs, deps.clock)),
          limitNotice: (message) => this.#resources.warnOnce(message),
          silent: (worker) => {
            this.#stoodStill = worker;
          },
          dying: (worker) => {
            this.#resources.end();
            return this.#makeSafeAfter(worker);
          },
          exit: (worker, exit, armed) => this.#onExit(worker, exit, armed),
        },
      });
      this.#watchResources(this.#worker);
      state.enter('idle');
    } catch (thrown) {
      const error = errorOfFailedStart(thrown);
      if (isTrial) state.enter('stopped', error);
      else this.#startFailed(error);
      throw thrown;
    }
  }

  /** A death like any other, unless the package is to blame. */
  #startFailed(error: ErrorData): void {
    if (this.#parts.isEnding() || !isWorthAnotherTry(error)) this.#parts.state.enter('stopped', error);
    else this.#recover(error);
  }

  #watchResources(worker: WorkerHandle): void {
    const { logs, recorder } = this.#parts;
    const onOver = (had: string, pids: readonly number[]) => {
      this.#overMemory = { worker, had };
      logs.service('error', `the process is ended: it has ${had}`, recorder.runningId);
      worker.process.kill('SIGKILL');
      // What it started in groups of their own.
      endProcesses(pids);
    };
    this.#resources.begin({ pid: worker.process.pid, onOver });
  }

  /** Has it make safe and go. Does nothing without a process. */
  async stop(reason: 'operatorStop' | 'serviceLost'): Promise<void> {
    const { state, logs, recorder, lockOut } = this.#parts;
    const worker = this.#worker;
    if (!worker) return;
    state.enter('stopping');
    if (reason === 'operatorStop' && recorder.runningId)
      await this.#parts
        .stopSequence()
        .catch((thrown) =>
          logs.service('warning', `Stop before the shutdown: ${toErrorData(thrown).message}`, recorder.runningId),
        );
    await worker.shutdown(SHUTDOWN_TIMEOUT_MS);
    this.#worker = null;
    if (lockOut.isLocked) state.enter('locked-out', lockOut.error);
    else state.enter('stopped');
  }

  /** Ends it without any cleanup. `reason`: a person wanted it, and it is no fault. The first one counts: true when this one does. */
  kill(reason?: string): boolean {
    const isFirst = this.#killed?.worker !== this.#worker;
    if (reason !== undefined && this.#worker && isFirst) this.#killed = { worker: this.#worker, reason };
    this.#worker?.process.kill('SIGKILL');
    return isFirst;
  }

  /** Nobody waits for a restart any more. True when somebody did. */
  cancelRestart(): boolean {
    return this.#recovery.cancel();
  }

  /** A person has looked: the deaths so far do not count any more. */
  forgetDeaths(): void {
    this.#recovery.forget();
  }

  async #onRecord(message: RecordMessage, user: ResourceUser): Promise<RecordReply> {
    const { recorder, state } = this.#parts;
    const reply = await recorder.commit(message);
    if (reply.type !== 'COMMITTED' || recorder.runningId) return reply;
    // It says that it has ended when its instruments are disconnected.
    this.#parts.deps.shared.left(user);
    this.#checkSafe();
    if (state.processState === 'running') state.enter(message.leaving ? 'recovering' : 'idle');
    if (message.leaving) this.#seeOut(this.#worker);
    this.#age.executionEnded();
    this.#recycleIfDue();
    return reply;
  }

  /** A worker that said it leaves, and then does not, is ended. */
  #seeOut(worker: WorkerHandle | null): void {
    this.#leaving = worker;
    const timer = setTimeout(() => worker?.process.kill('SIGKILL'), LEAVE_TIMEOUT_MS);
    void worker?.process.exited.then(() => clearTimeout(timer));
  }

  #onTelemetry(telemetry: Telemetry): void {
    const { logs, state, recorder } = this.#parts;
    if (telemetry.type === 'HEARTBEAT') this.#age.uses(telemetry.rssBytes);
    if (telemetry.type === 'LOG') logs.worker(telemetry);
    else if (telemetry.type === 'HARDWARE_STATUS') state.showHardware(telemetry.hardware, telemetry);
    else if (telemetry.type !== 'STATUS_UPDATE') recorder.hint(telemetry);
    else if (recorder.showWait(telemetry)) state.refresh();
  }

  /** What it had armed when it died, which is safe afterwards, or the batch is locked out. */
  async #makeSafeAfter(worker: WorkerHandle | null): Promise<string[]> {
    const { deps, recorder, state, lockOut } = this.#parts;
    const armed = await armedBy(deps.workerFiles.armedDir, recorder.runningId);
    if (worker && !worker.stopping) state.enter('recovering');
    await lockOut.makeSafe();
    return armed;
  }

  /** What an execution could not make safe itself gets another process for it; then another without the worker in the way. */
  #checkSafe(): void {
    void this.#parts.queue.add(async () => {
      if ((await this.#parts.lockOut.makeSafe({ isLast: false })) || !this.#worker) return;
      await this.stop('serviceLost');
    });
  }

  /** The process has ended: asked for, to be replaced, or by a crash. Closes what it left open. */
  async #onExit(worker: WorkerHandle | null, exit: WorkerExit, armed: string[]): Promise<void> {
    if (!worker || worker !== this.#worker) return;
    const { state, manual, lockOut } = this.#parts;
    const crash = errorOfExit({
      ...{ ...exit, brokenFrame: worker.brokenFrame, stoodStill: this.#stoodStill === worker },
      overMemory: this.#overMemory?.worker === worker ? this.#overMemory.had : null,
    });
    const killed = this.#killed?.worker === worker ? this.#killed.reason : null;
    const executionId = this.#parts.recorder.runningId;
    await this.#settle(worker, { exit, crash, killed, armed });
    manual.workerGone(crash);
    state.disconnectHardware();
    if (worker.stopping) return;
    this.#worker = null;
    if (lockOut.isLocked) return state.enter('locked-out', lockOut.error);
    if (killed !== null) return this.#replace(killed);
    if (exit.code === WORKER_EXIT.replaceMe || this.#leaving === worker)
      return this.#replace('a step was abandoned or failed late');
    this.#recover(crash, executionId);
  }

  /** What becomes of the execution that it had. */
  async #settle(
    worker: WorkerHandle,
    { exit, crash, killed, armed }: { exit: WorkerExit; crash: ErrorData; killed: string | null; armed: string[] },
  ): Promise<void> {
    const { recorder, interrupted } = this.#parts;
    const died = !worker.stopping && exit.code !== WORKER_EXIT.replaceMe;
    if (killed !== null) {
      this.#killed = null;
      const error: ErrorData = { code: 'STEP_ABORTED', message: killed };
      return recorder.close({ endReason: 'killed', killed: true, error });
    }
    if (died) return interrupted.settle(crash, { endReason: 'crashed', armed });
    // One that waits to be resumed needs no process, and stays.
    if (recorder.runningId === null) return;
    await recorder.close({ endReason: worker.stopping ? 'serviceLost' : 'crashed', error: crash });
  }

  /** Its process died: a fresh one is started after a while, or a person has to look. */
  #recover(crash: ErrorData, executionId: string | null = null): void {
    const { config, deps, state, logs } = this.#parts;
    logs.service('error', crash.message, null);
    const decision = this.#recovery.died();
    const { message } = crash;
    const death = { batchId: config.id, exitClass: exitClassOf(crash), message, executionId };
    deps.events.emit('workerDied', { ...death, decision });
    deps.alarms.raise({ code: 'WORKER_DIED', batchId: config.id, message });
    if (decision.kind === 'giveUp') this.#giveUp(crash, decision.deaths);
    else if (decision.kind === 'wait') state.enter('stopped', crash);
    else {
      const { attempt, of, delayMs } = decision;
      const when = `in ${(delayMs / 1000).toFixed(1)} s, restart ${attempt} of ${of}`;
      logs.service('warning', `the process is started again ${when}`, null);
      state.enter('recovering', crash);
    }
  }

  #restart(): void {
    // A start that fails is shown by the batch, and tried again if that can help.
    this.#parts.startBatch().catch(() => undefined);
  }

  #giveUp(crash: ErrorData, deaths: number): void {
    const { config, deps, state, logs, lockOut } = this.#parts;
    const message = `its process died ${deaths} times in 10 minutes, the last time: ${crash.message}`;
    const error: ErrorData = { code: 'BATCH_LOCKED_OUT', message, ...(crash.details && { details: crash.details }) };
    lockOut.giveUp(error);
    state.enter('locked-out', error);
    deps.storage
      .lockOut(config.id, error)
      .catch((thrown) => logs.service('error', `the lock-out is not stored: ${toErrorData(thrown).message}`, null));
  }

  /** A process that has run for long is replaced while nothing is on. */
  #recycleIfDue(): void {
    if (this.#age.reason === null) return;
    const { queue, state, logs, lockOut } = this.#parts;
    void queue.add(async () => {
      const { reason } = this.#age;
      if (reason === null || !this.#worker || state.processState !== 'idle' || this.#parts.isEnding()) return;
      logs.service('info', `the process is replaced by a fresh one: ${reason}`, null);
      await this.stop('serviceLost');
      // A start that fails is shown by the batch.
      if (!lockOut.isLocked) await this.start().catch(() => undefined);
    });
  }

  #replace(reason: string): void {
    this.#parts.logs.service('warning', `the worker is replaced: ${reason}`, null);
    this.#parts.state.enter('recovering');
    // A start that fails is shown by the batch; there is nobody else to tell.
    this.#parts.startBatch().catch(() => undefined);
  }
}
