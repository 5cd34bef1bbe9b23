import { CodedError } from '@neurohub/contracts/errors';
import type { Command, WorkerBoot } from '@neurohub/contracts/ipc';
import { WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import type { ExecutionResult, StopReason } from '@neurohub/sequence-sdk/executor';
import type { CommandHandler } from './command-lane.ts';
import {
  type AnswerCommand,
  type ControlCommand,
  ExecutionRunner,
  type RunnerParts,
  type StartCommand,
} from './execution-runner.ts';
import { type ManualControl, ManualSession } from './manual-session.ts';

/** What this worker is doing, and what each command makes of it. Every handler answers at once; work goes on behind it. */
export class WorkerSession {
  readonly #boot: WorkerBoot;
  readonly #parts: RunnerParts;
  readonly #exit: (code: number) => unknown;
  #runner: ExecutionRunner | null = null;
  /** Came between the commit of an end and our hearing of it. */
  #next: StartCommand | null = null;
  #manual: ManualSession | null = null;
  #leaving: number | null = null;

  constructor(boot: WorkerBoot, parts: RunnerParts, exit: (code: number) => unknown) {
    this.#boot = boot;
    this.#parts = parts;
    this.#exit = exit;
  }

  get executionId(): string | null {
    return this.#runner?.executionId ?? null;
  }

  get step(): string | null {
    return this.#runner?.step ?? null;
  }

  readonly handle: CommandHandler = (command: Command) => {
    switch (command.type) {
      case 'DESCRIBE':
        return { definition: this.#parts.pack.definition };
      case 'GET_STATUS':
        return { status: { executionId: this.executionId, state: this.#runner?.state ?? null, step: this.step } };
      case 'START_SEQUENCE':
        this.#start(command);
        return {};
      case 'STOP_SEQUENCE':
        this.#stop(command.executionId);
        return {};
      case 'PAUSE':
      case 'RESUME':
      case 'STEP_OVER':
      case 'SKIP_STEP':
      case 'RETRY_STEP':
        this.#steer(command);
        return {};
      case 'ANSWER_PROMPT':
        this.#answer(command);
        return {};
      case 'GRANT':
        this.#parts.leases.granted(command);
        return {};
      case 'REVOKE':
        this.#parts.leases.revoked(command);
        return {};
      case 'MANUAL_CONTROL':
        this.#control(command);
        return {};
      case 'END_MANUAL':
        void this.#manual?.end('asked');
        return {};
      case 'SHUTDOWN':
        this.leave('serviceLost', WORKER_EXIT.done);
        return {};
      default:
        return command satisfies never;
    }
  };

  /** Makes safe, then ends the process with this code. The first reason stays. */
  leave(reason: StopReason, code: number): void {
    this.#leaving ??= code;
    this.#runner?.leave();
    if (this.#runner) this.#runner.stop(reason);
    else if (this.#manual) void this.#manual.end('leaving');
    // The answer to the command that asked for it goes out first.
    else setImmediate(() => this.#exit(this.#leaving ?? code));
  }

  /** The service is gone: cleanup runs without the database, then the process ends. */
  serviceGone(): void {
    this.#runner?.abandonRecords('the station service is gone');
    this.#manual?.abandonRecords();
    this.leave('serviceLost', WORKER_EXIT.serviceGone);
  }

  /** Something nothing awaited has failed. Without an execution there is nobody to blame but the process. */
  lateError(thrown: unknown): void {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    if (this.#runner) this.#runner.reportLateError(thrown);
    else if (this.#manual) this.#manual.reportLateError(thrown);
    else this.leave('serviceLost', this.#leaving ?? 1);
  }

  #control(command: ManualControl): void {
    if (this.#leaving !== null) throw new CodedError('SHUTTING_DOWN', 'the worker is ending');
    if (this.#runner && !this.#runner.isCommitted)
      throw new CodedError('SEQUENCE_ALREADY_RUNNING', `execution ${this.#runner.executionId} is on`);
    this.#manual ??= new ManualSession(this.#parts, (outcome) => this.#manualEnded(outcome));
    this.#manual.begin(command);
  }

  #manualEnded({ mustReplaceWorker }: { mustReplaceWorker: boolean }): void {
    this.#manual = null;
    const code = this.#leaving ?? (mustReplaceWorker ? WORKER_EXIT.replaceMe : null);
    if (code !== null) this.#exit(code);
  }

  #start(command: StartCommand): void {
    if (this.#leaving !== null) throw new CodedError('SHUTTING_DOWN', 'the worker is ending');
    if (this.#manual) throw new CodedError('MANUAL_BUSY', 'a manual session is open');
    if (this.#runner && (!this.#runner.isCommitted || this.#next))
      throw new CodedError('SEQUENCE_ALREADY_RUNNING', `execution ${this.#runner.executionId} is on`);
    if (command.plan.sequence.packageHash !== this.#boot.package.hash)
      throw new CodedError('PACKAGE_HASH_MISMATCH', 'the plan is for another version of the package');
    if (command.resume && command.resume.planHash !== command.planHash)
      throw new CodedError('RESUME_REFUSED', 'the execution began with another plan');
    if (this.#runner) this.#next = command;
    else this.#run(command);
  }

  #run(command: StartCommand): void {
    const runner = new ExecutionRunner(command, this.#parts);
    this.#runner = runner;
    void runner.run().then((result) => this.#ended(result));
  }

  #stop(executionId: string): void {
    if (this.#runner?.executionId !== executionId)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `execution ${executionId} is not on`);
    this.#runner.stop('operatorStop');
  }

  #steer(command: ControlCommand): void {
    if (this.#runner?.executionId !== command.executionId)
      throw new CodedError('SEQUENCE_NOT_RUNNING', `execution ${command.executionId} is not on`);
    this.#runner.control(command);
  }

  #answer(command: AnswerCommand): void {
    if (this.#runner?.executionId !== command.executionId)
      throw new CodedError('PROMPT_NOT_FOUND', `execution ${command.executionId} is not on`);
    this.#runner.answerPrompt(command);
  }

  #ended(result: ExecutionResult): void {
    this.#runner = null;
    // Uncommitted: only the service can close the execution, and it does so when this process is gone.
    const isWornOut = result.mustReplaceWorker || !result.committed;
    const code = this.#leaving ?? (result.fenced ? WORKER_EXIT.fenced : isWornOut ? WORKER_EXIT.replaceMe : null);
    if (code !== null) return void this.#exit(code);
    const next = this.#next;
    this.#next = null;
    if (next) this.#run(next);
  }
}
