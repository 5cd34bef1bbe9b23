import { spread, tableOf } from '../chaos/spread.ts';
import { FAULT_CLASSES, type FaultClass, type TimeToSafeReport } from './run-time-to-safe.ts';

const WORDS: Record<FaultClass, string> = {
  worker: 'worker killed',
  service: 'service killed',
  workerStands: 'worker stands still',
  both: 'both killed, from the next start',
};

/** The figures of a run for people, one line for each class of faults. */
export function timeToSafeTable({ seed, timesMs, stillOn }: TimeToSafeReport): string {
  const rows: [string, string][] = [
    ['seed', String(seed)],
    ...FAULT_CLASSES.map((fault): [string, string] => [WORDS[fault], spread(timesMs[fault])]),
    ['outputs still on', String(stillOn)],
  ];
  return tableOf(rows);
}
