/** A place where the station takes what strangers, files and other processes give it. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs, which are damaged. */
  readonly samples: readonly Buffer[];
  /** Gives it one input. Null when that was taken, or refused as everything bad is; else what went wrong. */
  take(input: Buffer): Promise<string | null>;
}

/** One that was taken wrongly. */
export interface FuzzFinding {
  target: string;
  /** How many-th input of this seed it was; -1 for one that was kept. */
  number: number;
  problem: string;
  input: Buffer;
}

/** What takes longer keeps others out. */
export const LONGEST_MS = 5_000;
