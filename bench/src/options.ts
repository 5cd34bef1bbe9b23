import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of cases; empty means all. */
  only: string[];
  quick: boolean;
  json: string;
  /** Folder with the bundles to measure: the project itself, or a copy of its dist folders to compare with. */
  build: string;
}

export const HELP = `npm run bench -- [options]
  --only NAME     run this case only (may be repeated); what it is compared with runs too
  --quick         a tenth of the repetitions: to see that it works, not to quote
  --json FILE     where the figures go (default: bench/results/latest.json)
  --build FOLDER  measure the bundles below this folder instead of the project's own
`;

/** Paths are relative to `cwd`; the defaults are below `root`. @throws TypeError for an option that is none */
export function parseOptions(
  args: readonly string[],
  { root, cwd }: { root: string; cwd: string },
): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      build: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    only: values.only.flatMap((names) => names.split(',')),
    quick: values.quick,
    json: resolve(cwd, values.json ?? resolve(root, 'bench/results/latest.json')),
    build: resolve(cwd, values.build ?? root),
  };
}
