import type { ErrorData } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Loss } from './connection-watch.ts';
import { describeError } from './describe-error.ts';
import type { ExecutionVoice } from './execution-voice.ts';

interface OpenLoss {
  sinceMs: number;
  attempts: number;
  error: ErrorData;
  isGivenUp: boolean;
}

/** What is recorded and shown of the instruments that an execution has lost. */
export class HardwareLosses {
  readonly #record: (event: RecordEvent) => void;
  readonly #voice: ExecutionVoice;
  readonly #open = new Map<string, OpenLoss>();

  constructor(record: (event: RecordEvent) => void, voice: ExecutionVoice) {
    this.#record = record;
    this.#voice = voice;
  }

  /** Those that are lost now. */
  get open(): string[] {
    return [...this.#open.keys()];
  }

  /** A repeat changes nothing. */
  begin(hardware: string, loss: Loss, step: string | undefined): void {
    if (this.#open.has(hardware)) return;
    const error = describeError(loss.error, 'DRIVER_CONNECTION');
    this.#open.set(hardware, { sinceMs: loss.sinceMs, attempts: 0, error, isGivenUp: false });
    this.#record({ type: 'hardwareLost', at: loss.at, hardware, error, ...(step !== undefined && { step }) });
    this.#voice.log('warning', `${hardware} is lost: ${error.message}`, step ?? null);
  }

  /** It is tried to reach them again. */
  trying(attempt: number): void {
    for (const [hardware, { error }] of this.#open)
      this.#voice.hardware(hardware, false, { state: 'reconnecting', attempt, problem: error.message });
  }

  /** A try to reach it was in vain. */
  failed(hardware: string, error: ErrorData): void {
    const loss = this.#open.get(hardware);
    if (!loss) return;
    loss.attempts += 1;
    loss.error = error;
    const state = error.code === 'DIFFERENT_INSTRUMENT' ? 'different' : 'lost';
    this.#voice.hardware(hardware, false, { state, problem: error.message });
  }

  /** The attempts are used up, for all of them. A repeat changes nothing. */
  giveUp(): void {
    for (const [hardware, loss] of this.#open) {
      if (loss.isGivenUp) continue;
      loss.isGivenUp = true;
      this.#record({ type: 'hardwareGivenUp', at: this.#voice.clock.timestamp(), hardware, error: loss.error });
    }
  }

  /** It is there again. */
  end(hardware: string, trustedBy: string | undefined): void {
    const loss = this.#open.get(hardware);
    if (!loss) return;
    this.#open.delete(hardware);
    const { clock } = this.#voice;
    const lostMs = Math.max(0, clock.monotonicMs() - loss.sinceMs);
    this.#record({
      ...{ type: 'hardwareBack', at: clock.timestamp(), hardware, lostMs, attempts: loss.attempts + 1 },
      ...(trustedBy !== undefined && { trustedBy }),
    });
    this.#voice.log('info', `${hardware} is back after ${Math.round(lostMs)} ms`, null);
  }
}
