import type { FindingKind } from '../checker/check-history.ts';
import type { PowerCutReport } from './run-power-cut.ts';

/** The figures of a run for people, one per line. */
export function powerCutTable({ images, calls, control, findings, ...report }: PowerCutReport): string {
  const count = (...kinds: FindingKind[]) => findings.filter(({ kind }) => kinds.includes(kind)).length;
  const styles = Object.entries(images).map(([style, n]) => `${style} ${n}`);
  const rows: [string, string][] = [
    ['seed', String(report.seed)],
    ['calls to the disk', `${calls.write} writes, ${calls.sync} syncs, ${calls.truncate} truncations`],
    ['power cuts', `${Object.values(images).reduce((sum, n) => sum + n, 0)}: ${styles.join(', ')}`],
    ['steps acknowledged', `${report.stepsAcknowledged} (looked for ${report.stepsLookedFor} times)`],
    ['steps lost / doubled', `${count('stepLost')} / ${count('stepDoubled')}`],
    ['executions lost', String(count('executionLost', 'executionDoubled'))],
    ['false verdicts', String(count('falseVerdict'))],
    ['outbox rows wrong', String(count('outboxWrong'))],
    ['databases damaged', String(count('databaseDamaged'))],
    ['bad images', String(report.badImages)],
    ['stations started on an image', String(report.started)],
    ['control without syncs', `${control.bad} of ${control.images} images are bad, as they have to be`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
