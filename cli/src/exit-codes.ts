/** What the exit code says. `station run` will answer with a verdict: 0 PASS, 1 FAIL, 2 ERROR, 3 ABORTED; none of these is 64. */
export const EXIT = {
  done: 0,
  /** The package, the archive or the request was refused; the error says why and what to do. */
  refused: 1,
  /** The command line itself is wrong (EX_USAGE of sysexits.h). */
  usage: 64,
} as const;
