import type { UnitHistory } from '@neurohub/contracts/rest';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';
import { fetchUnit } from '../api/results-api.ts';

/**
 * Everything of a unit; asked for again with news, while what was answered stands.
 * @param news any text that changes when there may be more of it
 */
export function useUnit(serialNumber: string, news: string): Loaded<UnitHistory> {
  const [answered, setAnswered] = useState<{ of: string; unit: Loaded<UnitHistory> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with news
  useEffect(() => {
    let isWanted = true;
    void settle(fetchUnit(serialNumber)).then((unit) => {
      if (isWanted) setAnswered({ of: serialNumber, unit });
    });
    return () => {
      isWanted = false;
    };
  }, [serialNumber, news]);
  return answered?.of === serialNumber ? answered.unit : { status: 'loading' };
}
