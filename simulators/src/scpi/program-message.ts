/**
 * IEEE 488.2 program messages, taken apart: units between `;`, each a header and its parameters. Pure; knows no instrument.
 */
import { ScpiError } from './scpi-error.ts';

export interface ProgramUnit {
  /** Mnemonics in upper case, as sent: `['MEAS', 'VOLT']`, or `['*IDN']`. */
  readonly mnemonics: readonly string[];
  readonly isCommon: boolean;
  /** A leading colon: the header starts at the root of the tree. */
  readonly isAbsolute: boolean;
  readonly isQuery: boolean;
  readonly parameters: readonly string[];
}

const HEADER = /^(\*[A-Za-z]\w*|:?[A-Za-z]\w*(?::[A-Za-z]\w*)*)(\?)?/;
/** IEEE 488.2, 7.6.1.4.1. */
const LONGEST_MNEMONIC = 12;

/** The units of one message, unparsed: one bad unit must not hide the others. Empty units are left out. */
export function splitProgramMessage(message: string): string[] {
  return splitOutside(message, ';')
    .map((unit) => unit.trim())
    .filter((unit) => unit !== '');
}

/** @throws {ScpiError} -101, -102, -111, -112 or -151 when the unit is not a header with parameters. */
export function parseProgramUnit(text: string): ProgramUnit {
  if (/[^\t\x20-\x7e]/.test(text)) throw new ScpiError(-101);
  const match = HEADER.exec(text);
  if (!match) throw new ScpiError(-102);
  const [matched, header = '', question] = match;
  const rest = text.slice(matched.length);
  if (rest !== '' && !/^\s/.test(rest)) throw new ScpiError(-111);
  const mnemonics = header.replace(/^:/, '').toUpperCase().split(':');
  if (mnemonics.some((mnemonic) => mnemonic.length > LONGEST_MNEMONIC)) throw new ScpiError(-112);
  return {
    mnemonics,
    isCommon: header.startsWith('*'),
    isAbsolute: header.startsWith(':'),
    isQuery: question !== undefined,
    parameters: parseParameters(rest.trim()),
  };
}

function parseParameters(text: string): string[] {
  if (text === '') return [];
  if (hasOpenQuote(text)) throw new ScpiError(-151);
  const parameters = splitOutside(text, ',').map((parameter) => parameter.trim());
  if (parameters.includes('')) throw new ScpiError(-102);
  return parameters;
}

const hasOpenQuote = (text: string) => /["']/.test(text.replace(/"[^"]*"|'[^']*'/g, ''));

/** Splits at `separator` where it is neither in quotes nor in parentheses. */
function splitOutside(text: string, separator: ';' | ','): string[] {
  const parts = [''];
  let quote = '';
  let depth = 0;
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    if (character === separator && quote === '' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
