import type { ExecutionSummary } from '@neurohub/contracts/record';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { fetchResultsPage, type ResultsSearch } from '../api/explorer-api.ts';

export interface ResultPages {
  readonly items: readonly ExecutionSummary[];
  readonly nextCursor: string | null;
  readonly isLoading: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

const NOTHING: ResultPages = { items: [], nextCursor: null, isLoading: true, problem: null };

/** What a search has found so far, and how to go on. The newest search wins, however late others are answered. */
export function useResultPages(search: ResultsSearch): ResultPages & { readonly more: () => void } {
  const question = JSON.stringify(search);
  const [pages, setPages] = useState(NOTHING);
  const ticket = useRef(0);
  const load = useCallback(async (asked: string, before: ResultPages) => {
    ticket.current += 1;
    const own = ticket.current;
    setPages({ ...before, isLoading: true, problem: null });
    try {
      const page = await fetchResultsPage(JSON.parse(asked), before.nextCursor);
      if (ticket.current !== own) return;
      setPages({
        items: [...before.items, ...page.items],
        nextCursor: page.nextCursor,
        isLoading: false,
        problem: null,
      });
    } catch (thrown) {
      if (ticket.current === own) setPages({ ...before, isLoading: false, problem: problemOf(thrown) });
    }
  }, []);
  useEffect(() => void load(question, NOTHING), [load, question]);
  return { ...pages, more: () => void load(question, pages) };
}
