/** What a page is asked for, behind the `?` of the address: reload, back and a link keep it. */
import { useCallback, useMemo } from 'react';
import { useHash } from './hash-route.ts';

export type HashQuery = Readonly<Record<string, string>>;

export function queryOf(hash: string): HashQuery {
  const at = hash.indexOf('?');
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(hash.slice(at + 1)));
}

/** An address with this query; what is empty is left out. */
export function withQuery(href: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const [path] = href.split('?', 1);
  return given.length === 0 ? `${path}` : `${path}?${new URLSearchParams(given)}`;
}

/** The query of the address, and how to change it. */
export function useHashQuery(): [query: HashQuery, setQuery: (query: HashQuery) => void] {
  const hash = useHash();
  const query = useMemo(() => queryOf(hash), [hash]);
  const setQuery = useCallback((next: HashQuery) => {
    window.location.hash = withQuery(window.location.hash, next);
  }, []);
  return [query, setQuery];
}
