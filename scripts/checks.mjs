// What `npm run verify` and `npm test` have in common: the checks that read the source, and how one program is run.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { runChild } = require('./bootstrap/run-child.cjs');

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BIN = join(ROOT, 'node_modules');

/** @typedef {{title: string, args: string[]}} Check a program on this Node; paths are relative to the project */

/** @type {Check[]} */
export const SOURCE_CHECKS = [
  { title: 'format and lint', args: [`${BIN}/@biomejs/biome/bin/biome`, 'ci', '--error-on-warnings'] },
  { title: 'types', args: [`${BIN}/typescript7/bin/tsc`, '-p', '.'] },
  ...['ui-kit', 'station-ui', 'neurohub/dashboard'].map((screen) => ({
    title: `types of ${screen}`,
    args: [`${BIN}/typescript7/bin/tsc`, '-p', screen],
  })),
  { title: 'import rules', args: ['scripts/import-rules.mjs'] },
];

/** @param {string[]} flags @returns {Check} */
export const vitest = (...flags) => ({
  title: `tests ${flags.join(' ')}`,
  args: [`${BIN}/vitest/vitest.mjs`, 'run', ...flags],
});

/**
 * Runs all checks, whatever becomes of the first, and answers the exit code: that of the first that failed.
 *
 * @param {Check[]} checks
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export async function runChecks(checks, env = process.env) {
  const failed = [];
  for (const { title, args } of checks) {
    process.stdout.write(`\n── ${title}\n`);
    const { code, stopped } = await runChild(process.execPath, args, { cwd: ROOT, env });
    if (stopped) return code;
    if (code !== 0) failed.push({ title, code });
  }
  if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.map(({ title }) => title).join(', ')}\n`);
  return failed[0]?.code ?? 0;
}
