/** Waits until `probe` gives something other than null, undefined or false. @throws with the last state when the time is up. */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  {
    timeoutMs = 20_000,
    what = 'the condition',
    everyMs = 20,
  }: { timeoutMs?: number; what?: string; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const value = await probe();
      if (value !== null && value !== undefined && value !== false) return value;
      last = value;
    } catch (thrown) {
      last = thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`${what} did not come true within ${timeoutMs} ms; last: ${String(last)}`);
}
