import { useAppServices } from '../app-services.ts';
import { useMayDo } from '../features/auth/role-context.ts';
import { ResultsExplorer } from '../features/results/components/results-explorer.tsx';
import classes from './page.module.css';
import { useLiveBatches } from './use-live-batches.ts';

/** Find any result of the station, and take results along. */
export function ResultsPage() {
  const { results } = useAppServices();
  const { batches } = useLiveBatches();
  const mayDo = useMayDo();
  return (
    <main className={classes['page']} id="main">
      <ResultsExplorer
        store={results}
        batches={batches}
        mayKeepFilters={mayDo('operator')}
        mayExport={mayDo('technician')}
      />
    </main>
  );
}
