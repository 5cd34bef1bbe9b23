import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useState } from 'react';

export interface Watched<T> {
  /** What was answered last; null before the first answer. */
  readonly value: T | null;
  /** When, on this computer's clock. */
  readonly atMs: number;
  /** Why the newest question was not answered; what was answered before stands, with its age. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** Asks again and again while somebody may look; never twice at a time. */
export function useWatched<T>(fetch: () => Promise<T>, everyMs: number, news = ''): Watched<T> {
  const [watched, setWatched] = useState<Watched<T>>({ value: null, atMs: Date.now(), problem: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked at once with news
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      if (!document.hidden)
        await fetch().then(
          (value) => isWanted && setWatched({ value, atMs: Date.now(), problem: null }),
          (thrown: unknown) => isWanted && setWatched((before) => ({ ...before, problem: problemOf(thrown) })),
        );
      if (isWanted) timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [fetch, everyMs, news]);
  return watched;
}
