/**
 * The character a scanner meant. With the Korean input method on, the browser reports Hangul or `Process` for keys that a
 * keyboard-wedge scanner presses as on a US keyboard; the physical key still tells which.
 */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}

const PUNCTUATION: Readonly<Record<string, readonly [string, string]>> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Period: ['.', '>'],
  Comma: [',', '<'],
  Slash: ['/', '?'],
  Semicolon: [';', ':'],
  Space: [' ', ' '],
};
const SHIFTED_DIGITS = ')!@#$%^&*(';

export function physicalKey({ key, code, shiftKey }: KeyPress): string {
  if (key !== 'Process' && !/^\p{Script=Hangul}$/u.test(key)) return key;
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(code) ?? [];
  if (digit) return shiftKey && code.startsWith('Digit') ? SHIFTED_DIGITS.charAt(Number(digit)) : digit;
  const pair = PUNCTUATION[code];
  if (pair) return pair[shiftKey ? 1 : 0];
  return code === 'Enter' || code === 'NumpadEnter' ? 'Enter' : key;
}
