import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import type { Alarms } from '../core/alarms.ts';
import type { HardwareSafety } from '../core/hardware-safety.ts';
import type { LogRelay } from './log-relay.ts';

/** Who unlocks, why, and whether he has made safe by hand what could not be made safe. */
export interface UnlockRequest {
  operator?: string | undefined;
  reason: string;
  confirmedSafe: boolean;
}

interface Parts {
  batchId: string;
  safety: HardwareSafety;
  logs: Pick<LogRelay, 'service'>;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
}

/**
 * Keeps a batch from beginning anything while nobody knows the state of its hardware. It survives a restart of the station as long as
 * the armed file does that caused it.
 */
export class LockOut {
  readonly #parts: Parts;
  #unsafe: readonly SafeStopResult[] = [];
  /** Its process died too often. */
  #gaveUp: ErrorData | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get isLocked(): boolean {
    return this.#unsafe.length > 0 || this.#gaveUp !== null;
  }

  /** Why it is locked, in words for people; null when it is not. */
  get error(): ErrorData | null {
    if (this.#unsafe.length === 0) return this.#gaveUp;
    const details = { instruments: this.#unsafe.map(({ instrument, error }) => ({ instrument, error })) };
    const reasons = this.#unsafe.map(({ instrument, error }) => error?.message ?? instrument);
    return { code: 'BATCH_LOCKED_OUT', message: reasons.join('; '), details };
  }

  /** @throws BATCH_LOCKED_OUT */
  assertOpen(): void {
    const { error } = this;
    if (error) throw new CodedError('BATCH_LOCKED_OUT', error.message, { details: error.details });
  }

  lock(unsafe: readonly SafeStopResult[]): void {
    this.#unsafe = unsafe;
    this.#tell();
  }

  /** Its process died too often, now or in an earlier life of the station: somebody has to look. */
  giveUp(error: ErrorData): void {
    this.#gaveUp = error;
    this.#tell();
  }

  #tell(): void {
    const { batchId, alarms } = this.#parts;
    const { error } = this;
    if (error) alarms.raise({ code: 'BATCH_LOCKED_OUT', batchId, message: error.message });
    else alarms.clear({ code: 'BATCH_LOCKED_OUT', batchId });
  }

  /** Makes safe what the batch left armed. False when something is not safe; unless another try follows, the batch is locked then. */
  async makeSafe({ isLast = true } = {}): Promise<boolean> {
    const unsafe = await this.#parts.safety.makeSafe(this.#parts.batchId);
    for (const { instrument, error } of unsafe)
      this.#parts.logs.service('error', `${instrument} is not safe: ${error?.message ?? 'it is in use'}`, null);
    if (isLast) this.lock(unsafe);
    return unsafe.length === 0;
  }

  /** @throws BATCH_NOT_LOCKED_OUT; INSTRUMENT_NOT_SAFE when something still is not, and nobody says to have seen to it by hand */
  async open({ operator, reason, confirmedSafe }: UnlockRequest): Promise<void> {
    const { batchId, safety, logs } = this.#parts;
    if (!this.isLocked) throw new CodedError('BATCH_NOT_LOCKED_OUT', `batch ${batchId} is not locked out`);
    const isSafe = await this.makeSafe();
    const { error } = this;
    if (!isSafe && !confirmedSafe)
      throw new CodedError('INSTRUMENT_NOT_SAFE', error?.message ?? '', { details: error?.details });
    if (!isSafe) await safety.confirm(this.#unsafe);
    const how = isSafe ? 'everything was made safe' : `made safe by hand: ${this.#unsafe.map((one) => one.instrument)}`;
    this.#gaveUp = null;
    this.lock([]);
    logs.service('warning', `unlocked by ${operator ?? 'somebody'} (${reason}); ${how}`, null);
  }
}
