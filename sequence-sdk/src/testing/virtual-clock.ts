import { AsyncLocalStorage, AsyncResource, createHook } from 'node:async_hooks';
import type { Clock } from '../executor/execution-ports.ts';

/** Turns of the event loop in which nothing has happened, before time goes on. */
const QUIET_TURNS = 3;
/** Real milliseconds that something real may keep time from going on. */
const STUCK_AFTER_MS = 5_000;
/** The wall clock at the beginning of every run, so that records of two runs are the same. */
const START = Date.parse('2026-01-01T00:00:00.000Z');

/** The clock that the code now running is timed by. */
const timedBy = new AsyncLocalStorage<VirtualClock | null>();

interface Timer {
  dueMs: number;
  callback: () => void;
}

/**
 * A clock that needs no time: when nothing is left to do but to wait, it jumps to the next moment that somebody waits for. It stands
 * still while something real is under way in this process: a timer of Node, a file, a name lookup, a connection being made. It cannot
 * know that an instrument will answer: behind a socket or a serial port, use the real clock.
 */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  /** Timers of Node that were set by the code on this clock. */
  readonly #realTimers = new Map<number, { hasRef?(): boolean }>();
  readonly #stuck = Promise.withResolvers<never>();
  #nowMs = 0;
  #quietTurns = 0;
  #heldSinceMs: number | null = null;
  #isTurning = false;

  /** Runs code on this clock. Rejects when something real has kept time from going on for 5 s. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const hook = createHook({
      init: (id, type, _trigger, resource) => {
        if (type === 'Timeout' && timedBy.getStore() === this) this.#realTimers.set(id, resource);
      },
      destroy: (id) => this.#realTimers.delete(id),
    });
    hook.enable();
    try {
      return await Promise.race([timedBy.run(this, work), this.#stuck.promise]);
    } finally {
      hook.disable();
    }
  }

  timestamp(): string {
    return new Date(START + this.#nowMs).toISOString();
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    // As with a timer of Node, the callback runs in the context in which it was set.
    const timer = { dueMs: this.#nowMs + Math.max(0, ms), callback: AsyncResource.bind(callback) };
    this.#timers.add(timer);
    this.#quietTurns = 0;
    if (!this.#isTurning) this.#turn();
    return () => {
      this.#timers.delete(timer);
    };
  }

  #turn(): void {
    this.#isTurning = true;
    timedBy.run(null, () => {
      if (this.#heldSinceMs === null) setImmediate(() => this.#look());
      else setTimeout(() => this.#look(), 1);
    });
  }

  #look(): void {
    this.#isTurning = false;
    if (this.#timers.size === 0) return;
    if (this.#isHeld()) this.#quietTurns = 0;
    else this.#quietTurns += 1;
    if (this.#quietTurns >= QUIET_TURNS) this.#jump();
    if (this.#timers.size > 0 && !this.#isTurning) this.#turn();
  }

  /** To the earliest timer; of several at one moment the one that was set first. */
  #jump(): void {
    this.#quietTurns = 0;
    const [next] = [...this.#timers].sort((a, b) => a.dueMs - b.dueMs);
    if (!next) return;
    this.#timers.delete(next);
    this.#nowMs = next.dueMs;
    next.callback();
  }

  #isHeld(): boolean {
    const held = this.#realWork();
    if (held.length === 0) {
      this.#heldSinceMs = null;
      return false;
    }
    this.#heldSinceMs ??= performance.now();
    if (performance.now() - this.#heldSinceMs > STUCK_AFTER_MS)
      this.#stuck.reject(
        new Error(
          `the virtual clock cannot go on: for ${STUCK_AFTER_MS / 1000} s something real has been under way (${held.join(', ')}); run this with clock: 'real'`,
        ),
      );
    return true;
  }

  /** What Node has under way. Open sockets and pipes are not among it: they may stay open for ever. */
  #realWork(): string[] {
    const work = process.getActiveResourcesInfo().filter((kind) => /^Immediate$|Req|ConnectWrap|Job/.test(kind));
    const hasTimer = [...this.#realTimers.values()].some((timer) => timer.hasRef?.() ?? true);
    return hasTimer ? [...work, 'setTimeout or setInterval'] : work;
  }
}
