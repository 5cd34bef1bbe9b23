/**
 * `npm run fuzz -- --minutes 10 --seed 1 --json report.json`: damaged requests, frames, configurations, manifests and archives for so
 * long. `--only http,ipc`: these alone; `--only http:123`: this input alone. What was taken wrongly is kept below .cache/fuzz, and the
 * exit code is 1.
 */
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../harness/build-root.ts';
import { FileTargets } from './file-targets.ts';
import type { FuzzFinding } from './fuzz-target.ts';
import { keepFinding, takeKept } from './kept-inputs.ts';
import { runFuzz, takeOne } from './run-fuzz.ts';
import { StationTargets } from './station-targets.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const minutes = Number(values.minutes);
if (!Number.isSafeInteger(seed) || !(minutes > 0)) throw new Error('--seed is a whole number, --minutes one above 0');
const here = process.env['INIT_CWD'] ?? process.cwd();
const folder = join(PROJECT_ROOT, `.cache/fuzz/seed-${seed}`);
/** A frame on the record lane costs a process its life: the others have the time meanwhile. */
const ONE_IPC_OF = 50;

using files = await FileTargets.open();
await using station = await StationTargets.open();
const wanted = (values.only ?? '').split(',').filter(Boolean);
const single = /^(\w+):(\d+)$/.exec(values.only ?? '');
const all = [...station.targets, ...files.targets];
const targets = single
  ? all.filter(({ name }) => name === single[1])
  : all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (targets.length === 0) throw new Error(`--only: there are ${all.map(({ name }) => name).join(', ')}`);

if (single) await again(Number(single[2]));
else await fuzz();

async function again(number: number): Promise<void> {
  for (const target of targets) {
    const finding = await takeOne(target, { seed, number });
    if (finding) tell(finding);
    else process.stdout.write('taken as it should be\n');
  }
}

async function fuzz(): Promise<void> {
  process.stdout.write(`${minutes} minutes, seed ${seed}: ${targets.map(({ name }) => name).join(', ')}\n`);
  const kept = await takeKept(all);
  for (const finding of kept) tell(finding);
  const end = performance.now() + minutes * 60_000;
  const report = await runFuzz({
    ...{ seed, targets, onFinding: tell },
    goesOn: () => performance.now() < end,
    isDue: (name, round) => name !== 'ipc' || targets.length === 1 || round % ONE_IPC_OF === 0,
  });
  for (const [name, count] of Object.entries(report.cases)) process.stdout.write(`  ${name.padEnd(10)}${count}\n`);
  process.stdout.write(`${report.findings.length + kept.length} taken wrongly\n`);
  const facts = { seed, minutes, cases: report.cases, findings: [...kept, ...report.findings].map(withoutInput) };
  if (values.json) writeFileSync(resolve(here, values.json), `${JSON.stringify(facts, null, 2)}\n`);
}

function withoutInput({ target, number, problem }: FuzzFinding) {
  return { target, number, problem };
}

function tell(finding: FuzzFinding): void {
  const file = finding.number < 0 ? '' : `\n  ${keepFinding(folder, finding)}`;
  process.stdout.write(`${finding.target}:${finding.number}  ${finding.problem}${file}\n`);
  if (finding.number >= 0)
    process.stdout.write(`  again: npm run fuzz -- --seed ${seed} --only ${finding.target}:${finding.number}\n`);
  process.exitCode = 1;
}
