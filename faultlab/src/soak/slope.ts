/** One look at how much a station uses. */
export interface Look {
  /** Since the beginning. */
  atMs: number;
  value: number;
}

/** How much a figure grows in an hour: the straight line that fits best (least squares). 0 for fewer than two looks. Pure. */
export function slopePerHour(looks: readonly Look[]): number {
  if (looks.length < 2) return 0;
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const at = mean(looks.map(({ atMs }) => atMs));
  const value = mean(looks.map((look) => look.value));
  const spread = looks.reduce((sum, look) => sum + (look.atMs - at) ** 2, 0);
  const together = looks.reduce((sum, look) => sum + (look.atMs - at) * (look.value - value), 0);
  return spread === 0 ? 0 : (together / spread) * 3_600_000;
}
