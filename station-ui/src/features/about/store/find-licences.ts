import type { Licensed } from '../api/about-api.ts';

/** Those whose name, version or licence has every word of the search. Pure. */
export function findLicences(all: readonly Licensed[], search: string): readonly Licensed[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  return all.filter(({ name, version, licence }) => {
    const text = `${name} ${version} ${licence}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How many there are of each licence, the most frequent first. */
export function countLicences(all: readonly Licensed[]): (readonly [licence: string, count: number])[] {
  const groups = Map.groupBy(all, ({ licence }) => licence);
  return [...groups].map(([licence, of]) => [licence, of.length] as const).sort((a, b) => b[1] - a[1]);
}
