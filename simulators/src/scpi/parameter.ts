/** Program data elements (SCPI-99 Volume 1, chapter 7) to values and back. Pure. */
import { ScpiError } from './scpi-error.ts';

export interface NumericRange {
  /** Base unit that may follow the number: `V` allows `5`, `5 V`, `5000 mV`, `0.005 kV`. None: no suffix is allowed. */
  readonly unit?: 'V' | 'A';
  readonly min: number;
  readonly max: number;
  /** What `DEFault` means; without it DEFault is refused. */
  readonly default?: number;
}

const MULTIPLIERS: Readonly<Record<string, number>> = { '': 1, U: 1e-6, M: 1e-3, K: 1e3 };

/** A decimal number with optional unit, or MINimum, MAXimum, DEFault. @throws {ScpiError} -104, -131, -138, -141 or -222. */
export function parseNumeric(text: string, range: NumericRange): number {
  const special = parseSpecial(text, range);
  if (special !== undefined) return special;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?)\s*([A-Za-z]*)$/.exec(text);
  if (!match) throw new ScpiError(/^["'(#]/.test(text) ? -104 : -141);
  const [, digits, suffix = ''] = match;
  const value = Number(digits) * multiplierOf(suffix.toUpperCase(), range.unit);
  if (value < range.min || value > range.max) throw new ScpiError(-222);
  return value;
}

function parseSpecial(text: string, range: NumericRange): number | undefined {
  if (/^MIN(IMUM)?$/i.test(text)) return range.min;
  if (/^MAX(IMUM)?$/i.test(text)) return range.max;
  if (/^DEF(AULT)?$/i.test(text)) return range.default;
  return undefined;
}

function multiplierOf(suffix: string, unit: NumericRange['unit']): number {
  if (suffix === '') return 1;
  if (unit === undefined) throw new ScpiError(-138);
  const multiplier = suffix.endsWith(unit) ? MULTIPLIERS[suffix.slice(0, -1)] : undefined;
  if (multiplier === undefined) throw new ScpiError(-131);
  return multiplier;
}

/** ON, OFF, or a number of which only "rounds to 0" counts (SCPI-99 Volume 1, 7.3). @throws {ScpiError} -104 or -141. */
export function parseBoolean(text: string): boolean {
  if (/^ON$/i.test(text)) return true;
  if (/^OFF$/i.test(text)) return false;
  if (/^["'(#]/.test(text)) throw new ScpiError(-104);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new ScpiError(-141);
  return Math.round(Number(text)) !== 0;
}

/** `(@101,103:105)` to `[101, 103, 104, 105]`. @throws {ScpiError} -171. */
export function parseChannelList(text: string): number[] {
  const match = /^\(@([\d,:\s]+)\)$/.exec(text);
  if (!match) throw new ScpiError(-171);
  return (match[1] ?? '').split(',').flatMap((part) => {
    const range = /^\s*(\d{1,4})\s*(?::\s*(\d{1,4})\s*)?$/.exec(part);
    if (!range) throw new ScpiError(-171);
    const first = Number(range[1]);
    const last = range[2] === undefined ? first : Number(range[2]);
    if (last < first) throw new ScpiError(-171);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

export const isChannelList = (text: string) => text.startsWith('(');

/** NR3 as meters print it: `+4.99812000E+00`. */
export function formatNr3(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(8).split('e');
  const sign = value < 0 || Object.is(value, -0) ? '' : '+';
  return `${sign}${mantissa}E${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
