import { useAppServices } from '../app-services.ts';
import { openRecord } from '../features/results/store/results-store.ts';
import { StatisticsView } from '../features/statistics/components/statistics-view.tsx';
import { useHashQuery } from '../lib/hash-query.ts';
import classes from './page.module.css';
import { useBatchStates } from './use-live-batches.ts';

/** What the results of this station add up to, without the network. */
export function StatisticsPage() {
  const { results } = useAppServices();
  const { batches } = useBatchStates();
  const [address, setAddress] = useHashQuery();
  return (
    <main className={classes['page']} id="main">
      <StatisticsView
        address={address}
        onChange={setAddress}
        batches={batches}
        onOpen={(executionId) => void openRecord(results, executionId)}
      />
    </main>
  );
}
