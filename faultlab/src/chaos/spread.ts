/** Times in milliseconds for people: the middle, the slow ones, the slowest. */
export function spread(timesMs: readonly number[]): string {
  if (timesMs.length === 0) return 'never';
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${timesMs.length})`;
}

/** Rows of a table, one a line, the values below each other. */
export function tableOf(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
