/**
 * Whether a worker is alive. Its watchdog thread says so on a pipe twice a second, and whether the main loop is; a process that is
 * stopped says nothing. Counted are our own looks, not time: when we were late ourselves, nobody is blamed for it.
 */
const LOOK_EVERY_MS = 500;
/** 3.5 s. */
const SILENT_AFTER_LOOKS = 7;

export interface WorkerWatchHandlers {
  /** Its event loop has begun, or ceased, to be blocked. */
  onBlocked(isBlocked: boolean): void;
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
  seen({ isBlocked }: { isBlocked: boolean }): void {
    this.#looks = 0;
    if (isBlocked === this.#isBlocked) return;
    this.#isBlocked = isBlocked;
    this.#handlers.onBlocked(isBlocked);
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
