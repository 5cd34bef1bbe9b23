import type { ExecutionRecord } from '@neurohub/contracts/record';
import { VERDICTS, type Verdict, worseVerdict } from '@neurohub/contracts/vocabulary';
import { duration } from './live-view.ts';

export interface RunStatistics {
  count: number;
  verdicts: Record<Verdict, number>;
  /** The worst of all; null when nothing was run. */
  verdict: Verdict | null;
  /** Of those that say how long they took. */
  durationMs: { min: number; mean: number; max: number } | null;
}

export function runStatistics(records: readonly ExecutionRecord[]): RunStatistics {
  const verdicts = { PASS: 0, FAIL: 0, ERROR: 0, ABORTED: 0 };
  for (const { verdict } of records) verdicts[verdict ?? 'ERROR'] += 1;
  const durations = records.flatMap(({ durationMs }) => durationMs ?? []);
  const sum = durations.reduce((total, ms) => total + ms, 0);
  return {
    count: records.length,
    verdicts,
    verdict: records.map(({ verdict }) => verdict ?? 'ERROR').reduce(worseVerdict, null),
    durationMs:
      durations.length === 0
        ? null
        : { min: Math.min(...durations), mean: sum / durations.length, max: Math.max(...durations) },
  };
}

export function statisticsText({ count, verdicts, durationMs }: RunStatistics): string {
  const counts = VERDICTS.filter((verdict) => verdicts[verdict] > 0).map(
    (verdict) => `${verdicts[verdict]} ${verdict}`,
  );
  const times =
    durationMs && `${duration(durationMs.min)} … ${duration(durationMs.max)}, mean ${duration(durationMs.mean)}`;
  return [`${count} executions: ${counts.join(', ') || 'none'}`, times].filter(Boolean).join('; ');
}
