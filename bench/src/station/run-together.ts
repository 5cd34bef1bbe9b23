import { gaps } from '../statistics.ts';
import type { BenchStation } from './bench-station.ts';
import { LiveClient } from './live-client.ts';

/**
 * Starts one execution in each of the batches b1, b2, … and waits until all are over.
 * `elapsedMs` is from the first committed step of any to the last; `gapsUs` is what lies between the steps of each.
 */
export async function runTogether(
  station: BenchStation,
  { batches, round }: { batches: number; round: number },
): Promise<{ elapsedMs: number; gapsUs: number[] }> {
  using client = await LiveClient.connect(station.address);
  const ids = await Promise.all(
    Array.from({ length: batches }, (_, i) => station.begin(`b${i + 1}`, `DUT-${round}-${i}`)),
  );
  const ended = await Promise.all(ids.map((id) => client.ended(id)));
  const moments = ended.map(({ arrivals }) => arrivals.map(({ atMs }) => atMs));
  const all = moments.flat();
  const elapsedMs = Math.max(...moments.map((m) => m.at(-1) ?? 0)) - all.reduce((a, b) => Math.min(a, b));
  return { elapsedMs, gapsUs: moments.flatMap((m) => gaps(m).map((ms) => ms * 1000)) };
}
