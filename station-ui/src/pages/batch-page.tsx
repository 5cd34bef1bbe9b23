import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { HardwarePanel } from '../features/batches/components/hardware-panel.tsx';
import { LiveSteps } from '../features/batches/components/live-steps.tsx';
import { LogPanel } from '../features/logs/components/log-panel.tsx';
import { ResultsPanel } from '../features/results/components/results-panel.tsx';
import { loadResults } from '../features/results/store/results-store.ts';
import { BackLink } from './back-link.tsx';
import { LiveTile } from './live-tile.tsx';
import classes from './page.module.css';
import { useBatchCommands } from './use-batch-commands.ts';
import { useLiveBatches } from './use-live-batches.ts';

/** One batch in detail: its tile, live steps, log, its last results. Scans go to it. */
export function BatchPage({ batchId }: { batchId: string }) {
  const { t } = useTranslation();
  const { entry, results, logs } = useAppServices();
  const staged = useStore(entry, (state) => state.staged);
  const { batches, stream } = useLiveBatches();
  const batch = batches.find((candidate) => candidate.id === batchId);
  useEffect(() => entry.setState({ selectedId: batchId, notice: null }), [entry, batchId]);
  useEffect(() => void loadResults(results, batchId), [results, batchId]);

  return (
    <main className={classes['page']} id="main">
      <nav className={classes['crumbs']}>
        <BackLink />
        {batch && <ProcessCommands batch={batch} />}
      </nav>
      {batch === undefined ? (
        <p className={classes['empty']}>{t('app.batchUnknown')}</p>
      ) : (
        <div className={classes['split']}>
          <div className={classes['column']}>
            <LiveTile batch={batch} density="normal" isDetailed />
            <div className={classes['after']}>
              <HardwarePanel batch={batch} />
            </div>
            <div className={classes['after']}>
              <LogPanel store={logs} batchId={batchId} />
            </div>
          </div>
          <LiveSteps batch={batch} stagedSerial={staged[batchId] ?? ''} clockOffsetMs={stream.clockOffsetMs} />
        </div>
      )}
      <ResultsPanel store={results} batches={batches} isOfOneBatch />
    </main>
  );
}

/** Stop and restart of an idle batch's process: for a person who looks after the station, not for each unit. */
function ProcessCommands({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const { send, busy } = useBatchCommands();
  if (batch.processState !== 'idle') return null;
  const isDisabled = busy.has(batch.id);
  return (
    <span className={classes['commands']}>
      <ActionButton size="small" isDisabled={isDisabled} onClick={() => send(batch.id, 'stop')}>
        {t('action.stopBatch')}
      </ActionButton>
      <ActionButton size="small" isDisabled={isDisabled} onClick={() => send(batch.id, 'restart')}>
        {t('action.restartBatch')}
      </ActionButton>
    </span>
  );
}
