/** The comparison kinds of NI TestStand ("Comparison Type" of its limit tests), told by the limits of this house. */
import type { Fields, Refuse } from './limit-fields.ts';

const BOTH = { lowExclusive: true, highExclusive: true };

interface Kind {
  keys: readonly string[];
  /** The same limit without a comparison; null records without judging. */
  toLimit(fields: Fields): Fields | null;
}

const range = (keys: readonly string[], exclusive: Fields = {}): Kind => ({
  keys,
  toLimit: (fields) => ({ ...fields, ...exclusive }),
});
const outside = (exclusive: Fields): Kind => ({
  keys: ['low', 'high'],
  toLimit: ({ low, high, ...options }) => ({ ...options, outside: { low, high, ...exclusive } }),
});
const equality = (key: 'equals' | 'notEquals'): Kind => ({
  keys: ['expected', 'caseSensitive'],
  toLimit: ({ expected, ...options }) => ({ ...options, [key]: expected }),
});

const KINDS: Readonly<Record<string, Kind>> = {
  EQ: equality('equals'),
  NE: equality('notEquals'),
  EQT: range(['nominal', 'tolerance', 'tolerancePercent', 'tolerancePpm', 'marginalTolerance']),
  GT: range(['low'], { lowExclusive: true }),
  GE: range(['low']),
  LT: range(['high'], { highExclusive: true }),
  LE: range(['high']),
  GTLT: range(['low', 'high'], BOTH),
  GELE: range(['low', 'high']),
  GELT: range(['low', 'high'], { highExclusive: true }),
  GTLE: range(['low', 'high'], { lowExclusive: true }),
  LTGT: outside(BOTH),
  LEGE: outside({}),
  LEGT: outside({ highExclusive: true }),
  LTGE: outside({ lowExclusive: true }),
  none: { keys: [], toLimit: () => null },
};

/** A limit with a `comparison` → the same limit without it, or null for `none`. */
export function withoutComparison(input: Fields, refuse: Refuse): Fields | null {
  const { comparison, ...fields } = input;
  const kind = typeof comparison === 'string' && Object.hasOwn(KINDS, comparison) ? KINDS[comparison] : undefined;
  if (!kind) return refuse(`comparison is one of ${Object.keys(KINDS).join(', ')}; got ${String(comparison)}`);
  const foreign = Object.keys(fields).filter((key) => !kind.keys.includes(key) && key !== 'decisive');
  if (foreign.length > 0) refuse(`"${foreign.join('", "')}" does not belong to ${String(comparison)}`);
  const required = kind.keys.filter((key) => key === 'low' || key === 'high' || key === 'expected');
  const missing = required.filter((key) => fields[key] === undefined);
  if (missing.length > 0) refuse(`${String(comparison)} needs ${missing.join(' and ')}`);
  return kind.toLimit(fields);
}
