/** Where the person is, kept in the address so that reload and back work. */
import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'settings' }
  | { readonly page: 'batch'; readonly batchId: string };

export const SETTINGS_HREF = '#/settings';

export function parseHash(hash: string): Route {
  if (hash === SETTINGS_HREF) return { page: 'settings' };
  const [, batchId] = /^#\/batch\/([^/]+)$/.exec(hash) ?? [];
  if (batchId === undefined) return { page: 'home' };
  try {
    return { page: 'batch', batchId: decodeURIComponent(batchId) };
  } catch {
    return { page: 'home' };
  }
}

export function batchHref(batchId: string): string {
  return `#/batch/${encodeURIComponent(batchId)}`;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}
