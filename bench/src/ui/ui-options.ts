import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface UiOptions {
  only: string[];
  quick: boolean;
  /** Of watching the memory of the page under load. */
  minutes: number;
  json: string;
  build: string;
  /** Where a profile of the page's main thread goes; null: none is made. */
  profile: string | null;
}

export const HELP = `npm run bench:ui -- [options]
  --only NAME       run this case only (may be repeated)
  --quick           fewer repetitions and one minute of memory: to see that it works, not to quote
  --minutes N       how long the memory of the page is watched under load (default: 10)
  --json FILE       where the figures go (default: bench/results/ui.json)
  --build FOLDER    measure the bundles below this folder instead of the project's own
  --profile FILE    a CPU profile of the page under load, for the tools of a browser
A Chromium is needed: STATION_TEST_BROWSER names it where it is at no usual place.
`;

/** Paths are relative to `cwd`; the defaults are below `root`. @throws TypeError for an option that is none */
export function parseUiOptions(
  args: readonly string[],
  { root, cwd }: { root: string; cwd: string },
): UiOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...{
        minutes: { type: 'string' },
        json: { type: 'string' },
        build: { type: 'string' },
        profile: { type: 'string' },
      },
    },
  });
  if (values.help) return 'help';
  const minutes = Number(values.minutes ?? (values.quick ? 1 : 10));
  if (!(minutes > 0)) throw new TypeError(`--minutes ${values.minutes}: expected a number above 0`);
  return {
    only: values.only.flatMap((names) => names.split(',')),
    ...{ quick: values.quick, minutes },
    json: resolve(cwd, values.json ?? resolve(root, 'bench/results/ui.json')),
    build: resolve(cwd, values.build ?? root),
    profile: values.profile === undefined ? null : resolve(cwd, values.profile),
  };
}
