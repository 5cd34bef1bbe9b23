import { useMemo } from 'react';
import type { FloorStore } from '../features/floor/store/floor-store.ts';
import { QualityView } from '../features/quality/components/quality-view.tsx';
import { type Route, replaceQuery } from '../lib/hash-route.ts';
import { statisticsQuery } from '../lib/result-filter.ts';
import { useToday } from '../lib/use-today.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page } from './page.tsx';
import { useFilterChoices } from './use-filter-choices.ts';

export function QualityPage({ route, floor }: { route: Route; floor: FloorStore }) {
  const choices = useFilterChoices(floor);
  const key = route.query.toString();
  const day = useToday();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what began today is another question tomorrow
  const { query, bucket } = useMemo(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return statisticsQuery(new URLSearchParams(key), { now: new Date(), timeZone, standard: '30d' });
  }, [key, day]);
  return (
    <Page name="quality">
      <FilterBar {...choices} filter={route.query} onFilter={(filter) => replaceQuery(route, filter)} period="30d" />
      <QualityView query={query} bucket={bucket} />
    </Page>
  );
}
