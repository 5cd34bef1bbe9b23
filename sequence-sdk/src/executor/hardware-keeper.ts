import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { ExecutionPlan, StepRecord } from '@neurohub/contracts/record';
import { describeError } from './describe-error.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import { HardwareLosses } from './hardware-losses.ts';
import type { FailedStep, LossDecision, PauseGate } from './pause-gate.ts';
import type { HardwareDoubt, SequenceHost } from './sequence-host.ts';
import type { StepRunner } from './step-runner.ts';

export interface HardwareKeeperParts {
  host: Pick<SequenceHost, 'inQuestion' | 'verify'>;
  policy: ExecutionPlan['hardwareErrors'];
  pauses: PauseGate;
  runner: Pick<StepRunner, 'newWaits'>;
  record: (event: RecordEvent) => void;
  voice: ExecutionVoice;
  /** The main part has ended. */
  isOver: () => boolean;
  /** Ends the main part: cleanup runs, verdict ERROR. */
  fail: (error: CodedError) => void;
}

const ONE_TRY: NonNullable<ExecutionPlan['hardwareErrors']> = {
  reconnectAttempts: 1,
  reconnectDelayMs: 0,
  onFailure: 'safe_stop',
};
/** Making safe waits for nobody for long. */
const CLEANUP_LIMIT_MS = 5_000;

/**
 * What becomes of an execution whose instruments are lost. No setup or main step begins before each is there again, is the same, and is as
 * the steps have left it; nothing that was commanded is sent again from here.
 */
export class HardwareKeeper {
  readonly #parts: HardwareKeeperParts;
  readonly #policy: NonNullable<ExecutionPlan['hardwareErrors']>;
  readonly #losses: HardwareLosses;
  readonly #ended = new AbortController();
  #trustedBy: string | undefined;

  constructor(parts: HardwareKeeperParts) {
    this.#parts = parts;
    this.#policy = parts.policy ?? ONE_TRY;
    this.#losses = new HardwareLosses(parts.record, parts.voice);
  }

  /** Ends every wait: the main part is over. */
  abort(reason: Error): void {
    this.#ended.abort(reason);
  }

  /** A person is to be asked about the instruments that are lost now. */
  get asksPerson(): boolean {
    return this.#policy.onFailure === 'pause_wait' && this.#parts.host.inQuestion().length > 0;
  }

