/**
 * Named places where a test can end the process, to prove that nothing committed is lost.
 * The build of a release replaces the flag by `false`, so that nothing of this is left in it.
 */
declare const __KILL_POINTS__: boolean;

const reached = new Map<string, number>();

/**
 * Ends this process with SIGKILL when `STATION_FAULT` is `<name>#<n>` and this is the n-th time the place is reached.
 * Does nothing in a release.
 */
export function killPoint(name: string): void {
  if (typeof __KILL_POINTS__ === 'undefined' || !__KILL_POINTS__) return;
  const [wanted, nth] = (process.env['STATION_FAULT'] ?? '').split('#');
  if (wanted !== name) return;
  const count = (reached.get(name) ?? 0) + 1;
  reached.set(name, count);
  if (count === Number(nth ?? 1)) process.kill(process.pid, 'SIGKILL');
}

/** What a child process needs of the environment to have kill points too; nothing in a release. */
export function faultEnvironment(): Record<string, string> {
  if (typeof __KILL_POINTS__ === 'undefined' || !__KILL_POINTS__) return {};
  const fault = process.env['STATION_FAULT'];
  return fault ? { STATION_FAULT: fault } : {};
}
