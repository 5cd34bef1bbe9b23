/**
 * The vocabulary of units, free of any library. A subset of what a test station measures, with the codes of UCUM and of UN/ECE
 * Recommendation 20, by which other systems know them. Symbols are the same in every language. Other texts stay allowed as units: they
 * are shown as written and never scaled.
 */
export interface Unit {
  quantity: string;
  ucum?: string;
  unece: string;
  /** Powers of ten its SI prefixes may have; absent for a unit that takes none. */
  prefixes?: readonly [lowest: number, highest: number];
}

const ANY = [-12, 9] as const;

export const UNITS: Readonly<Record<string, Unit>> = {
  V: { quantity: 'voltage', ucum: 'V', unece: 'VLT', prefixes: ANY },
  A: { quantity: 'current', ucum: 'A', unece: 'AMP', prefixes: ANY },
  Ω: { quantity: 'resistance', ucum: 'Ohm', unece: 'OHM', prefixes: ANY },
  S: { quantity: 'conductance', ucum: 'S', unece: 'SIE', prefixes: ANY },
  W: { quantity: 'power', ucum: 'W', unece: 'WTT', prefixes: ANY },
  VA: { quantity: 'apparent power', ucum: 'V.A', unece: 'D46', prefixes: ANY },
  var: { quantity: 'reactive power', unece: 'D44', prefixes: [0, 9] },
  Wh: { quantity: 'energy', ucum: 'W.h', unece: 'WHR', prefixes: [-3, 9] },
  Ah: { quantity: 'charge', ucum: 'A.h', unece: 'AMH', prefixes: [-3, 3] },
  F: { quantity: 'capacitance', ucum: 'F', unece: 'FAR', prefixes: [-12, 0] },
  H: { quantity: 'inductance', ucum: 'H', unece: '81', prefixes: [-9, 0] },
  C: { quantity: 'charge', ucum: 'C', unece: 'COU', prefixes: [-12, 3] },
  T: { quantity: 'magnetic flux density', ucum: 'T', unece: 'D33', prefixes: [-9, 0] },
  Wb: { quantity: 'magnetic flux', ucum: 'Wb', unece: 'WEB', prefixes: [-9, 0] },
  Hz: { quantity: 'frequency', ucum: 'Hz', unece: 'HTZ', prefixes: [-3, 9] },
  s: { quantity: 'time', ucum: 's', unece: 'SEC', prefixes: [-12, 0] },
  min: { quantity: 'time', ucum: 'min', unece: 'MIN' },
  h: { quantity: 'time', ucum: 'h', unece: 'HUR' },
  K: { quantity: 'temperature', ucum: 'K', unece: 'KEL', prefixes: [-3, 0] },
  '°C': { quantity: 'temperature', ucum: 'Cel', unece: 'CEL' },
  '°F': { quantity: 'temperature', ucum: '[degF]', unece: 'FAH' },
  m: { quantity: 'length', ucum: 'm', unece: 'MTR', prefixes: [-9, 3] },
  'm²': { quantity: 'area', ucum: 'm2', unece: 'MTK' },
  'm³': { quantity: 'volume', ucum: 'm3', unece: 'MTQ' },
  L: { quantity: 'volume', ucum: 'L', unece: 'LTR', prefixes: [-6, 0] },
  'L/min': { quantity: 'flow', ucum: 'L/min', unece: 'L2' },
  'm/s': { quantity: 'speed', ucum: 'm/s', unece: 'MTS' },
  'm/s²': { quantity: 'acceleration', ucum: 'm/s2', unece: 'MSK' },
  rpm: { quantity: 'rotational speed', ucum: '/min', unece: 'RPM' },
  g: { quantity: 'mass', ucum: 'g', unece: 'GRM', prefixes: [-6, 3] },
  N: { quantity: 'force', ucum: 'N', unece: 'NEW', prefixes: [-6, 6] },
  N·m: { quantity: 'torque', ucum: 'N.m', unece: 'NU', prefixes: [-6, 3] },
  Pa: { quantity: 'pressure', ucum: 'Pa', unece: 'PAL', prefixes: [-3, 9] },
  bar: { quantity: 'pressure', ucum: 'bar', unece: 'BAR', prefixes: [-6, 0] },
  J: { quantity: 'energy', ucum: 'J', unece: 'JOU', prefixes: [-12, 9] },
  lm: { quantity: 'luminous flux', ucum: 'lm', unece: 'LUM', prefixes: [-3, 3] },
  cd: { quantity: 'luminous intensity', ucum: 'cd', unece: 'CDL', prefixes: [-3, 3] },
  lx: { quantity: 'illuminance', ucum: 'lx', unece: 'LUX', prefixes: [-3, 3] },
  rad: { quantity: 'angle', ucum: 'rad', unece: 'C81', prefixes: [-9, 0] },
  '°': { quantity: 'angle', ucum: 'deg', unece: 'DD' },
  '%': { quantity: 'ratio', ucum: '%', unece: 'P1' },
  ppm: { quantity: 'ratio', ucum: '[ppm]', unece: '59' },
  dB: { quantity: 'level', ucum: 'dB', unece: '2N' },
  dBm: { quantity: 'level', ucum: 'dB[mW]', unece: 'DBM' },
  bit: { quantity: 'information', ucum: 'bit', unece: 'A99', prefixes: [0, 9] },
  B: { quantity: 'information', ucum: 'By', unece: 'AD', prefixes: [0, 9] },
};

