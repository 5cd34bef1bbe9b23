/** Letters that the verdicts need, five rows each. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  A: [' ██ ', '█  █', '████', '█  █', '█  █'],
  B: ['███ ', '█  █', '███ ', '█  █', '███ '],
  D: ['███ ', '█  █', '█  █', '█  █', '███ '],
  E: ['████', '█   ', '███ ', '█   ', '████'],
  F: ['████', '█   ', '███ ', '█   ', '█   '],
  I: ['█', '█', '█', '█', '█'],
  L: ['█   ', '█   ', '█   ', '█   ', '████'],
  O: [' ██ ', '█  █', '█  █', '█  █', ' ██ '],
  P: ['███ ', '█  █', '███ ', '█   ', '█   '],
  R: ['███ ', '█  █', '███ ', '█ █ ', '█  █'],
  S: [' ███', '█   ', ' ██ ', '   █', '███ '],
  T: ['███', ' █ ', ' █ ', ' █ ', ' █ '],
};

/** A verdict that can be read from across the room. */
export function bigWord(word: string): string[] {
  const letters = [...word].map((letter) => LETTERS[letter] ?? []);
  return [0, 1, 2, 3, 4].map((row) => `  ${letters.map((rows) => rows[row] ?? '').join('  ')}`.trimEnd());
}
