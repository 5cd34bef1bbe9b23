/** `npm run soak -- --minutes 60 --json report.json`: a station tests without a pause; exit code 1 for a leak or a test that did not pass. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tableOf } from '../chaos/spread.ts';
import { runSoak, SOAK_FIGURES, type SoakFigure, type SoakReport } from './run-soak.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, json: { type: 'string' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes ${values.minutes}: expected a number above 0`);
/** Paths mean the folder in which the person typed the command. */
const here = process.env['INIT_CWD'] ?? process.cwd();

const report = await runSoak({
  minutes,
  lookEveryMs: 5_000,
  onLook: (atMs, { serviceRss, handles, wal }) =>
    process.stdout.write(
      `  ${(atMs / 60_000).toFixed(1)} min  ${serviceRss.toFixed(0)} MB  ${handles} handles  log ${wal.toFixed(1)} MB\n`,
    ),
});
process.stdout.write(`\n${soakTable(report)}\n`);
if (values.json) writeFileSync(resolve(here, values.json), `${JSON.stringify(report, null, 2)}\n`);
if (report.leaks.length > 0 || report.notPassed.length > 0) process.exitCode = 1;

function soakTable({ executions, notPassed, figures, leaks }: SoakReport): string {
  const lines = (Object.keys(SOAK_FIGURES) as SoakFigure[]).map((figure) => {
    const { first, last, most, perHour } = figures[figure];
    const [from, to, top, slope] = [first, last, most, perHour].map((n) => n.toFixed(1));
    return [
      SOAK_FIGURES[figure],
      `${from} → ${to}, most ${top}, ${perHour < 0 ? '' : '+'}${slope} in an hour`,
    ] as const;
  });
  return tableOf([
    ['minutes', String(minutes)],
    ['executions', String(executions)],
    ['not passed', [String(notPassed.length), ...notPassed.slice(0, 5)].join(', ')],
    ...lines,
    ['leaks', [String(leaks.length), ...leaks].join(', ')],
  ]);
}
