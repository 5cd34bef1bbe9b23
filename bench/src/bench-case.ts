import type { FigureDraft } from './figure.ts';

/** What a case gets. */
export interface BenchContext {
  /** Folder below which station-service/dist and the other bundles are. */
  buildRoot: string;
  /** A folder on the disk of the project, for everything the case writes. Removed afterwards. */
  scratch: string;
  /** The full number of repetitions, or a tenth of it in a quick run; at least 1. */
  times(full: number): number;
  report(figure: FigureDraft): void;
  skip(id: string, reason: string): void;
}

export interface BenchCase {
  /** For `--only`. */
  name: string;
  /** Names of the cases whose figures this one is compared with; they are run first. */
  needs?: readonly string[];
  run(context: BenchContext): Promise<void>;
}
