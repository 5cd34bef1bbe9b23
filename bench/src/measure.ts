import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCase } from './bench-case.ts';
import { type Figure, figureOf, type Skip } from './figure.ts';

export interface MeasureOptions {
  scratch: string;
  buildRoot: string;
  quick: boolean;
  /** Says what is going on, for whoever waits. */
  tell(text: string): void;
}

export interface Measured {
  figures: Figure[];
  skips: Skip[];
  /** Cases that broke down; what they had reported until then is among the figures. */
  failures: Skip[];
}

/** Runs the cases one after the other. One that fails is told with its reason; the others go on. */
export async function measure(
  cases: readonly BenchCase[],
  { scratch, buildRoot, quick, tell }: MeasureOptions,
): Promise<Measured> {
  const figures: Figure[] = [];
  const skips: Skip[] = [];
  const failures: Skip[] = [];
  for (const { name, run } of cases) {
    tell(`measuring ${name}`);
    const folder = join(scratch, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      await run({
        buildRoot,
        scratch: folder,
        times: (full) => (quick ? Math.max(1, Math.ceil(full / 10)) : full),
        report: (draft) => void figures.push(figureOf(draft)),
        skip: (id, reason) => void skips.push({ id, reason }),
      });
    } catch (thrown) {
      failures.push({ id: name, reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
    }
  }
  return { figures, skips, failures };
}
