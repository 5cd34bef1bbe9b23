/** Limits on a line: range, outside, nominal. */
import type { Limit } from '../record.ts';
import { type Fields, finite, flag, type Refuse } from './limit-fields.ts';

type Of<Op extends Limit['op']> = Extract<Limit, { op: Op }>;

export function rangeLimit(fields: Fields, refuse: Refuse): Of<'range'> {
  const low = finite(fields, 'low', refuse);
  const high = finite(fields, 'high', refuse);
  const marginalLow = finite(fields, 'marginalLow', refuse);
  const marginalHigh = finite(fields, 'marginalHigh', refuse);
  if (low === undefined && high === undefined) refuse('low or high is missing');
  const exclusive = exclusiveBounds(fields, refuse);
  const excluded = 'lowExclusive' in exclusive || 'highExclusive' in exclusive;
  if (low !== undefined && high !== undefined && (low > high || (low === high && excluded)))
    refuse(`no value can lie between low ${low} and high ${high}`);
  const ascending = [low, marginalLow, marginalHigh, high].filter((bound) => bound !== undefined);
  if (ascending.some((bound, i) => bound < (ascending[i - 1] ?? bound)))
    refuse(`low, marginalLow, marginalHigh, high have to ascend, got ${ascending.join(', ')}`);
  return {
    op: 'range',
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    ...exclusive,
    ...(marginalLow === undefined ? {} : { marginalLow }),
    ...(marginalHigh === undefined ? {} : { marginalHigh }),
  };
}

export function outsideLimit(zone: unknown, refuse: Refuse): Of<'outside'> {
  if (typeof zone !== 'object' || zone === null) return refuse('outside takes {low, high}');
  const fields = zone as Fields;
  const foreign = Object.keys(fields).filter((key) => !OUTSIDE_KEYS.includes(key));
  if (foreign.length > 0) refuse(`"${foreign.join('", "')}" does not belong to outside`);
  const low = finite(fields, 'low', refuse) ?? refuse('outside.low is missing');
  const high = finite(fields, 'high', refuse) ?? refuse('outside.high is missing');
  const exclusive = exclusiveBounds(fields, refuse);
  const both = 'lowExclusive' in exclusive && 'highExclusive' in exclusive;
  if (low > high || (low === high && !both)) refuse(`every value lies outside of low ${low} and high ${high}`);
  return { op: 'outside', low, high, ...exclusive };
}

const OUTSIDE_KEYS = ['low', 'high', 'lowExclusive', 'highExclusive'];

const exclusiveBounds = (fields: Fields, refuse: Refuse) => ({
  ...flag(fields, 'lowExclusive', true, refuse),
  ...flag(fields, 'highExclusive', true, refuse),
});

const TOLERANCES = [
  ['tolerance', 'abs'],
  ['tolerancePercent', 'percent'],
  ['tolerancePpm', 'ppm'],
] as const;

export function nominalLimit(fields: Fields, refuse: Refuse): Of<'nominal'> {
  const nominal = finite(fields, 'nominal', refuse) ?? refuse('nominal is missing');
  const given = TOLERANCES.flatMap(([key, kind]) => {
    const tolerance = finite(fields, key, refuse);
    return tolerance === undefined ? [] : [{ tolerance, toleranceKind: kind }];
  });
  const [one = refuse('tolerance, tolerancePercent or tolerancePpm is missing'), ...others] = given;
  if (others.length > 0) refuse('give one of tolerance, tolerancePercent, tolerancePpm');
  const { tolerance, toleranceKind } = one;
  if (tolerance < 0) refuse(`the tolerance is negative: ${tolerance}`);
  if (toleranceKind !== 'abs' && nominal === 0) refuse(`${toleranceKind} of a nominal 0 is always 0: use tolerance`);
  const marginalTolerance = finite(fields, 'marginalTolerance', refuse);
  if (marginalTolerance !== undefined && (marginalTolerance < 0 || marginalTolerance > tolerance))
    refuse(`marginalTolerance has to be within 0 and ${tolerance}, got ${marginalTolerance}`);
  const limit = { op: 'nominal', nominal, tolerance, toleranceKind } as const;
  return marginalTolerance === undefined ? limit : { ...limit, marginalTolerance };
}
