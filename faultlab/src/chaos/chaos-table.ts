import type { FindingKind } from '../checker/check-history.ts';
import type { ChaosReport } from './run-chaos.ts';

/** The figures of a run for people, one per line. */
export function chaosTable(report: ChaosReport): string {
  const { kills, executions, steps, findings } = report;
  const count = (...kinds: FindingKind[]) => String(findings.filter(({ kind }) => kinds.includes(kind)).length);
  const rows: [string, string][] = [
    ['seed', String(report.seed)],
    ['duration', `${Math.round(report.durationMs / 1000)} s`],
    ['kill -9', `${sum(Object.values(kills))}: ${listOf(kills)}`],
    ['executions accepted', `${executions.accepted} (stored ${executions.stored}: ${listOf(executions.byEnd)})`],
    ['executions lost / doubled', `${count('executionLost')} / ${count('executionDoubled')}`],
    ['steps acknowledged', `${steps.acknowledged} (stored ${steps.stored})`],
    ['steps lost / doubled', `${count('stepLost')} / ${count('stepDoubled')}`],
    ['false verdicts', count('falseVerdict')],
    ['executions not closed', count('notClosed')],
    ['cleanups missing / doubled', `${count('cleanupMissing')} / ${count('cleanupDoubled')}`],
    ['gaps in the event stream', count('streamGap')],
    ['outbox rows wrong', count('outboxWrong')],
    ['processes left', count('processLeft')],
    ['station not whole again', count('notRecovered')],
    ['database damaged', count('databaseDamaged')],
    ['service restart to ready', spread(report.serviceRecoveriesMs)],
    ['worker killed to idle again', spread(report.workerRecoveriesMs)],
    ['service dead to last worker gone', spread(report.orphanTimesMs)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const listOf = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');

function spread(times: readonly number[]): string {
  if (times.length === 0) return 'never';
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `p50 ${Math.round(median)} ms, max ${Math.round(sorted.at(-1) ?? 0)} ms (${times.length})`;
}
