/** Inputs that were taken wrongly once: `faultlab/fixtures/fuzz/<target>-<what>.bin`. Each is given again, first, in every run. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../harness/build-root.ts';
import type { FuzzFinding, FuzzTarget } from './fuzz-target.ts';

const KEPT = join(PROJECT_ROOT, 'faultlab/fixtures/fuzz');

/** What is wrong with how they are taken now. */
export async function takeKept(targets: readonly FuzzTarget[]): Promise<FuzzFinding[]> {
  const findings: FuzzFinding[] = [];
  for (const name of existsSync(KEPT) ? readdirSync(KEPT).sort() : []) {
    const target = targets.find((one) => name.startsWith(`${one.name}-`));
    if (!target) throw new Error(`${name} is of no target`);
    const input = readFileSync(join(KEPT, name));
    const problem = await target.take(input);
    if (problem !== null) findings.push({ target: target.name, number: -1, problem: `${name}: ${problem}`, input });
  }
  return findings;
}

/** Puts a finding aside. @returns the file, which belongs into fixtures/fuzz once it is repaired */
export function keepFinding(folder: string, { target, number, input }: FuzzFinding): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${target}-${number}.bin`);
  writeFileSync(file, input);
  return file;
}
