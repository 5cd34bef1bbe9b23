/** Pages of results, one behind the other. The newest question wins, however late others are answered. */
import type { HubResult } from '@neurohub/contracts/hub-results';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ResultPagesState {
  /** Null before the first answer. */
  readonly items: readonly HubResult[] | null;
  readonly nextCursor: string | null;
  readonly isLoading: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
}
export type FetchPage = (
  filter: URLSearchParams,
  cursor: string | null,
) => Promise<{ items: readonly HubResult[]; nextCursor: string | null }>;

export interface ResultPages {
  readonly store: StoreApi<ResultPagesState>;
  /** Another filter: what was there goes with the answer. */
  show(filter: URLSearchParams): Promise<void>;
  /** The next page, behind what is there. */
  more(): Promise<void>;
  /** What is new since; only while no more than the first page is shown, and nothing else is under way. */
  refresh(): Promise<void>;
}

export function createResultPages(fetchPage: FetchPage): ResultPages {
  const store = createStore<ResultPagesState>(() => ({
    ...{ items: null, nextCursor: null, isLoading: false, problem: null },
  }));
  let filter = new URLSearchParams();
  let ticket = 0;
  let pages = 0;

  const ask = async (cursor: string | null, isQuiet = false): Promise<void> => {
    ticket += 1;
    const own = ticket;
    if (!isQuiet) store.setState({ isLoading: true });
    try {
      const { items, nextCursor } = await fetchPage(filter, cursor);
      if (own !== ticket) return;
      const before = cursor === null ? [] : (store.getState().items ?? []);
      pages = cursor === null ? 1 : pages + 1;
      store.setState({ items: [...before, ...items], nextCursor, isLoading: false, problem: null });
    } catch (thrown) {
      if (own !== ticket) return;
      const { code, message } = problemOf(thrown);
      store.setState({ isLoading: false, problem: { code, message } });
    }
  };
  return {
    store,
    show: (wanted) => {
      filter = wanted;
      return ask(null);
    },
    more: async () => {
      const { nextCursor, isLoading } = store.getState();
      if (nextCursor !== null && !isLoading) await ask(nextCursor);
    },
    refresh: async () => {
      if (pages <= 1 && !store.getState().isLoading) await ask(null, true);
    },
  };
}
