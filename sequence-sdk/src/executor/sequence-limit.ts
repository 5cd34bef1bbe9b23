import type { Clock } from './execution-ports.ts';

/** In which the time of the sequence stands still: somebody or something else is waited for, a person looks, or it is made safe. */
export type Standstill = 'wait' | 'pause' | 'cleanup';

export interface SequenceLimitParts {
  /** Undefined: there is no limit. */
  limitMs: number | undefined;
  /** In processes that died. */
  spentMs: number;
  clock: Clock;
  /** Called once, as soon as it is out of time. */
  reached: () => void;
}

/** The time limit of setup and main steps together. */
export class SequenceLimit {
  readonly #parts: SequenceLimitParts;
  readonly #standstills = new Set<Standstill>();
  #spentMs: number;
  /** When the stretch that counts began; null: no time counts. */
  #sinceMs: number | null = null;
  #isOn = false;
  #cancelTimer: () => void = () => undefined;

  constructor(parts: SequenceLimitParts) {
    this.#parts = parts;
    this.#spentMs = parts.spentMs;
  }

  /** What counts so far, of all processes together. */
  get spentMs(): number {
    return this.#spentMs + (this.#sinceMs === null ? 0 : this.#parts.clock.monotonicMs() - this.#sinceMs);
  }

  start(): void {
    this.#isOn = true;
    this.#goOn();
  }

  /** Time stands still, or no longer for this reason. A repeat changes nothing. */
  stand(why: Standstill, isStanding: boolean): void {
    if (isStanding) this.#standstills.add(why);
    else this.#standstills.delete(why);
    if (this.#standstills.size > 0) this.#halt();
    else if (this.#sinceMs === null) this.#goOn();
  }

  /** The main part is over. What kept the timer from firing has not made it faster. */
  end(): void {
    this.#halt();
    this.#isOn = false;
  }

  /** Something else has ended the main part. */
  cancel(): void {
    this.#isOn = false;
    this.#halt();
  }

  #goOn(): void {
    const { limitMs, clock } = this.#parts;
    if (!this.#isOn || this.#standstills.size > 0) return;
    this.#sinceMs = clock.monotonicMs();
    if (limitMs === undefined) return;
    this.#cancelTimer = clock.after(Math.max(0, limitMs - this.#spentMs), () => this.#reach());
  }

  #halt(): void {
    this.#cancelTimer();
    this.#spentMs = this.spentMs;
    this.#sinceMs = null;
    const { limitMs } = this.#parts;
    if (limitMs !== undefined && this.#spentMs >= limitMs) this.#reach();
  }

  #reach(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#parts.reached();
  }
}
