/** Where the person is, kept in the address so that reload and back work. */
import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'batch'; readonly batchId: string }
  /** Any other page by its id, and what follows it in the address. */
  | { readonly page: 'other'; readonly id: string; readonly path: readonly string[] };

export const HOME_HREF = '#/';

export function parseHash(hash: string): Route {
  const [id, ...path] = segmentsOf(hash);
  if (id === undefined) return { page: 'home' };
  const [batchId] = path;
  if (id !== 'batch') return { page: 'other', id, path };
  return batchId === undefined ? { page: 'home' } : { page: 'batch', batchId };
}

export function batchHref(batchId: string): string {
  return pageHref('batch', batchId);
}

export function pageHref(id: string, ...path: readonly string[]): string {
  return `#/${[id, ...path].map(encodeURIComponent).join('/')}`;
}

/** What stands behind `?` in the address. */
export function queryOfHash(hash: string): URLSearchParams {
  return new URLSearchParams(/\?(.*)$/.exec(hash)?.[1] ?? '');
}

export function withQuery(href: string, query: URLSearchParams): string {
  return query.size === 0 ? href : `${href}?${query}`;
}

/** Changes where the person is without another step for the browser's "back". */
export function replaceHash(href: string): void {
  window.location.replace(href);
}

function segmentsOf(hash: string): string[] {
  const [, path = ''] = /^#\/([^?]*)/.exec(hash) ?? [];
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return [];
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}