const PREFIXES: readonly (readonly [symbol: string, exponent: number])[] = [
  ['p', -12],
  ['n', -9],
  ['µ', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
];

/** Other ways to write the same sign: Ohm sign and Greek mu of Unicode, `u` for micro, what ASCII has for the rest. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/\u2126|[Oo]hms?$/u, 'Ω'],
  [/^[\u03bcu](?=\p{L})/u, 'µ'],
  [/^(degC|Cel|℃)$/u, '°C'],
  [/^(degF|℉)$/u, '°F'],
  [/^(.?)Nm$/u, '$1N·m'],
];

export interface KnownUnit {
  /** As the vocabulary writes it, with its prefix. */
  symbol: string;
  /** Without a prefix: a key of {@link UNITS}. */
  base: string;
  /** Power of ten of the prefix. */
  exponent: number;
}

/** The unit a text means, or undefined when the vocabulary has none. */
export function findUnit(text: string): KnownUnit | undefined {
  const symbol = SAME.reduce((so, [other, ours]) => so.replace(other, ours), text);
  if (Object.hasOwn(UNITS, symbol)) return { symbol, base: symbol, exponent: 0 };
  for (const [prefix, exponent] of PREFIXES) {
    if (prefix === '' || !symbol.startsWith(prefix)) continue;
    const base = symbol.slice(prefix.length);
    if (Object.hasOwn(UNITS, base) && UNITS[base]?.prefixes) return { symbol, base, exponent };
  }
  return undefined;
}

/**
 * The unit in which `value` is best read: 0.0047 V as 4.7 mV. `divisor`: what numbers in the given unit are divided by. Units that the
 * vocabulary does not know, and those without prefixes, stay as they are.
 */
export function displayUnit(value: number, unit: string): { unit: string; divisor: number } {
  const known = findUnit(unit);
  const range = known && UNITS[known.base]?.prefixes;
  if (!known || !range || value === 0 || !Number.isFinite(value)) return { unit: known?.symbol ?? unit, divisor: 1 };
  // A value such as 999.9999999 is read as 1000 and belongs to the next prefix.
  const size = Math.abs(Number(value.toPrecision(7)));
  const wanted = 3 * Math.floor(Math.floor(Math.log10(size) + 1e-9) / 3) + known.exponent;
  const exponent = Math.min(range[1], Math.max(range[0], wanted));
  const prefix = PREFIXES.find(([, power]) => power === exponent)?.[0] ?? '';
  return { unit: `${prefix}${known.base}`, divisor: 10 ** (exponent - known.exponent) };
}
