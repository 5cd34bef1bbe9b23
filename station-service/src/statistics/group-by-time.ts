import { bucketBegin } from './periods.ts';

/** What ended in the same hour, day or week, by its begin; oldest first. Empty ones are left out. */
export function groupByTime<T extends { endedAt: string }>(
  rows: readonly T[],
  bucket: 'hour' | 'day' | 'week',
): { from: string; rows: T[] }[] {
  const beginOf = cachedByMinute((at) => bucketBegin(new Date(at), bucket).toISOString());
  const groups = Map.groupBy(rows, ({ endedAt }) => beginOf(endedAt));
  return [...groups].map(([from, grouped]) => ({ from, rows: grouped })).sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Local time is slow to find out, and the same for all of a minute. */
function cachedByMinute(find: (at: string) => string): (at: string) => string {
  const known = new Map<string, string>();
  return (at) => {
    const minute = at.slice(0, 16);
    const before = known.get(minute);
    if (before !== undefined) return before;
    const found = find(at);
    known.set(minute, found);
    return found;
  };
}
