/** Milliseconds of the machine's monotonic clock, which all processes of a Linux machine share; `performance.now()` is not shared. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
