/** "Did you mean": the known word that is closest to what somebody wrote. */

/** Undefined when nothing known is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = simplify(word);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const simple = simplify(candidate);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, simple.length) / 3));
    const distance = editDistance(wanted, simple);
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** camelCase, kebab-case and snake_case of the same word are the same word. */
function simplify(word: string): string {
  return word.replaceAll(/[-_\s]/g, '').toLowerCase();
}

/** Damerau-Levenshtein: how many letters to add, remove, change or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const change = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(change, cell(i - 1, j) + 1, cell(i, j - 1) + 1, isSwap ? cell(i - 2, j - 2) + 1 : change));
    }
  }
  return cell(a.length, b.length);
}
