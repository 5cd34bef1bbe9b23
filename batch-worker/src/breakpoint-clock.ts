import type { Clock } from '@neurohub/sequence-sdk/executor';

const TICK_MS = 100;
/** A loop that did not turn for so long stood at a breakpoint. */
const PAUSED_AFTER_MS = 1_000;

/** The machine's clock without the time that the process stood at breakpoints: no time limit runs out meanwhile. */
export class BreakpointClock implements Clock {
  readonly #machineMs: () => number;
  #lastSeenMs: number;
  #pausedMs = 0;

  constructor(machineMs: () => number = () => performance.now()) {
    this.#machineMs = machineMs;
    this.#lastSeenMs = machineMs();
    setInterval(() => this.monotonicMs(), TICK_MS).unref();
  }

  timestamp(): string {
    return new Date().toISOString();
  }

  monotonicMs(): number {
    const nowMs = this.#machineMs();
    const gapMs = nowMs - this.#lastSeenMs;
    if (gapMs > PAUSED_AFTER_MS) this.#pausedMs += gapMs;
    this.#lastSeenMs = nowMs;
    return nowMs - this.#pausedMs;
  }

  after(ms: number, callback: () => void): () => void {
    const dueMs = this.monotonicMs() + ms;
    const fire = () => {
      const leftMs = dueMs - this.monotonicMs();
      // A timer may be early by the part of a millisecond that it cannot count.
      if (leftMs < 1) callback();
      else timer = setTimeout(fire, leftMs);
    };
    let timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  }
}
