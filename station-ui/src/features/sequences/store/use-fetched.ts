import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useCallback, useEffect, useState } from 'react';

/**
 * What is fetched for `key`, again with news and when it is asked for. Meanwhile the last answer for the same key stands; the answer
 * to an older question is not shown.
 */
export function useFetched<T>(fetch: (key: string) => Promise<T>, key: string, news = ''): [Loaded<T>, () => void] {
  const [times, setTimes] = useState(0);
  const [fetched, setFetched] = useState<{ key: string; answer: Loaded<T> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: fetched again with news, and when it is asked for
  useEffect(() => {
    let isWanted = true;
    void settle(fetch(key)).then((answer) => {
      if (isWanted) setFetched({ key, answer });
    });
    return () => {
      isWanted = false;
    };
  }, [fetch, key, news, times]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  return [fetched?.key === key ? fetched.answer : { status: 'loading' }, again];
}
