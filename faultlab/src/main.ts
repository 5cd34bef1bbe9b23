/**
 * `npm run chaos -- --n 100 --images 2000 --outputs 100 --seed 1 --json report.json --out folder`: processes are killed `n` times, then the power is
 * cut in `images` moments, then somebody dies `outputs` times while a supply is on (without the flags: neither).
 * `--health 60`: a worker is killed, stopped or blocked so often; `--load 60`: a station works so many seconds on a busy machine. `--resume`: interrupted executions go on.
 * `--replay folder`: only judges the history that a failing run has kept there. Exit code 1 when anything was found.
 */
import { randomInt } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chaosTable } from './chaos/chaos-table.ts';
import { replayFailure } from './chaos/failure-folder.ts';
import { type ChaosReport, runChaos } from './chaos/run-chaos.ts';
import type { Finding } from './checker/check-history.ts';
import { PROJECT_ROOT } from './harness/build-root.ts';
import { healthTable, loadTable } from './health/health-table.ts';
import { type HealthReport, runHealth } from './health/run-health.ts';
import { type LoadReport, runUnderLoad } from './health/run-under-load.ts';
import { powerCutTable } from './power-cut/power-cut-table.ts';
import { type PowerCutReport, runPowerCut } from './power-cut/run-power-cut.ts';
import { whyNoTrace } from './power-cut/trace-files.ts';
import { runTimeToSafe, type TimeToSafeReport } from './time-to-safe/run-time-to-safe.ts';
import { timeToSafeTable } from './time-to-safe/time-to-safe-table.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '100' },
    images: { type: 'string', default: '0' },
    outputs: { type: 'string', default: '0' },
    health: { type: 'string', default: '0' },
    load: { type: 'string', default: '0' },
    resume: { type: 'boolean', default: false },
    replay: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'string' },
    out: { type: 'string' },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const kills = Number(values.n);
const images = Number(values.images);
const outputs = Number(values.outputs);
const health = Number(values.health);
const loadSeconds = Number(values.load);
/** About a hundred steps, several for each moment at which the power can be cut. */
const DEVICES = 10;
/** Paths mean the folder in which the person typed the command. */
const here = process.env['INIT_CWD'] ?? process.cwd();
const failureDir = values.out ? resolve(here, values.out) : join(PROJECT_ROOT, `.cache/chaos/seed-${seed}`);

if (values.replay) replay(resolve(here, values.replay));
else await strikeAll();

function replay(folder: string): void {
  const { findings, notReplayable } = replayFailure(folder);
  for (const finding of findings) printFinding(finding);
  for (const { kind, text } of notReplayable) process.stdout.write(`seen then  ${kind}  ${text}\n`);
  process.stdout.write(`${findings.length} found in the history kept in ${folder}\n`);
  if (findings.length > 0) process.exitCode = 1;
}

async function strikeAll(): Promise<void> {
  const killed = kills > 0 ? await killProcesses() : null;
  const cut = images > 0 ? await cutPower() : null;
  const safe = outputs > 0 ? await watchOutputs() : null;
  const seen = health > 0 ? await watchHealth() : null;
  const load = loadSeconds > 0 ? await watchUnderLoad() : null;
  const report = {
    ...killed,
    ...(cut && { powerCuts: cut }),
    ...(safe && { timeToSafe: safe }),
    ...(seen && { health: seen }),
    ...(load && { underLoad: load }),
  };
  if (values.json) writeFileSync(resolve(here, values.json), `${JSON.stringify(report, null, 2)}\n`);
}

async function killProcesses(): Promise<ChaosReport> {
  process.stdout.write(`${kills} times kill -9, seed ${seed}\n`);
  const report = await runChaos({
    ...{ seed, kills, failureDir, resumes: values.resume },
    onKill: (number, { target, afterMs }) =>
      process.stdout.write(`  ${number}/${kills}  ${target} after ${afterMs} ms\n`),
  });
  process.stdout.write(`\n${chaosTable(report)}\n`);
  tell(report.findings, `--n ${kills}${values.resume ? ' --resume' : ''}`);
  if (report.findings.length > 0 && existsSync(failureDir))
    process.stdout.write(`Exactly this history: npm run chaos -- --replay ${failureDir}\n`);
  return report;
}

async function cutPower(): Promise<PowerCutReport | null> {
  const whyNot = whyNoTrace();
  if (whyNot) {
    process.stdout.write(`\nNo power is cut here: ${whyNot}\n`);
    return null;
  }
  process.stdout.write(`\n${images} power cuts, seed ${seed}\n`);
  const report = await runPowerCut({ seed, images, devices: DEVICES });
  process.stdout.write(`\n${powerCutTable(report)}\n`);
  tell(report.findings, `--n 0 --images ${images}`);
  return report;
}

async function watchOutputs(): Promise<TimeToSafeReport> {
  process.stdout.write(`\n${outputs} deaths while a supply is on, seed ${seed}\n`);
  const report = await runTimeToSafe({
    ...{ seed, faults: outputs },
    onFault: (number, fault) => process.stdout.write(`  ${number}/${outputs}  ${fault}\n`),
  });
  process.stdout.write(`\n${timeToSafeTable(report)}\n`);
  if (report.stillOn > 0) process.exitCode = 1;
  return report;
}

async function watchHealth(): Promise<HealthReport> {
  process.stdout.write(`\n${health} times a worker is not well, seed ${seed}\n`);
  const report = await runHealth({
    ...{ seed, faults: health },
    onFault: (number, fault) => process.stdout.write(`  ${number}/${health}  ${fault}\n`),
  });
  process.stdout.write(`\n${healthTable(report)}\n`);
  if (report.notSeen > 0) process.exitCode = 1;
  return report;
}

async function watchUnderLoad(): Promise<LoadReport> {
  process.stdout.write(`\n${loadSeconds} s with every core busy\n`);
  const report = await runUnderLoad({ seconds: loadSeconds });
  process.stdout.write(`\n${loadTable(report)}\n`);
  if (report.falseAlarms.length > 0) process.exitCode = 1;
  return report;
}

function tell(findings: readonly Finding[], flags: string): void {
  if (findings.length === 0) return;
  for (const finding of findings) printFinding(finding);
  process.stdout.write(`Again: npm run chaos -- ${flags} --seed ${seed}\n`);
  process.exitCode = 1;
}

function printFinding({ kind, executionId, text }: Finding): void {
  process.stdout.write(`FOUND  ${kind}  ${executionId ?? ''}  ${text}\n`);
}
