import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { BatchGrid, useDensity } from '../features/batches/components/batch-grid.tsx';
import { LiveSteps } from '../features/batches/components/live-steps.tsx';
import { FirstRun } from '../features/first-run/first-run.tsx';
import { ID_OF_THE_EXAMPLE, newsOf } from '../features/first-run/store/news-of.ts';
import { ResultsPanel } from '../features/results/components/results-panel.tsx';
import { loadResults } from '../features/results/store/results-store.ts';
import { SharedPanel } from '../features/shared/components/shared-panel.tsx';
import { ShiftPanel } from '../features/shift/components/shift-panel.tsx';
import { loadStation } from '../features/station/store/station-store.ts';
import { LiveTile } from './live-tile.tsx';
import classes from './page.module.css';
import { useBatchStates, useLiveBatch } from './use-live-batches.ts';

/** The operator's home: tiles by slot, last results. One batch fills the screen, its steps beside it. */
export function HomePage() {
  const { t } = useTranslation();
  const { results, shared, station, shift, takeAway } = useAppServices();
  const stationId = useStore(station, ({ info }) => info?.stationId);
  const { batches } = useBatchStates();
  const density = useDensity(batches.length);
  const [only] = batches.length === 1 ? batches : [];
  useEffect(() => void loadResults(results, null), [results]);
  // What station.yaml says about the screen may have been changed meanwhile.
  useEffect(() => void loadStation(station), [station]);

  const grid = (
    <BatchGrid label={t('app.slots')} count={batches.length} density={density}>
      {batches.map((batch) => (
        <LiveTile key={batch.id} batch={batch} density={density} />
      ))}
    </BatchGrid>
  );
  return (
    <main className={classes['page']} id="main">
      {only ? (
        <div className={classes['split']} data-one>
          {grid}
          <StepsOfOne id={only.id} />
        </div>
      ) : (
        grid
      )}
      <SharedPanel store={shared} batches={batches} onTakeAway={takeAway} />
      <FirstRun
        stationId={stationId === ID_OF_THE_EXAMPLE ? stationId : undefined}
        batchCount={batches.length}
        news={newsOf(batches)}
      />
      <div className={classes['below']}>
        <ResultsPanel store={results} batches={batches} />
        <ShiftPanel store={shift} />
      </div>
    </main>
  );
}

function StepsOfOne({ id }: { id: string }) {
  const { entry } = useAppServices();
  const stagedSerial = useStore(entry, (state) => state.staged[id] ?? '');
  const { stream } = useBatchStates();
  const batch = useLiveBatch(id);
  return batch && <LiveSteps batch={batch} stagedSerial={stagedSerial} clockOffsetMs={stream.clockOffsetMs} />;
}
