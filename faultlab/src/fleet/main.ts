/**
 * `npm run fleet -- --stations 50 --rate 20 --minutes 1 --faults all`: a fleet on a real NeuroHub; at the end both sides' databases are
 * compared. `npm run fleet -- --exactly-once --results 5000`: every failure of the way to NeuroHub, one after the other.
 * Exit code 1 when anything was missing, doubled or altered.
 */
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../checker/check-history.ts';
import { ANSWERS, type HttpFault } from '../fault-proxy/http-fault.ts';
import { PROJECT_ROOT } from '../harness/build-root.ts';
import { FAULT_MODES, KILL_MODES } from './fault-modes.ts';
import { EXACTLY_ONCE_HEAD, exactlyOnceRow, fleetTable } from './fleet-table.ts';
import { runExactlyOnce } from './run-exactly-once.ts';
import { runFleet } from './run-fleet.ts';

const HELP = `npm run fleet -- [options]
  --stations N       how many (50; with --exactly-once 20)
  --rate N           executions a second, of all stations together (20; with --exactly-once 100)
  --minutes N        how long (1)
  --processes N      that the stations share (2)
  --faults NAMES     none, all, or some of: lost, answerLost, twice, late, error, tooMany, portal, slow, cut
  --exactly-once     each of the 14 failures of the way, and three with kills, instead
  --results N        of each failure (5000)
  --only ROWS        these failures only, such as 41,46; 0: those with kills
  --seed N           of executions and faults; default: another each time
  --json FILE        where the figures go
`;

const FAULTS: Record<string, HttpFault> = {
  ...{ lost: { kind: 'requestLost' }, answerLost: { kind: 'answerLost' }, twice: { kind: 'twice' } },
  ...{ late: { kind: 'late', afterMs: 500 }, error: ANSWERS.serverError(503), tooMany: ANSWERS.tooMany('1') },
  ...{
    portal: ANSWERS.captivePortal(),
    slow: { kind: 'slowBody', everyMs: 2 },
    cut: { kind: 'cutBody', afterBytes: 20 },
  },
};

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    ...{
      stations: text,
      rate: text,
      minutes: text,
      processes: text,
      results: text,
      only: text,
      seed: text,
      json: text,
    },
    faults: { ...text, default: 'none' },
    'exactly-once': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const number = (given: string | undefined, fallback: number) => (given === undefined ? fallback : Number(given));
const seed = number(values.seed, randomInt(2 ** 31));
const folder = join(PROJECT_ROOT, `.cache/fleet/seed-${seed}`);

if (values.help) process.stdout.write(HELP);
else await (values['exactly-once'] ? exactlyOnce() : work());

async function work(): Promise<void> {
  const faults = faultsOf(values.faults);
  process.stdout.write(`seed ${seed}\n`);
  const report = await runFleet({
    ...{ seed, folder, faults, stations: number(values.stations, 50), rate: number(values.rate, 20) },
    ...{ minutes: number(values.minutes, 1), processes: number(values.processes, 2) },
    onSecond: (line) => process.stderr.write(`  ${line}\n`),
  });
  process.stdout.write(`\n${fleetTable(report)}\n`);
  tell(report.findings);
  keep(report);
}

async function exactlyOnce(): Promise<void> {
  const rows = values.only?.split(',').map(Number);
  const modes = [...FAULT_MODES, ...KILL_MODES].filter(({ row }) => rows?.includes(row) ?? true);
  process.stdout.write(`seed ${seed}\n\n${EXACTLY_ONCE_HEAD}\n`);
  const reports = await runExactlyOnce({
    ...{ seed, folder, modes, results: number(values.results, 5000), stations: number(values.stations, 20) },
    rate: number(values.rate, 100),
    onMode: (report) => process.stdout.write(`${exactlyOnceRow(report)}\n`),
  });
  tell(reports.flatMap(({ findings }) => findings));
  keep(reports);
}

function faultsOf(names: string): HttpFault[] {
  if (names === 'none') return [];
  if (names === 'all') return Object.values(FAULTS);
  return names.split(',').map((name) => {
    const fault = FAULTS[name];
    if (!fault) throw new TypeError(`--faults: "${name}" is none of ${Object.keys(FAULTS).join(', ')}`);
    return fault;
  });
}

function tell(findings: readonly Finding[]): void {
  for (const { kind, executionId, text: what } of findings.slice(0, 50))
    process.stdout.write(`FOUND  ${kind}  ${executionId ?? ''}  ${what}\n`);
  if (findings.length === 0) return;
  process.stdout.write(`${findings.length} found; everything is kept in ${folder}\n`);
  process.exitCode = 1;
}

function keep(report: unknown): void {
  if (values.json)
    writeFileSync(resolve(process.env['INIT_CWD'] ?? '.', values.json), `${JSON.stringify(report, null, 2)}\n`);
}
