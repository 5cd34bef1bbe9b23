/** Time, injected so that nothing else reads a clock. Order never comes from the wall clock; durations never do either. */
export interface Clock {
  /** Wall clock: ISO 8601, UTC, milliseconds. It may jump. */
  wallIso(): string;
  /** Milliseconds since some fixed moment of this process; never goes back. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  wallIso: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
};

/** The wall clock in so many milliseconds. */
export const isoIn = (milliseconds: number, clock: Pick<Clock, 'wallIso'>): string =>
  new Date(Date.parse(clock.wallIso()) + milliseconds).toISOString();