  /**
   * An attempt that has just ended, as it counts: where an instrument was lost that may have forgotten what it held, it is an error,
   * unless that is there again at once, is the same, and is as it was left. So is one in which another instrument has come.
   */
  async judged(record: StepRecord): Promise<StepRecord> {
    if (this.#parts.isOver() || this.#parts.host.inQuestion().length === 0) return record;
    const problem = await this.#waiting(() => this.#tryAll(record.name, decides));
    if (!problem || record.status === 'error' || this.#parts.isOver()) return record;
    const { skipReason: _, ...rest } = record;
    return { ...rest, status: 'error', error: problem };
  }

  /**
   * Before a setup or main step, or between two of its attempts: resolves when every instrument is there again, or the main part is over.
   * What a person said about it, if one was asked.
   */
  async secure(failed: FailedStep | null): Promise<LossDecision | null> {
    let decision: LossDecision | null = null;
    while (this.#parts.host.inQuestion().length > 0) {
      const attempts = decision ? 1 : this.#policy.reconnectAttempts;
      const problem = await this.#waiting(() => this.#reconnect(attempts));
      if (!problem || this.#parts.isOver()) break;
      if (this.#policy.onFailure !== 'pause_wait') {
        this.#parts.fail(this.#asEnd(problem));
        break;
      }
      decision = await this.#parts.pauses.passLoss(this.#losses.open, failed);
      if (!decision || decision.skip) break;
      this.#trustedBy = decision.by ?? 'somebody';
    }
    this.#trustedBy = undefined;
    return decision;
  }

  /** Before a cleanup step: each is tried once, so that it can be switched off. Never throws. */
  async reach(): Promise<void> {
    const limit = new AbortController();
    const reached = () => limit.abort(new CodedError('HARDWARE_LOST', 'it took too long to reach it again'));
    const cancel = this.#parts.voice.clock.after(CLEANUP_LIMIT_MS, reached);
    await Promise.all(
      this.#parts.host.inQuestion().map(async ({ hardware }) => {
        const error = await this.#verify(hardware, { signal: limit.signal, isTrusted: true });
        if (error) this.#parts.voice.log('warning', `${hardware}: not reached for cleanup: ${error.message}`, null);
      }),
    );
    cancel();
  }

  /** What is the matter with the first that is not there, when the attempts are used up; null when all are. */
  async #reconnect(attempts: number): Promise<ErrorData | null> {
    for (let attempt = 1; ; attempt += 1) {
      this.#losses.trying(attempt);
      const problem = await this.#tryAll();
      if (!problem || this.#parts.isOver()) return null;
      // No further try finds out more.
      const isDecided = problem.code === 'HARDWARE_STATE_UNKNOWN';
      if (isDecided || attempt >= attempts) this.#losses.giveUp();
      if (isDecided || (attempt >= attempts && this.#policy.onFailure !== 'auto_reconnect')) return problem;
      await this.#delay();
      if (this.#parts.isOver()) return null;
    }
  }

  /** Shown, and in no time limit. */
  async #waiting<T>(work: () => Promise<T>): Promise<T> {
    const detail = this.#parts.host.inQuestion().map(({ hardware }) => hardware);
    const end = this.#parts.runner.newWaits().begin({ waitingFor: 'hardware', detail: detail.join(', ') });
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Each that is in question, all at once. `step`: the one that has just run. */
  async #tryAll(step?: string, counts: typeof decides = () => true): Promise<ErrorData | null> {
    const options = { signal: this.#ended.signal, isTrusted: this.#trustedBy !== undefined };
    const found = await Promise.all(
      this.#parts.host.inQuestion().map(async (doubt) => {
        const { hardware, loss } = doubt;
        if (loss) this.#losses.begin(hardware, loss, step);
        const error = await this.#verify(hardware, options, step);
        return error && counts(doubt, error) ? error : null;
      }),
    );
    return found.find((error) => error !== null) ?? null;
  }

  async #verify(
    hardware: string,
    options: { signal: AbortSignal; isTrusted: boolean },
    step?: string,
  ): Promise<ErrorData | null> {
    const { host } = this.#parts;
    try {
      await host.verify(hardware, options);
      this.#losses.end(hardware, this.#trustedBy);
      return null;
    } catch (thrown) {
      const error = describeError(thrown, 'DRIVER_CONNECTION');
      if (this.#ended.signal.aborted) return error;
      const loss = host.inQuestion().find((doubt) => doubt.hardware === hardware)?.loss;
      if (loss) this.#losses.begin(hardware, loss, step);
      this.#losses.failed(hardware, error);
      return error;
    }
  }

  /** How the execution ends by it. */
  #asEnd(problem: ErrorData): CodedError {
    const { code, message, details } = problem;
    if (code === 'HARDWARE_STATE_UNKNOWN' || code === 'DIFFERENT_INSTRUMENT')
      return new CodedError(code, message, { details });
    const lost = this.#losses.open;
    return new CodedError('HARDWARE_LOST', `${lost.join(', ')} could not be reached again: ${message}`, {
      details: { hardware: lost, attempts: this.#policy.reconnectAttempts },
    });
  }

  async #delay(): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#parts.voice.clock.after(this.#policy.reconnectDelayMs, resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    cancel();
  }
}

/** Whether it decides about the attempt in which it was found. */
const decides = ({ holdsState }: HardwareDoubt, { code }: ErrorData) => holdsState || code === 'DIFFERENT_INSTRUMENT';
