/** `npm run bench`: measures the station as it is built, beside baselines of the same run. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CASES } from './cases/all-cases.ts';
import { chooseCases } from './choose-cases.ts';
import { machineClass } from './machine-class.ts';
import { measure } from './measure.ts';
import { HELP, parseOptions } from './options.ts';
import { skipsText, tableOf } from './table.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), { root: ROOT, cwd: process.env['INIT_CWD'] ?? process.cwd() });
  if (options === 'help') return void process.stdout.write(HELP);
  // On the disk of the project: a temporary folder may be in memory, where a commit costs nothing.
  const scratch = join(ROOT, 'bench/data');
  const [loadBefore = 0] = loadavg();
  const measured = await measure(chooseCases(CASES, options.only), {
    scratch,
    buildRoot: options.build,
    quick: options.quick,
    tell: (text) => process.stderr.write(`${text}\n`),
  });
  rmSync(scratch, { recursive: true, force: true });
  // More than a little before the start means that others were at work, and that the figures are theirs too.
  const machine = `${machineClass()}, load ${loadBefore.toFixed(1)} before the start`;
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify({ machine, quick: options.quick, ...measured }, null, 2)}\n`);
  const { figures, skips, failures } = measured;
  process.stdout.write(`${machine}\n\n${tableOf(figures)}\n\n${skipsText(skips)}\n`);
  for (const { id, reason } of failures) process.stderr.write(`FAILED ${id}: ${reason}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

await main();
