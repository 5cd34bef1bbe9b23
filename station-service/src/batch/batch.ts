import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { RecordMessage, RecordReply, Telemetry } from '@neurohub/contracts/ipc';
import type { BatchView, StartSequenceBody } from '@neurohub/contracts/rest';
import { type BatchProcessState, WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import type { LoadedPackage } from '../sequence/package-store.ts';
import { type AcceptedExecution, acceptExecution } from './accept-execution.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { ExecutionRecorder } from './execution-recorder.ts';
import { LogRelay } from './log-relay.ts';
import { TaskQueue } from './task-queue.ts';
import { describeExit, WorkerHandle } from './worker-handle.ts';
import type { WorkerExit } from './worker-process.ts';

const START_TIMEOUT_MS = 15_000;
/** The longest a worker may take to run its cleanup before it is ended. */
const SHUTDOWN_TIMEOUT_MS = 30_000;
/** START is sent this often before the worker counts as unresponsive. */
const START_ATTEMPTS = 3;
const STOP_ATTEMPTS = 5;

/**
 * One batch: its worker process and the execution it shows. Commands that change the process are worked off one after the other;
 * Stop and the end of the process are handled at once, whatever is queued.
 */
export class Batch {
  readonly config: BatchConfig;
  readonly slot: number;
  readonly #deps: BatchDependencies;
  readonly #queue = new TaskQueue();
  readonly #logs: LogRelay;
  readonly recorder: ExecutionRecorder;
  #processState: BatchProcessState = 'stopped';
  #worker: WorkerHandle | null = null;
  #package: LoadedPackage | null = null;
  #error: ErrorData | null = null;
  #epoch = 0;
  #version = 0;
  readonly #hardware: BatchView['hardware'] = {};

  constructor(config: BatchConfig, slot: number, deps: BatchDependencies) {
    this.config = config;
    this.slot = slot;
    this.#deps = deps;
    this.#logs = new LogRelay(config.id, deps);
    this.recorder = new ExecutionRecorder(config.id, deps);
  }

  get view(): BatchView {
    const { id, name, sequencePackage, autoStart } = this.config;
    return {
      id,
      name,
      slot: this.slot,
      sequencePackage,
      autoStart,
      processState: this.#processState,
      pid: this.#worker?.process.pid ?? null,
      version: this.#version,
      error: this.#error,
      sequence: this.#package?.view ?? null,
      hardware: this.#hardware,
      execution: this.recorder.live?.view ?? null,
    };
  }

  /** Reads the package, so that the screen shows its steps before the first start. A broken one is shown, never thrown. */
  async readPackage(): Promise<void> {
    try {
      this.#showPackage(await this.#deps.packages.load(this.config.sequencePackage));
    } catch (thrown) {
      this.#error = toErrorData(thrown);
    }
    this.#changed();
  }

  /** Starts the worker. @throws BATCH_ALREADY_RUNNING, or why the start failed. */
  start(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#worker) throw new CodedError('BATCH_ALREADY_RUNNING', `batch ${this.config.id} is running`);
      await this.#startWorker();
    });
  }

  /** Stops a running execution with its cleanup, then the worker. @throws BATCH_NOT_RUNNING. */
  stop(): Promise<void> {
    return this.#queue.add(async () => {
      if (!this.#worker) throw new CodedError('BATCH_NOT_RUNNING', `batch ${this.config.id} is not running`);
      await this.#stopWorker();
    });
  }

  restart(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#worker) await this.#stopWorker();
      await this.#startWorker();
    });
  }

  /** Accepts and starts one execution. Every refusal has its own code; an accepted execution is a stored one, whatever follows. */
  startSequence(body: StartSequenceBody): Promise<{ executionId: string }> {
    return this.#queue.add(async () => {
      const accepted = await acceptExecution(body, {
        batch: this.config,
        deps: this.#deps,
        epoch: this.#epoch,
        ready: () => this.#readyWorker(),
      });
      if ('repeated' in accepted) return accepted.repeated;
      this.recorder.begin(accepted, this.#epoch);
      this.#setState('running');
      await this.#sendStart(accepted);
      return { executionId: accepted.executionId };
    });
  }

  /** Stops the execution; its cleanup runs. Not queued: Stop is sent before anything else. A repeat changes nothing. */
  async stopSequence(): Promise<{ executionId: string }> {
    const executionId = this.recorder.runningId;
    if (!executionId || !this.#worker)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `batch ${this.config.id} is not executing`);
    const running = this.#worker;
    await running.command({ type: 'STOP_SEQUENCE', executionId }, { urgent: true, attempts: STOP_ATTEMPTS });
    return { executionId };
  }

  /** Makes safe and stops because the station ends. */
  shutDown(): Promise<void> {
    return this.#queue.add(() => this.#stopWorker('serviceLost'));
  }

  /** Ends the process without any cleanup: the last resort of a shutdown that takes too long. */
  kill(): void {
    this.#worker?.process.kill('SIGKILL');
  }

  #readyWorker(): LoadedPackage {
    if (!this.#worker || !this.#package)
      throw new CodedError('BATCH_NOT_RUNNING', `start batch ${this.config.id} first`);
    if (this.recorder.runningId)
      throw new CodedError(
        'SEQUENCE_ALREADY_RUNNING',
        `batch ${this.config.id} is testing ${this.recorder.live?.view.dut.serialNumber}`,
        {
          details: { executionId: this.recorder.runningId },
        },
      );
    if (this.#processState !== 'idle')
      throw new CodedError('BATCH_NOT_RUNNING', `batch ${this.config.id} is ${this.#processState}`);
    return this.#package;
  }

  async #sendStart(accepted: AcceptedExecution): Promise<void> {
    const { executionId, plan, planHash, dut, operator, secrets } = accepted;
    try {
      await this.#worker?.command(
        { type: 'START_SEQUENCE', executionId, plan, planHash, dut, ...(operator && { operator }), secrets },
        { attempts: START_ATTEMPTS },
      );
    } catch (thrown) {
      await this.recorder.close({ endReason: 'startFailed', error: toErrorData(thrown, 'WORKER_REFUSED') });
      // A worker that does not answer may still begin later: it has to go. Its records are refused, for the execution is closed.
      if ((thrown as CodedError).code === 'WORKER_TIMEOUT') this.#worker?.process.kill('SIGKILL');
      else if (this.#worker) this.#setState('idle');
    }
  }

  async #startWorker(): Promise<void> {
    this.#error = null;
    this.#setState('starting');
    try {
      const loaded = await this.#deps.packages.load(this.config.sequencePackage);
      this.#epoch = await this.#deps.storage.nextEpoch(this.config.id);
      this.#showPackage(loaded);
      this.#worker = await this.#spawn(loaded, this.#epoch);
      this.#setState('idle');
    } catch (thrown) {
      this.#error = toErrorData(thrown, 'BATCH_START_FAILED');
      this.#setState('stopped');
      throw thrown;
    }
  }

  #spawn(loaded: LoadedPackage, epoch: number): Promise<WorkerHandle> {
    let handle: WorkerHandle | null = null;
    const start = WorkerHandle.start({
      files: this.#deps.workerFiles,
      package: loaded.forWorker,
      batchId: this.config.id,
      epoch,
      startTimeoutMs: START_TIMEOUT_MS,
      handlers: {
        onRecord: (message) => this.#onRecord(message),
        onTelemetry: (telemetry) => this.#onTelemetry(telemetry),
        onOutput: (stream, line) => this.#logs.output(stream, line, this.recorder.runningId),
        onExit: (exit) => this.#onExit(handle, exit),
        onBadFrame: (lane, reason) =>
          this.#logs.service('error', `bad frame on the ${lane} lane: ${reason}`, this.recorder.runningId),
      },
    });
    return start.then((started) => {
      handle = started;
      return started;
    });
  }

  async #stopWorker(reason: 'operatorStop' | 'serviceLost' = 'operatorStop'): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#setState('stopping');
    const executionId = this.recorder.runningId;
    if (executionId && reason === 'operatorStop')
      await worker
        .command({ type: 'STOP_SEQUENCE', executionId }, { urgent: true })
        .catch(() => this.#logs.service('warning', 'the worker did not answer Stop; it is shut down', executionId));
    await worker.shutdown(SHUTDOWN_TIMEOUT_MS);
    this.#worker = null;
    this.#setState('stopped');
  }

  async #onRecord(message: RecordMessage): Promise<RecordReply> {
    const reply = await this.recorder.commit(message);
    if (reply.type === 'COMMITTED' && !this.recorder.runningId && this.#processState === 'running')
      this.#setState(message.leaving ? 'recovering' : 'idle');
    return reply;
  }

  #onTelemetry(telemetry: Telemetry): void {
    if (telemetry.type === 'LOG') return this.#logs.worker(telemetry);
    if (telemetry.type === 'ERROR')
      return this.#logs.service('error', telemetry.error.message, this.recorder.runningId);
    if (telemetry.type === 'HARDWARE_STATUS') {
      const { hardware, connected, identity } = telemetry;
      this.#hardware[hardware] = { ...this.#hardware[hardware], connected, ...(identity && { identity }) };
      return this.#changed();
    }
    this.recorder.hint(telemetry);
  }

  /** The process has ended: asked for, to be replaced, or by a crash. Closes what it left open. */
  async #onExit(worker: WorkerHandle | null, exit: WorkerExit): Promise<void> {
    if (!worker || worker !== this.#worker) return;
    const crash: ErrorData = {
      code: 'WORKER_CRASHED',
      message: `the worker process ended with ${describeExit(exit)}`,
      details: { exitCode: exit.code, signal: exit.signal, stderr: exit.stderrTail },
    };
    if (this.recorder.runningId)
      await this.recorder.close({ endReason: worker.stopping ? 'serviceLost' : 'crashed', error: crash });
    for (const hardware of Object.values(this.#hardware)) hardware.connected = false;
    if (worker.stopping) return;
    this.#worker = null;
    if (exit.code === WORKER_EXIT.replaceMe) {
      this.#logs.service('warning', 'the worker is replaced: a step was abandoned or failed late', null);
      this.#setState('recovering');
      // The reason of a failed start is shown by the batch; there is nobody else to tell.
      return this.start().catch(() => undefined);
    }
    this.#error = crash;
    this.#logs.service('error', crash.message, null);
    this.#setState('stopped');
  }

  #showPackage(loaded: LoadedPackage): void {
    this.#package = loaded;
    for (const [id, { displayName }] of Object.entries(loaded.manifest.hardware))
      this.#hardware[id] ??= { displayName, connected: false };
  }

  #setState(state: BatchProcessState): void {
    this.#processState = state;
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    this.#deps.events.emit('batchChanged', this.view);
  }
}
