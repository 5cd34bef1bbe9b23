import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';

/** What a promise comes to; asked for again with another key, not at all without one. */
export function useLoaded<T>(key: string | null, load: () => Promise<T>): Loaded<T> | null {
  const [loaded, setLoaded] = useState<Loaded<T> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is loaded
  useEffect(() => {
    setLoaded(key === null ? null : { status: 'loading' });
    if (key === null) return;
    let isWanted = true;
    void settle(load()).then((settled) => {
      if (isWanted) setLoaded(settled);
    });
    return () => {
      isWanted = false;
    };
  }, [key]);
  return loaded;
}
