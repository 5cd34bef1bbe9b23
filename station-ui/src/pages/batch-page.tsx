import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { useMayDo } from '../features/auth/role-context.ts';
import { BatchDetail } from '../features/batch-detail/components/batch-detail.tsx';
import { fetchRecord } from '../features/results/api/results-api.ts';
import { ResultsPanel } from '../features/results/components/results-panel.tsx';
import { loadResults } from '../features/results/store/results-store.ts';
import { pageHref } from '../lib/hash-route.ts';
import { BackLink } from './back-link.tsx';
import { LiveTile } from './live-tile.tsx';
import classes from './page.module.css';
import { useBatchCommands } from './use-batch-commands.ts';
import { useBatchStates, useLiveBatch } from './use-live-batches.ts';

/** One batch in detail: its tile, steps, log and what else belongs to its test, its last results. Scans go to it. */
export function BatchPage({ batchId }: { batchId: string }) {
  const { t } = useTranslation();
  const { entry, results, logs, history } = useAppServices();
  const staged = useStore(entry, (state) => state.staged);
  const { batches, stream } = useBatchStates();
  const batch = useLiveBatch(batchId);
  useEffect(() => entry.setState({ selectedId: batchId, notice: null }), [entry, batchId]);
  useEffect(() => void loadResults(results, batchId), [results, batchId]);

  return (
    <main className={classes['page']} id="main">
      <nav className={classes['crumbs']}>
        <BackLink />
        {batch && <Ways batch={batch} />}
      </nav>
      {batch === undefined ? (
        <p className={classes['empty']}>{t('app.batchUnknown')}</p>
      ) : (
        <BatchDetail
          {...{ batch, history, logs, fetchRecord }}
          stagedSerial={staged[batchId] ?? ''}
          clockOffsetMs={stream.clockOffsetMs}
          nameOf={(id) => batches.find((one) => one.id === id)?.name ?? id}
          tile={<LiveTile batch={batch} density="normal" isDetailed />}
        />
      )}
      <ResultsPanel store={results} batches={batches} isOfOneBatch />
    </main>
  );
}

/** Where else to look, and what can be done with the batch itself. */
function Ways({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const mayDo = useMayDo();
  const { sequence } = batch;
  return (
    <span className={classes['commands']}>
      {mayDo('technician') && <a href={pageHref('manual', batch.id)}>{t('detail.manual')}</a>}
      {sequence && (
        <a href={pageHref('sequences', sequence.name)}>
          {t('detail.package', { package: `${sequence.name} ${sequence.version}` })}
        </a>
      )}
      {mayDo('operator') && <ProcessCommands batch={batch} />}
    </span>
  );
}

/** Stop and restart of an idle batch's process: for a person who looks after the station, not for each unit. */
function ProcessCommands({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const { send, busy } = useBatchCommands();
  if (batch.processState !== 'idle') return null;
  const isDisabled = busy.has(batch.id);
  return (
    <>
      <ActionButton size="small" isDisabled={isDisabled} onClick={() => send(batch.id, 'stop')}>
        {t('action.stopBatch')}
      </ActionButton>
      <ActionButton size="small" isDisabled={isDisabled} onClick={() => send(batch.id, 'restart')}>
        {t('action.restartBatch')}
      </ActionButton>
    </>
  );
}
