/** Milliseconds of the machine's monotonic clock: the same in every process, and that of the simulators' witness. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;
