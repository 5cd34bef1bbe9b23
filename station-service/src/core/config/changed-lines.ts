/**
 * The printer of YAML has its own ideas of spaces and line ends: only the lines that a change concerns are taken from it. What it
 * prints differs from what was read in white space only, so that a place in the one is found in the other by counting what is not.
 */

/** `before`: `text` as it is printed, `after`: the changed document as it is printed. */
export function withChangedLines(text: string, { before, after }: { before: string; after: string }): string {
  if (solid(text) !== solid(before)) return after;
  const [was, is] = [before.split('\n'), after.split('\n')];
  const most = Math.min(was.length, is.length);
  let first = 0;
  while (first < most && was[first] === is[first]) first += 1;
  let last = 0;
  while (last < most - first && was.at(-1 - last) === is.at(-1 - last)) last += 1;
  const places = new Places(text);
  // Where the printer has moved a line end, more is taken from it.
  let start = places.lineAfter(was.slice(0, first));
  while (start === null) {
    first -= 1;
    start = places.lineAfter(was.slice(0, first));
  }
  let end = places.lineBefore(was.slice(was.length - last));
  while (end === null) {
    last -= 1;
    end = places.lineBefore(was.slice(was.length - last));
  }
  const changed = is.slice(first, is.length - last).map((line) => `${line}\n`);
  return text.slice(0, start) + changed.join('') + text.slice(Math.max(start, end));
}

const solid = (text: string) => text.replaceAll(/\s/g, '');
const isBlank = (line: string | undefined) => line?.trim() === '';

/** Beginnings of lines in a text, by what stands before or behind them. */
class Places {
  readonly #text: string;
  /** Positions of everything that is no white space. */
  readonly #solid: number[];

  constructor(text: string) {
    this.#text = text;
    this.#solid = [...text.matchAll(/\S/g)].map(({ index }) => index);
  }

  /** The line that begins behind these; null when none does. Blank lines belong to them when they end with one. */
  lineAfter(lines: readonly string[]): number | null {
    const count = solid(lines.join('')).length;
    const position = count === 0 ? 0 : this.#nextLine((this.#solid[count - 1] ?? 0) + 1);
    return position !== null && isBlank(lines.at(-1)) ? this.#behindBlank(position) : position;
  }

  /** The line that begins before these; null when none does. Blank lines belong to them when they begin with one. */
  lineBefore(lines: readonly string[]): number | null {
    const count = solid(lines.join('')).length;
    if (lines.length === 0) return this.#text.length;
    const next = this.#solid[this.#solid.length - count] ?? this.#text.length;
    if (isBlank(lines[0])) {
      const previous = this.#solid[this.#solid.length - count - 1];
      return previous === undefined ? 0 : this.#nextLine(previous + 1);
    }
    const begin = this.#text.lastIndexOf('\n', next - 1) + 1;
    return isBlank(this.#text.slice(begin, next)) ? begin : null;
  }

  #nextLine(from: number): number | null {
    const end = this.#text.indexOf('\n', from);
    if (end < 0) return isBlank(this.#text.slice(from)) ? this.#text.length : null;
    return isBlank(this.#text.slice(from, end)) ? end + 1 : null;
  }

  #behindBlank(from: number): number {
    const next = this.#solid.find((position) => position >= from);
    return next === undefined ? this.#text.length : this.#text.lastIndexOf('\n', next - 1) + 1;
  }
}
