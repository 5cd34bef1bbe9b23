/** Stretches of time that statistics are told by. Pure but for the time zone of the browser. */

export type Bucket = 'hour' | 'day' | 'week';

const HOUR_MS = 3_600_000;
const LENGTH_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS } as const;
const DAYS = { day: 1, week: 7 } as const;

/** With the empty ones between two others: a chart without them would hide that nothing was tested. */
export function withEmptyBuckets<T extends { readonly from: string }>(
  rows: readonly T[],
  bucket: Bucket,
  empty: Omit<T, 'from'>,
): T[] {
  return rows.flatMap((row, index) => {
    const next = rows[index + 1];
    return [row, ...(next ? emptyBetween(row.from, next.from, bucket) : []).map((from) => ({ ...empty, from }) as T)];
  });
}

function emptyBetween(before: string, next: string, bucket: Bucket): string[] {
  const found: string[] = [];
  // Half of one less: the day on which clocks are set is longer or shorter than the others.
  const end = Date.parse(next) - LENGTH_MS[bucket] / 2;
  for (let at = endOf(before, bucket); Date.parse(at) < end; at = endOf(at, bucket)) found.push(at);
  return found;
}

/** Where a bucket ends and the next one begins. */
export function endOf(from: string, bucket: Bucket): string {
  const at = new Date(from);
  if (bucket === 'hour') return new Date(at.getTime() + HOUR_MS).toISOString();
  at.setDate(at.getDate() + DAYS[bucket]);
  return at.toISOString();
}
