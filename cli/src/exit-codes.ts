import type { Verdict } from '@neurohub/contracts/vocabulary';

/** What the exit code says. `station run` answers with the verdict instead; a run that could not begin is `notRun`. */
export const EXIT = {
  done: 0,
  /** The package, the archive or the request was refused; the error says why and what to do. */
  refused: 1,
  /** The command line itself is wrong (EX_USAGE of sysexits.h). */
  usage: 64,
  /** `station run`, `station test`: refused before anything was run (EX_DATAERR), so it is not taken for a verdict. */
  notRun: 65,
} as const;

/** `station run`: PASS 0, FAIL 1, ERROR 2, ABORTED 3. No verdict is no PASS. */
export function verdictExit(verdict: Verdict | null): number {
  return { PASS: 0, FAIL: 1, ERROR: 2, ABORTED: 3 }[verdict ?? 'ERROR'];
}
