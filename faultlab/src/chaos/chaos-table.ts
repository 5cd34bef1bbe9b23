import type { FindingKind } from '../checker/check-history.ts';
import { KILL_TARGETS, type KillTarget } from './kill-plan.ts';
import type { ChaosReport } from './run-chaos.ts';
import { spread, tableOf } from './spread.ts';

const RECOVERED: Record<KillTarget, string> = {
  worker: 'worker killed to idle again',
  service: 'service killed: restart to ready',
  both: 'both killed: restart to ready',
  starting: 'killed while starting: restart to ready',
};

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
    ...KILL_TARGETS.map((target): [string, string] => [RECOVERED[target], spread(report.recoveriesMs[target])]),
    ['service dead to last worker gone', spread(report.orphanTimesMs)],
  ];
  return tableOf(rows);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const listOf = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
