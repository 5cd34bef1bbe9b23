import { randomBytes, randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type {
  Command,
  CommandReply,
  Hello,
  RecordMessage,
  RecordReply,
  RecordRequest,
  ResourceMessage,
  Telemetry,
} from '@neurohub/contracts/ipc';
import type { SequenceDefinition } from '@neurohub/contracts/record';
import { PROTOCOL_VERSION, type WorkerLane } from '@neurohub/contracts/vocabulary';
import type { ProcessLimits } from './process-limits.ts';
import type { SocketFolders } from './socket-folders.ts';
import { WorkerLink } from './worker-link.ts';
import { type WorkerExit, WorkerProcess } from './worker-process.ts';

const HEARTBEAT_MS = 1_000;

/** Where the built worker and the one SDK file are, and where sockets go. */
export interface WorkerFiles {
  workerEntry: string;
  sdkModule: string;
  sockets: SocketFolders;
  /** Where locks and armed files of instruments are: `<data>/armed`. Without it, none are taken and none are written. */
  armedDir?: string;
}

/** A compiled package as a worker needs it. */
export interface WorkerPackage {
  dir: string;
  hash: string;
  module: string;
  className: string;
  nodeModules: readonly string[];
  /** For DESCRIBE: the drivers whose manual commands it tells, by hardware id. */
  drivers?: Record<string, { module: string; class: string }> | undefined;
}

/** What a worker says about manual control. */
export type ManualReport = Extract<RecordRequest, { type: 'MANUAL_RESULT' | 'MANUAL_ENDED' }>;

export interface WorkerHandlers {
  onRecord(message: RecordMessage): Promise<RecordReply>;
  /** A REQUEST for what is shared with other batches. Without it there are none, and everything is granted. */
  onResource?(message: ResourceMessage): RecordReply;
  /** What was requested is given back, or no longer waited for. */
  onRelease?(requestId: string): void;
  /** Not needed by whoever sends no manual command. */
  onManual?(report: ManualReport): void;
  onTelemetry(telemetry: Telemetry): void;
  onOutput(stream: 'stdout' | 'stderr', line: string): void;
  /** A sign of life, twice a second. `blockedForMs`: its event loop is blocked, and may be for so long still; null: it runs. */
  onVital?(blockedForMs: number | null): void;
  /** What of the limits the system cannot keep. */
  onLimitNotice?(message: string): void;
  /** Called once, when the process has ended and what it had sent has been taken in. */
  onExit(exit: WorkerExit): Promise<void>;
  /** Counted by the caller: a frame that breaks the protocol. The worker is ended. */
  onBadFrame(lane: WorkerLane, reason: string): void;
}

export interface WorkerStart {
  files: WorkerFiles;
  package: WorkerPackage;
  batchId: string;
  epoch: number;
  startTimeoutMs: number;
  /** @default none */
  limits?: ProcessLimits;
  handlers: WorkerHandlers;
}

/** Distributes over the union, so that each command keeps its own fields. Without a commandId it gets a fresh one. */
type CommandBody = Command extends infer C
  ? C extends Command
    ? Omit<C, 'commandId'> & { commandId?: string | undefined }
    : never
  : never;

/**
 * One live worker: its process and its sockets, from before the spawn until both are gone.
 * `start` resolves after HELLO; a worker that does not get there is ended and the reason is thrown.
 */
export class WorkerHandle {
  readonly process: WorkerProcess;
  readonly #link: WorkerLink;
  readonly #token: string;
  readonly #start: WorkerStart;
  #hello: PromiseWithResolvers<Hello> = Promise.withResolvers<Hello>();
  #welcomed = false;
  #stopping = false;
  #brokenFrame: string | null = null;
  /** Resolves when the process has ended and its exit has been dealt with. */
  readonly #gone: Promise<WorkerExit>;

  /** @throws BATCH_START_FAILED with what the worker printed, or the error that loading the package gave. */
  static async start(start: WorkerStart): Promise<WorkerHandle> {
    const relay: { target?: WorkerHandle } = {};
    const link = await WorkerLink.open(await start.files.sockets.make(), {
      onRecord: (request) => relay.target?.onRecord(request) ?? Promise.resolve(notReady()),
      onTelemetry: (telemetry) => relay.target?.onTelemetry(telemetry),
      onBadFrame: (lane, reason) => relay.target?.onBadFrame(lane, reason),
    });
    const handle = new WorkerHandle(start, link);
    relay.target = handle;
    await handle.#untilHello();
    return handle;
  }

  private constructor(start: WorkerStart, link: WorkerLink) {
    this.#start = start;
    this.#link = link;
    this.#token = randomBytes(24).toString('hex');
    const { files, batchId, epoch } = start;
    this.process = new WorkerProcess({
      entry: files.workerEntry,
      limits: start.limits ?? {},
      onLimitNotice: (message) => start.handlers.onLimitNotice?.(message),
      onOutput: start.handlers.onOutput,
      onVital: (blockedForMs) => start.handlers.onVital?.(blockedForMs),
      boot: {
        protocolVersion: PROTOCOL_VERSION,
        batchId,
        epoch,
        token: this.#token,
        endpoints: link.endpoints,
        servicePid: process.pid,
        heartbeatMs: HEARTBEAT_MS,
        package: { ...start.package, nodeModules: [...start.package.nodeModules] },
        ...(files.armedDir !== undefined && { armedDir: files.armedDir }),
        sdkModule: files.sdkModule,
      },
    });
    this.#gone = this.process.exited.then((exit) => this.#afterExit(exit));
  }

  /** Sends a command; a REFUSED answer is thrown as its coded error. */
  async command(
    body: CommandBody,
    options: { urgent?: boolean; attempts?: number } = {},
  ): Promise<Extract<CommandReply, { type: 'ACK' }>> {
    const reply = await this.#link.command({ ...body, commandId: body.commandId ?? randomUUID() } as Command, options);
    if (reply.type === 'ACK') return reply;
    throw new CodedError(reply.error.code, reply.error.message, { details: reply.error.details });
  }

  async describe(): Promise<SequenceDefinition> {
    const { definition } = await this.command({ type: 'DESCRIBE' }, { attempts: 5 });
    if (!definition) throw new CodedError('PROTOCOL_ERROR', 'the worker answered DESCRIBE without a definition');
    return definition;
  }

  /** Asks the worker to make safe and go; ends it when it has not gone in time. */
  async shutdown(timeoutMs: number): Promise<WorkerExit> {
    this.#stopping = true;
    const asked = this.command({ type: 'SHUTDOWN' }, { urgent: true, attempts: 3 }).catch(() =>
      this.process.kill('SIGTERM'),
    );
    const timer = setTimeout(() => {
      this.process.kill('SIGTERM');
      setTimeout(() => this.process.kill('SIGKILL'), 2_000).unref();
    }, timeoutMs);
    await asked;
    const exit = await this.#gone;
    clearTimeout(timer);
    return exit;
  }

  /** The first frame that was no message of the protocol, or null. It has cost the worker its life. */
  get brokenFrame(): string | null {
    return this.#brokenFrame;
  }

  /** True once the service has asked this worker to go. */
  get stopping(): boolean {
    return this.#stopping;
  }

  async onRecord(request: RecordRequest): Promise<RecordReply> {
    if (request.type === 'HELLO') return this.#welcome(request);
    if (!this.#welcomed) return notReady();
    const { handlers } = this.#start;
    if (request.type === 'REQUEST') return handlers.onResource?.(request) ?? withoutOthers(request);
    if (request.type === 'RELEASE') handlers.onRelease?.(request.requestId);
    if (request.type === 'MANUAL_RESULT' || request.type === 'MANUAL_ENDED') handlers.onManual?.(request);
    if (request.type !== 'RECORD') return { type: 'NOTED' };
    return handlers.onRecord(request);
  }

  onTelemetry(telemetry: Telemetry): void {
    if (telemetry.epoch === this.#start.epoch) this.#start.handlers.onTelemetry(telemetry);
  }

  onBadFrame(lane: WorkerLane, reason: string): void {
    if (this.#brokenFrame) return;
    this.#brokenFrame = `${lane} lane: ${reason.slice(0, 500)}`;
    this.#start.handlers.onBadFrame(lane, reason);
    this.process.kill('SIGKILL');
  }

  #welcome(hello: Hello): RecordReply {
    const problem = this.#helloProblem(hello);
    if (problem) {
      this.#hello.reject(problem);
      return { type: 'FENCED', reason: problem.message };
    }
    this.#welcomed = true;
    this.#hello.resolve(hello);
    return { type: 'WELCOME' };
  }

  #helloProblem(hello: Hello): CodedError | null {
    const { batchId, epoch, package: pack } = this.#start;
    if (hello.token !== this.#token) return new CodedError('TOKEN_INVALID', 'a process with a wrong token said HELLO');
    if (hello.protocolVersion !== PROTOCOL_VERSION)
      return new CodedError(
        'PROTOCOL_VERSION',
        `the worker speaks protocol ${hello.protocolVersion}, the station ${PROTOCOL_VERSION}`,
      );
    if (hello.batchId !== batchId || hello.epoch !== epoch || hello.packageHash !== pack.hash)
      return new CodedError('PROTOCOL_ERROR', 'the HELLO names another batch, epoch or package');
    const { loadError } = hello;
    return loadError
      ? new CodedError(loadError.code, loadError.message, { details: { ...loadError.details, stack: loadError.stack } })
      : null;
  }

  async #untilHello(): Promise<void> {
    const { startTimeoutMs } = this.#start;
    const timer = setTimeout(() => {
      this.#hello.reject(
        new CodedError('BATCH_START_FAILED', `the worker did not say HELLO within ${startTimeoutMs / 1000} s`),
      );
    }, startTimeoutMs);
    try {
      await this.#hello.promise;
    } catch (thrown) {
      this.#stopping = true;
      this.process.kill('SIGKILL');
      const { stderrTail } = await this.#gone;
      throw withOutput(thrown, stderrTail);
    } finally {
      clearTimeout(timer);
    }
  }

  async #afterExit(exit: WorkerExit): Promise<WorkerExit> {
    this.#hello.reject(
      new CodedError('BATCH_START_FAILED', `the worker ended before it was ready (${describeExit(exit)})`, {
        details: { exitCode: exit.code, signal: exit.signal, stderr: exit.stderrTail },
      }),
    );
    await this.#link.drain();
    await this.#link.close();
    await this.#start.handlers.onExit(exit);
    return exit;
  }
}

export function describeExit({ code, signal, notStarted }: Omit<WorkerExit, 'stderrTail'>): string {
  if (notStarted !== undefined) return notStarted;
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

/**
 * The answer to a REQUEST where there are no other batches: nobody has to be met, and what keeps other processes off an instrument is
 * its lock.
 */
export function withoutOthers({ requestId }: ResourceMessage): RecordReply {
  return { type: 'GRANTED', requestId, token: 1 };
}

/** What the process printed says most about why it did not get ready. */
function withOutput(thrown: unknown, stderrTail: string): unknown {
  if (!(thrown instanceof CodedError) || thrown.code !== 'BATCH_START_FAILED') return thrown;
  const { code, message, details, cause } = thrown;
  return new CodedError(code, message, { details: { stderr: stderrTail, ...details }, cause });
}

function notReady(): RecordReply {
  return { type: 'FENCED', reason: 'say HELLO first' };
}
