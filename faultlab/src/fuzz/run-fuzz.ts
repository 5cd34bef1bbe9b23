import { randomOf } from '../chaos/random.ts';
import type { FuzzFinding, FuzzTarget } from './fuzz-target.ts';
import { mutate } from './mutate.ts';

export interface FuzzReport {
  seed: number;
  /** How many inputs each target took. */
  cases: Record<string, number>;
  findings: FuzzFinding[];
}

export interface FuzzOptions {
  seed: number;
  targets: readonly FuzzTarget[];
  /** Whether there is another round; asked before each. */
  goesOn: (round: number) => boolean;
  /** Whether a target has a turn in this round. @default always */
  isDue?: (target: string, round: number) => boolean;
  onFinding?: (finding: FuzzFinding) => void;
}

/** Gives the targets one input each in turn, round after round. An input depends on seed, target and number alone. */
export async function runFuzz({
  seed,
  targets,
  goesOn,
  isDue = () => true,
  onFinding,
}: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { seed, cases: {}, findings: [] };
  for (let round = 0; goesOn(round); round++)
    for (const target of targets.filter(({ name }) => isDue(name, round))) {
      const number = report.cases[target.name] ?? 0;
      report.cases[target.name] = number + 1;
      const finding = await takeOne(target, { seed, number });
      if (!finding) continue;
      report.findings.push(finding);
      onFinding?.(finding);
    }
  return report;
}

/** One input again, by its number. */
export async function takeOne(
  target: FuzzTarget,
  { seed, number }: { seed: number; number: number },
): Promise<FuzzFinding | null> {
  const input = inputOf(target, { seed, number });
  const problem = await target.take(input).catch((thrown: unknown) => `the look at it failed: ${thrown}`);
  return problem === null ? null : { target: target.name, number, problem, input };
}

export function inputOf({ name, samples }: FuzzTarget, { seed, number }: { seed: number; number: number }): Buffer {
  const mixed = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed);
  return mutate(randomOf(Math.imul(mixed, 0x9e3779b1) + number), samples);
}
