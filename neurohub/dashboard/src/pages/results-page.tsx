import { useMemo } from 'react';
import type { FloorStore } from '../features/floor/store/floor-store.ts';
import { ResultView } from '../features/results/components/result-view.tsx';
import { ResultsList } from '../features/results/components/results-list.tsx';
import { UnitView } from '../features/results/components/unit-view.tsx';
import { type Route, replaceQuery } from '../lib/hash-route.ts';
import { resultsQuery } from '../lib/result-filter.ts';
import { useToday } from '../lib/use-today.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page } from './page.tsx';
import { useFilterChoices } from './use-filter-choices.ts';

export function ResultsPage({ route, floor }: { route: Route; floor: FloorStore }) {
  const choices = useFilterChoices(floor);
  const key = route.query.toString();
  const day = useToday();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what began today is another question tomorrow
  const query = useMemo(() => resultsQuery(new URLSearchParams(key), new Date()), [key, day]);
  return (
    <Page name="results">
      <FilterBar
        {...choices}
        filter={route.query}
        onFilter={(filter) => replaceQuery(route, filter)}
        period="all"
        isOfResults
      />
      <ResultsList query={query} />
    </Page>
  );
}

export function ResultPage({ resultId }: { resultId: string }) {
  return (
    <Page name="results" back="results">
      <ResultView resultId={resultId} />
    </Page>
  );
}

export function UnitPage({ serialNumber }: { serialNumber: string }) {
  return (
    <Page name="units" back="results">
      <UnitView serialNumber={serialNumber} />
    </Page>
  );
}
