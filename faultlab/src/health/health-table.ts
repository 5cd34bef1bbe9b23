import { spread, tableOf } from '../chaos/spread.ts';
import { HEALTH_CLASSES, type HealthClass, type HealthReport } from './run-health.ts';
import type { LoadReport } from './run-under-load.ts';

const WORDS: Record<HealthClass, string> = {
  crashes: 'worker killed',
  stands: 'worker stands still',
  blocks: 'event loop blocked',
};

/** The figures of a run for people, two lines for each class of faults. */
export function healthTable({ seed, seenMs, recoveredMs, notSeen }: HealthReport): string {
  const classes = Object.keys(HEALTH_CLASSES) as HealthClass[];
  return tableOf([
    ['seed', String(seed)],
    ...classes.map((fault) => [`${WORDS[fault]}: seen`, seenWithin(fault, seenMs[fault])] as const),
    ...classes.map((fault) => [`${WORDS[fault]}: idle again`, spread(recoveredMs[fault])] as const),
    ['not seen, or not idle again', String(notSeen)],
  ]);
}

function seenWithin(fault: HealthClass, timesMs: readonly number[]): string {
  const { withinMs } = HEALTH_CLASSES[fault];
  const late = timesMs.filter((ms) => ms > withinMs).length;
  return `${spread(timesMs)}, ${late} later than ${withinMs} ms`;
}

/** The figures of a station that was well on a machine that was busy. */
export function loadTable({ seconds, burners, executions, falseAlarms }: LoadReport): string {
  return tableOf([
    ['under full load', `${seconds} s, ${burners} processes that only compute`],
    ['executions', String(executions)],
    ['false alarms', [String(falseAlarms.length), ...new Set(falseAlarms)].join(', ')],
  ]);
}
