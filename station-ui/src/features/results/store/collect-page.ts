/** One page of a search, asked for as often as it takes: the service looks into so many executions at a time. Framework-free. */
import type { ExecutionSummary } from '@neurohub/contracts/record';
import type { ResultsPage } from '@neurohub/contracts/rest';

export const PAGE_SIZE = 50;

export interface FoundSoFar {
  readonly items: readonly ExecutionSummary[];
  readonly nextCursor: string | null;
  /** How far in time it has looked, where it had to look into executions. */
  readonly lookedUpTo?: string | undefined;
}

export interface PageSearch {
  readonly cursor: string | null;
  readonly fetch: (cursor: string | null, limit: number) => Promise<ResultsPage>;
  /** Told after each answer; false: nobody wants to know any longer. */
  readonly onFound: (found: FoundSoFar) => boolean;
}

/** Ends with a full page, at the end of all results, or when nobody wants more. */
export async function collectPage({ cursor, fetch, onFound }: PageSearch): Promise<void> {
  let found: FoundSoFar = { items: [], nextCursor: cursor };
  do {
    const page = await fetch(found.nextCursor, PAGE_SIZE - found.items.length);
    found = { ...page, items: [...found.items, ...page.items] };
    if (!onFound(found)) return;
  } while (found.nextCursor !== null && found.items.length < PAGE_SIZE);
}
