import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { loadResults, openRecord, type ResultsStore } from '../store/results-store.ts';
import classes from './results-panel.module.css';
import { ResultsTable } from './results-table.tsx';

export interface ResultsPanelProps {
  readonly store: ResultsStore;
  readonly batches: readonly BatchView[];
  /** Present on a batch's own page: no filter there. */
  readonly isOfOneBatch?: boolean;
}

/** Rows that stay the same are not rendered with each step of a test beside them. */
export const ResultsPanel = memo(function ResultsPanel({ store, batches, isOfOneBatch = false }: ResultsPanelProps) {
  const { t } = useTranslation();
  const list = useStore(store, (state) => state.list);
  return (
    <Panel
      title={t(isOfOneBatch ? 'results.titleOfBatch' : 'results.title')}
      aside={!isOfOneBatch && batches.length > 1 && <SlotFilter store={store} batches={batches} />}
    >
      {list.status === 'loading' && <p className={classes['note']}>{t('results.loading')}</p>}
      {list.status === 'failed' && <ProblemBox code={list.code} message={list.message} />}
      {list.status === 'loaded' && list.value.length === 0 && <p className={classes['note']}>{t('results.empty')}</p>}
      {list.status === 'loaded' && list.value.length > 0 && (
        <ResultsTable
          items={list.value}
          slotOf={(batchId) => batches.find((batch) => batch.id === batchId)?.slot}
          onOpen={(executionId) => void openRecord(store, executionId)}
        />
      )}
    </Panel>
  );
});

function SlotFilter({ store, batches }: { store: ResultsStore; batches: readonly BatchView[] }) {
  const { t } = useTranslation();
  const batchId = useStore(store, (state) => state.batchId);
  return (
    <label className={classes['filter']}>
      {t('results.filter')}
      <select value={batchId ?? ''} onChange={(event) => void loadResults(store, event.currentTarget.value || null)}>
        <option value="">{t('results.allSlots')}</option>
        {batches.map((batch) => (
          <option key={batch.id} value={batch.id}>{`${batch.slot} – ${batch.name}`}</option>
        ))}
      </select>
    </label>
  );
}
