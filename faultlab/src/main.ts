/** `npm run chaos -- --n 100 --seed 1 --json report.json --out folder`: exit code 1 when anything was found. */
import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chaosTable } from './chaos/chaos-table.ts';
import { type ChaosRun, runChaos } from './chaos/run-chaos.ts';
import { PROJECT_ROOT } from './harness/build-root.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '100' },
    seed: { type: 'string' },
    json: { type: 'string' },
    out: { type: 'string' },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const kills = Number(values.n);
/** Paths mean the folder in which the person typed the command. */
const here = process.env['INIT_CWD'] ?? process.cwd();
const failureDir = values.out ? resolve(here, values.out) : join(PROJECT_ROOT, `.cache/chaos/seed-${seed}`);

process.stdout.write(`${kills} times kill -9, seed ${seed}\n`);
const run = await runChaos({
  ...{ seed, kills, failureDir },
  onKill: (number, { target, afterMs }) =>
    process.stdout.write(`  ${number}/${kills}  ${target} after ${afterMs} ms\n`),
});
process.stdout.write(`\n${chaosTable(run.report)}\n`);
if (values.json) writeFileSync(resolve(here, values.json), `${JSON.stringify(run.report, null, 2)}\n`);
if (run.report.findings.length > 0) {
  keepHistory(run);
  for (const { kind, executionId, text } of run.report.findings)
    process.stdout.write(`FOUND  ${kind}  ${executionId ?? ''}  ${text}\n`);
  process.stdout.write(`Kept in ${failureDir}. Again: npm run chaos -- --n ${kills} --seed ${seed}\n`);
  process.exitCode = 1;
}

function keepHistory({ report, history }: ChaosRun): void {
  mkdirSync(failureDir, { recursive: true });
  const asJson = (_key: string, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value);
  writeFileSync(join(failureDir, 'history.json'), JSON.stringify({ report, history }, asJson, 2));
}
