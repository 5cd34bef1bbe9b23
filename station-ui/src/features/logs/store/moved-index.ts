/** Where a key goes in a list of `count` lines; null for a key that goes nowhere. Pure. */
export function movedIndex(
  key: string,
  { from, count, page }: { readonly from: number; readonly count: number; readonly page: number },
): number | null {
  const last = count - 1;
  if (last < 0) return null;
  // From nowhere, the newest line is the nearest.
  const at = (index: number) => (from < 0 ? last : Math.min(last, Math.max(0, index)));
  switch (key) {
    case 'ArrowDown':
      return at(from + 1);
    case 'ArrowUp':
      return at(from - 1);
    case 'PageDown':
      return at(from + page);
    case 'PageUp':
      return at(from - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
