import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * Asks NeuroHub for something whenever `key` changes, and again on `reload`. What was there stays until the new is; the newest question
 * wins, however late others are answered.
 */
export function useLoaded<T>(key: string, ask: () => Promise<T>): { loaded: Loaded<T>; reload: () => Promise<void> } {
  const [state, setState] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: { status: 'loading' } });
  const newest = useRef(0);
  const asking = useRef(ask);
  asking.current = ask;
  const load = useCallback(async (ofKey: string) => {
    newest.current += 1;
    const ticket = newest.current;
    const loaded = await settle(asking.current());
    if (newest.current === ticket) setState({ key: ofKey, loaded });
  }, []);
  useEffect(() => {
    void load(key);
    return () => {
      newest.current += 1;
    };
  }, [load, key]);
  return {
    loaded: state.key === key ? state.loaded : { status: 'loading' },
    reload: useCallback(() => load(key), [load, key]),
  };
}

/** Does something again and again while this page is looked at. */
export function useEvery(milliseconds: number, act: () => void): void {
  const acting = useRef(act);
  acting.current = act;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && acting.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}
