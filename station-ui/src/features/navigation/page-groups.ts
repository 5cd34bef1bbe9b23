/** In which order and company the pages stand: testing, what came of it, what is tested and with what, the station itself. */
export const PAGE_GROUPS = [
  { id: 'test', pages: ['home'] },
  { id: 'outcome', pages: ['results', 'statistics'] },
  { id: 'bench', pages: ['sequences', 'manual', 'logs'] },
  { id: 'station', pages: ['monitor', 'neurohub', 'settings', 'about'] },
] as const;

export type GroupId = (typeof PAGE_GROUPS)[number]['id'];
/** `navigation.<id>` is its name; `home` are the slots and each of their batches. */
export type NavigationId = (typeof PAGE_GROUPS)[number]['pages'][number];

export interface PageGroup {
  readonly id: GroupId;
  readonly pages: readonly NavigationId[];
}

/** The groups with what of them may be opened; none that would be empty. */
export function groupsOf(open: readonly string[]): PageGroup[] {
  return PAGE_GROUPS.map(({ id, pages }) => ({
    id,
    pages: pages.filter((page) => page === 'home' || open.includes(page)),
  })).filter(({ pages }) => pages.length > 0);
}
