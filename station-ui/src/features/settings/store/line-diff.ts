/** What differs between two texts, line by line, with some lines around. Pure. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
  /** 1-based: in the new text, or in the old one when it was removed. */
  readonly line: number;
}

const AROUND = 2;
/** More cells than that are no matter of a settings file: then everything between the ends is told as changed. */
const MOST_CELLS = 4_000_000;

export function lineDiff(before: string, after: string): DiffLine[] {
  const [was, is] = [before.split('\n'), after.split('\n')];
  let first = 0;
  while (first < was.length && first < is.length && was[first] === is[first]) first += 1;
  let last = 0;
  while (last < was.length - first && last < is.length - first && was.at(-1 - last) === is.at(-1 - last)) last += 1;
  const same = (text: string, index: number): DiffLine => ({ kind: 'same', text, line: index + 1 });
  const all = [
    ...is.slice(0, first).map(same),
    ...middle(was.slice(first, was.length - last), is.slice(first, is.length - last), first),
    ...is.slice(is.length - last).map((text, index) => same(text, is.length - last + index)),
  ];
  return withoutFarLines(all);
}

function middle(was: readonly string[], is: readonly string[], offset: number): DiffLine[] {
  const length = (was.length + 1) * (is.length + 1) > MOST_CELLS ? null : commonLengths(was, is);
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  while (a < was.length || b < is.length) {
    const [old, fresh] = [was[a], is[b]];
    const skipOld = length?.[a + 1]?.[b] ?? 0;
    const skipNew = length?.[a]?.[b + 1] ?? 0;
    if (length && old !== undefined && old === fresh) {
      lines.push({ kind: 'same', text: old, line: offset + b + 1 });
      a += 1;
      b += 1;
    } else if (old !== undefined && (fresh === undefined || skipOld >= skipNew)) {
      lines.push({ kind: 'removed', text: old, line: offset + a + 1 });
      a += 1;
    } else {
      lines.push({ kind: 'added', text: fresh ?? '', line: offset + b + 1 });
      b += 1;
    }
  }
  return lines;
}

/** Of the longest common rest from each pair of places on. */
function commonLengths(was: readonly string[], is: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: was.length + 1 }, () => new Uint32Array(is.length + 1));
  for (let a = was.length - 1; a >= 0; a -= 1)
    for (let b = is.length - 1; b >= 0; b -= 1) {
      const [row, below] = [table[a] as Uint32Array, table[a + 1] as Uint32Array];
      row[b] = was[a] === is[b] ? (below[b + 1] ?? 0) + 1 : Math.max(below[b] ?? 0, row[b + 1] ?? 0);
    }
  return table;
}

function withoutFarLines(all: readonly DiffLine[]): DiffLine[] {
  const near = (index: number) =>
    all.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== 'same');
  const lines: DiffLine[] = [];
  for (const [index, line] of all.entries())
    if (near(index)) lines.push(line);
    else if (lines.at(-1)?.kind !== 'gap') lines.push({ kind: 'gap', text: '', line: line.line });
  return lines.every(({ kind }) => kind === 'gap') ? [] : lines;
}
