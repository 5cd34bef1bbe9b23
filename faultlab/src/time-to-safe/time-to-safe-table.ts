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
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function spread(timesMs: readonly number[]): string {
  if (timesMs.length === 0) return 'never';
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${sorted.length})`;
}
