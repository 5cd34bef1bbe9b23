/**
 * Whether a worker is alive. Its watchdog thread says so on a pipe twice a second, and whether the main loop is; a process that is
 * stopped says nothing. Counted are our own looks, not time: when we were late ourselves, nobody is blamed for it.
 */
const LOOK_EVERY_MS = 500;
/** 3.5 s. */
const SILENT_AFTER_LOOKS = 7;

export interface WorkerWatchHandlers {
  /** Its event loop has begun to be blocked, and may be for so many milliseconds still; null: it goes on. */
  onBlocked(blockedForMs: number | null): void;
  /** It stands still. Called once. */
  onSilent(): void;
}

export class WorkerWatch {
  readonly #handlers: WorkerWatchHandlers;
  #looks = 0;
  #isBlocked = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(handlers: WorkerWatchHandlers) {
    this.#handlers = handlers;
  }

  /** From its first sign of life on: until then its start has a time limit. */
  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** A sign of life. */
  seen(blockedForMs: number | null): void {
    this.#looks = 0;
    const isBlocked = blockedForMs !== null;
    if (isBlocked === this.#isBlocked) return;
    this.#isBlocked = isBlocked;
    this.#handlers.onBlocked(blockedForMs);
  }

  /** Called by the timer. */
  look(): void {
    this.#looks += 1;
    if (this.#looks < SILENT_AFTER_LOOKS) return;
    this.stop();
    this.#handlers.onSilent();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
