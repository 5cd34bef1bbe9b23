import type { Capability } from '@neurohub/contracts/statistics-rest';

/** Where a value may be; null: anywhere on that side. */
export interface Interval {
  low: number | null;
  high: number | null;
}

/**
 * Cp and Cpk by the deviation within (from one value to the next), Pp and Ppk by the deviation over all of the time.
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6 "What is Process Capability?"; Montgomery, Introduction to
 * Statistical Quality Control, chapter 8 (Cp and Cpk against Pp and Ppk).
 */
export function capability(
  mean: number | null,
  interval: Interval,
  spread: { within: number | null; overall: number | null },
): Capability {
  const [cp, cpk] = indices(mean, interval, spread.within);
  const [pp, ppk] = indices(mean, interval, spread.overall);
  return { cp, cpk, pp, ppk };
}

function indices(
  mean: number | null,
  { low, high }: Interval,
  deviation: number | null,
): [number | null, number | null] {
  // Without spread there is nothing to say, not a process that is infinitely good.
  if (mean === null || deviation === null || !(deviation > 0)) return [null, null];
  const sides = [low !== null ? mean - low : null, high !== null ? high - mean : null].filter((side) => side !== null);
  const both = low !== null && high !== null ? finite((high - low) / (6 * deviation)) : null;
  return [both, sides.length > 0 ? finite(Math.min(...sides) / (3 * deviation)) : null];
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
