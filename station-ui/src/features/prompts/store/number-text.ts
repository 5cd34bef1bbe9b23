/** A number as people type it: a decimal point or a comma, no separators of thousands. NaN for anything else. */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return /^[+\-−]?(\d+([.,]\d*)?|[.,]\d+)$/.test(trimmed)
    ? Number(trimmed.replace(',', '.').replace('−', '-'))
    : Number.NaN;
}

/** What a key of the keypad makes of the text. */
export function pressKey(text: string, key: string): string {
  if (key === '⌫') return text.slice(0, -1);
  if (key === '±') return text.startsWith('-') ? text.slice(1) : `-${text}`;
  if (key === '.' && /[.,]/.test(text)) return text;
  return text + key;
}
