/** Pages by the fragment of the address; filters stand behind a `?`, so that a view can be kept and handed on. Pure but for the hook. */
import { useSyncExternalStore } from 'react';

export const PAGES = ['floor', 'results', 'units', 'quality', 'packages', 'stations', 'people', 'audit'] as const;
export type Page = (typeof PAGES)[number];

export interface Route {
  readonly page: Page;
  /** What of it, such as the id of a result. */
  readonly id: string | null;
  readonly query: URLSearchParams;
}

/** What is not known is the floor. */
export function parseHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [name, id] = path.split('/', 2);
  const page = PAGES.find((known) => known === name);
  const query = new URLSearchParams(search);
  if (page === undefined) return { page: 'floor', id: null, query };
  return { page, id: id === undefined || id === '' ? null : decoded(id), query };
}

export function hrefOf(page: Page, id: string | null = null, query = new URLSearchParams()): string {
  const search = query.size === 0 ? '' : `?${query}`;
  return `#/${page}${id === null ? '' : `/${encodeURIComponent(id)}`}${search}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash);

/** Other filters of the same page, without a step in the history for each letter that is typed. */
export function replaceQuery(route: Route, query: URLSearchParams): void {
  window.history.replaceState(null, '', hrefOf(route.page, route.id, query));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
