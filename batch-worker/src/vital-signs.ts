const BEATS = 0;
const STEP_INDEX = 1;
const DEADLINE = 0;

/** Milliseconds of the machine's monotonic clock: the same in every thread, unlike `performance.now()`. */
export function machineMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/**
 * The few numbers the main loop shares with the watchdog thread. Written by the main loop only, without locks:
 * each is one aligned word, and a value that is a tick old does no harm.
 */
export class VitalSigns {
  readonly buffer: SharedArrayBuffer;
  readonly #counters: Int32Array;
  readonly #times: Float64Array;
  /** What was left of the allowed time when it came to a stand; known to the main loop only. */
  #leftMs: number | null = null;

  constructor(buffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#counters = new Int32Array(buffer, 0, 2);
    this.#times = new Float64Array(buffer, 8, 1);
  }

  get beats(): number {
    return Atomics.load(this.#counters, BEATS);
  }

  /** Says that the main loop is alive. */
  beat(): void {
    Atomics.add(this.#counters, BEATS, 1);
  }

  /** Index of what is being done now in the list of names the watchdog has, or -1. */
  get activity(): number {
    return Atomics.load(this.#counters, STEP_INDEX);
  }

  /** Machine time until which the main loop may legally be blocked, or 0 when nothing is being done. */
  get deadlineMs(): number {
    return this.#times[DEADLINE] ?? 0;
  }

  begin(activity: number, allowedMs: number): void {
    this.#leftMs = null;
    Atomics.store(this.#counters, STEP_INDEX, activity);
    this.#times[DEADLINE] = machineMs() + allowedMs;
  }

  /** What is being done waits for somebody else: its time stands still, and it may block the loop no longer than idle code may. */
  pause(): void {
    if (this.#leftMs !== null || this.deadlineMs === 0) return;
    this.#leftMs = this.deadlineMs - machineMs();
    this.#times[DEADLINE] = 0;
  }

  /** The time goes on where it stood still. */
  resume(): void {
    if (this.#leftMs === null) return;
    this.#times[DEADLINE] = machineMs() + this.#leftMs;
    this.#leftMs = null;
  }

  end(): void {
    this.#leftMs = null;
    this.#times[DEADLINE] = 0;
    Atomics.store(this.#counters, STEP_INDEX, -1);
  }
}
