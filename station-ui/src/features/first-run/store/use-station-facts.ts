import { configViewSchema } from '@neurohub/contracts/config-rest';
import { resultsPageSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useState } from 'react';
import { fetchBackups } from '../../backups/api/backups-api.ts';
import { SYNC_API } from '../../sync/api/sync-api.ts';
import type { StationFacts } from './first-steps.ts';

/** How the station is, looked at again with news. Null while it is not known: then nothing is said. */
export function useStationFacts(batchCount: number, news: string): StationFacts | null {
  const [asked, setAsked] = useState<Omit<StationFacts, 'batchCount'> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again with news
  useEffect(() => {
    let isWanted = true;
    askStation().then(
      (facts) => isWanted && setAsked(facts),
      // A guide that cannot look says nothing: whoever needs an answer opens the page itself.
      () => isWanted && setAsked(null),
    );
    return () => {
      isWanted = false;
    };
  }, [news]);
  return asked && { ...asked, batchCount };
}

async function askStation(): Promise<Omit<StationFacts, 'batchCount'>> {
  const [config, results, sync, backups] = await Promise.all([
    requestData(configViewSchema, '/api/config'),
    requestData(resultsPageSchema, '/api/results?limit=1'),
    SYNC_API.status(),
    fetchBackups(),
  ]);
  return { config, hasResults: results.items.length > 0, sync, backups };
}
