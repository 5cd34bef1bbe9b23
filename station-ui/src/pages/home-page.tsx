import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { BatchGrid, densityFor } from '../features/batches/components/batch-grid.tsx';
import { LiveSteps } from '../features/batches/components/live-steps.tsx';
import { ResultsPanel } from '../features/results/components/results-panel.tsx';
import { loadResults } from '../features/results/store/results-store.ts';
import { SharedPanel } from '../features/shared/components/shared-panel.tsx';
import { LiveTile } from './live-tile.tsx';
import classes from './page.module.css';
import { useLiveBatches } from './use-live-batches.ts';

/** The operator's home: tiles by slot, last results. One batch fills the screen, its steps beside it. */
export function HomePage() {
  const { t } = useTranslation();
  const { results, entry, shared, takeAway } = useAppServices();
  const staged = useStore(entry, (state) => state.staged);
  const { batches, stream } = useLiveBatches();
  const [only] = batches.length === 1 ? batches : [];
  useEffect(() => void loadResults(results, null), [results]);

  const grid = (
    <BatchGrid label={t('app.slots')} count={batches.length}>
      {batches.map((batch) => (
        <LiveTile key={batch.id} batch={batch} density={densityFor(batches.length)} />
      ))}
    </BatchGrid>
  );
  return (
    <main className={classes['page']} id="main">
      {only ? (
        <div className={classes['split']}>
          {grid}
          <LiveSteps batch={only} stagedSerial={staged[only.id] ?? ''} clockOffsetMs={stream.clockOffsetMs} />
        </div>
      ) : (
        grid
      )}
      <SharedPanel store={shared} batches={batches} onTakeAway={takeAway} />
      <ResultsPanel store={results} batches={batches} />
    </main>
  );
}
