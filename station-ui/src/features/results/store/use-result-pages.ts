import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useRef, useState } from 'react';
import { fetchResultsPage, type ResultsSearch } from '../api/explorer-api.ts';
import { collectPage, type FoundSoFar } from './collect-page.ts';

export interface ResultPages extends FoundSoFar {
  /** Of the page that is shown, from 0. */
  readonly number: number;
  readonly isLoading: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly turn: (by: 1 | -1) => void;
  /** Enough: what was found so far stands. */
  readonly stop: () => void;
}

interface Place {
  readonly question: string;
  /** Where each page begins that was gone through; the last is the one that is shown. */
  readonly cursors: readonly (string | null)[];
}

type Shown = Pick<ResultPages, 'items' | 'nextCursor' | 'lookedUpTo' | 'isLoading' | 'problem'>;
const NOTHING: Shown = { items: [], nextCursor: null, isLoading: true, problem: null };

/**
 * A search page by page; the newest question wins, however late others are answered.
 * @param news changes with each test that ends: the first page is asked for again
 */
export function useResultPages(search: ResultsSearch, news: string): ResultPages {
  const question = JSON.stringify(search);
  const [place, setPlace] = useState<Place>({ question, cursors: [null] });
  const [shown, setShown] = useState<Shown & { of: string }>({ ...NOTHING, of: '' });
  const ticket = useRef(0);
  const cursors = place.question === question ? place.cursors : [null];
  const cursor = cursors.at(-1) ?? null;
  const of = JSON.stringify([question, cursor]);
  const again = cursor === null ? news : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with news
  useEffect(() => {
    ticket.current += 1;
    const own = ticket.current;
    const isWanted = () => ticket.current === own;
    const show = (now: Partial<Shown>) => {
      if (isWanted()) setShown((before) => ({ ...(before.of === of ? before : NOTHING), ...now, of }));
      return isWanted();
    };
    show({ isLoading: true, problem: null });
    collectPage({
      cursor,
      fetch: (from, limit) => fetchResultsPage(JSON.parse(question), from, limit),
      onFound: show,
    })
      .catch((thrown: unknown) => show({ problem: problemOf(thrown) }))
      .finally(() => show({ isLoading: false }));
    return () => {
      ticket.current += 1;
    };
  }, [question, cursor, of, again]);
  const current = shown.of === of ? shown : NOTHING;
  return {
    ...current,
    number: cursors.length - 1,
    turn: (by) => setPlace({ question, cursors: by === 1 ? [...cursors, current.nextCursor] : cursors.slice(0, -1) }),
    stop: () => {
      ticket.current += 1;
      setShown((before) => ({ ...before, isLoading: false }));
    },
  };
}
