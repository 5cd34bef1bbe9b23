import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { Command } from '@neurohub/contracts/ipc';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { ExecutionState } from '@neurohub/contracts/vocabulary';
import type {
  Clock,
  Execution,
  ExecutionResult,
  SequenceHost,
  StopReason,
  TelemetrySink,
} from '@neurohub/sequence-sdk/executor';
import { DurableRecorder, type RecordTransport } from './durable-recorder.ts';
import type { Guard } from './guard.ts';
import { resolveHardwareConfig } from './hardware-config.ts';
import { instrumentAccess } from './instrument-access.ts';
import type { InstrumentGuard } from './instrument-guard.ts';
import type { LoadedPackage } from './loaded-package.ts';
import type { SharedLeases } from './shared-leases.ts';
import { trackHost } from './tracked-host.ts';
import { watchHost } from './watched-host.ts';

export type StartCommand = Extract<Command, { type: 'START_SEQUENCE' }>;
export type ControlCommand = Extract<Command, { type: 'PAUSE' | 'RESUME' | 'STEP_OVER' | 'SKIP_STEP' | 'RETRY_STEP' }>;
export type AnswerCommand = Extract<Command, { type: 'ANSWER_PROMPT' }>;

export interface RunnerParts {
  pack: LoadedPackage;
  guard: Pick<Guard, 'vitalSigns' | 'nameActivities' | 'nameSecrets'>;
  instruments: InstrumentGuard;
  leases: SharedLeases;
  records: RecordTransport;
  telemetry: TelemetrySink;
  epoch: number;
  /** @default the machine's */
  clock?: Clock;
}

/** One execution on its way through this worker. */
export class ExecutionRunner {
  readonly executionId: string;
  readonly #parts: RunnerParts;
  readonly #command: StartCommand;
  readonly #recorder: DurableRecorder;
  #execution: Execution | null = null;
  #stop: StopReason | null = null;
  #lateError: unknown;
  #isLeaving = false;

  constructor(command: StartCommand, parts: RunnerParts) {
    this.executionId = command.executionId;
    this.#command = command;
    this.#parts = parts;
    this.#recorder = new DurableRecorder(parts.records, {
      executionId: command.executionId,
      epoch: parts.epoch,
      lastSeq: command.resume?.lastSeq,
      isLeaving: () => this.#isLeaving || (this.#execution?.mustReplaceWorker ?? false),
    });
  }

  /** For the service this execution is over: it may send the next one any moment. */
  get isCommitted(): boolean {
    return this.#recorder.hasEnded;
  }

  /** The process ends after this execution. */
  leave(): void {
    this.#isLeaving = true;
  }

  get step(): string | null {
    return this.#execution?.status.step ?? null;
  }

  get state(): ExecutionState {
    return this.#execution?.status.state ?? 'running';
  }

  /** Never rejects: whatever happens, there is a result. */
  async run(): Promise<ExecutionResult> {
    killPoint('worker:after-start');
    const { plan, dut, executionId, resume, secrets } = this.#command;
    const { host: prepared, hardwareConfig } = await this.#prepare();
    const { leases } = this.#parts;
    const { host, untilIdle } = trackHost(prepared, () => leases.settled());
    const failed = (error: CodedError) => this.#execution?.fail(error);
    const { vitalSigns } = this.#parts.guard;
    this.#parts.guard.nameActivities(plan.steps.map(({ name }) => `step "${name}"`));
    this.#parts.guard.nameSecrets(secrets);
    this.#execution = new this.#parts.pack.Execution({
      executionId,
      plan,
      dut,
      host,
      recorder: this.#recorder,
      telemetry: this.#parts.telemetry,
      hardwareConfig,
      resume,
      findImage: (path) => this.#parts.pack.image(path),
      resources: leases.resourcesFor({ executionId, hardware: plan.hardware, host, untilIdle, failed }),
      stoodStill: (isStandingStill) => (isStandingStill ? vitalSigns.pause() : vitalSigns.resume()),
      ...(this.#parts.clock && { clock: this.#parts.clock }),
    });
    if (this.#stop) this.#execution.stop(this.#stop);
    if (this.#lateError !== undefined) this.#execution.reportLateError(this.#lateError);
    return this.#execution.run();
  }

  stop(reason: StopReason): void {
    this.#stop ??= reason;
    this.#execution?.stop(reason);
  }

  /** What a person wants of the execution between two steps. @throws CodedError NOT_PAUSED, SEQUENCE_NOT_RUNNING before it has begun */
  control({ type, by, ...command }: ControlCommand): void {
    const execution = this.#execution;
    if (!execution) throw new CodedError('SEQUENCE_NOT_RUNNING', `execution ${this.executionId} has not begun yet`);
    if (type === 'PAUSE') execution.pause({ by });
    else if (type === 'RESUME') execution.resume({ by });
    else if (type === 'STEP_OVER') execution.stepOver({ by });
    else if (type === 'RETRY_STEP') execution.retryStep({ by, confirm: 'confirm' in command && command.confirm });
    else execution.skipStep({ by, reason: 'reason' in command ? command.reason : '' });
  }

  /** @throws CodedError PROMPT_NOT_FOUND, ANSWER_INVALID */
  answerPrompt({ promptId, answer, by, via, at }: AnswerCommand): void {
    if (!this.#execution) throw new CodedError('PROMPT_NOT_FOUND', `prompt ${promptId} is not open`);
    this.#execution.answerPrompt({ promptId, answer, by, via, at });
  }

  reportLateError(thrown: unknown): void {
    this.#lateError = thrown;
    this.#execution?.reportLateError(thrown);
  }

  /** Nobody will commit any more: the execution goes on to its cleanup, unrecorded. */
  abandonRecords(reason: string): void {
    this.#recorder.abandon('SERVICE_LOST', reason);
  }

  /** What cannot be prepared becomes a host that cannot be opened: the execution then ends as `startFailed`, with a record. */
  async #prepare(): Promise<{ host: SequenceHost; hardwareConfig: ReturnType<typeof resolveHardwareConfig> }> {
    const { plan, secrets } = this.#command;
    try {
      const { pack, guard, instruments } = this.#parts;
      const hardwareConfig = resolveHardwareConfig(plan.hardware, secrets);
      const { executionId } = this;
      const access = instrumentAccess(plan, { executionId, hardwareConfig, instruments, pool: pack.pool });
      return { host: watchHost(await pack.host(plan, access), plan.steps, guard.vitalSigns), hardwareConfig };
    } catch (thrown) {
      return { host: unopenableHost(this.#parts.pack, thrown), hardwareConfig: {} };
    }
  }
}

function unopenableHost(pack: LoadedPackage, thrown: unknown): SequenceHost {
  const { code, message, details } = toErrorData(thrown, 'ENTRY_POINT_ERROR');
  const refuse = () => {
    throw new CodedError(code, message, { details, cause: thrown });
  };
  return {
    describe: () => pack.definition,
    open: async () => refuse(),
    evaluateCondition: refuse,
    evaluateBlock: refuse,
    readParameter: refuse,
    readState: refuse,
    runStep: refuse,
    attach: async () => refuse(),
    detach: async () => [],
    abort: () => undefined,
    inQuestion: () => [],
    verify: async () => undefined,
    traffic: () => [],
    close: async () => ({ failures: [], abandoned: false }),
  };
}
