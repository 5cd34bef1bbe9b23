import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultsSearch } from '../api/explorer-api.ts';
import { openRecord, type ResultsStore } from '../store/results-store.ts';
import { useResultPages } from '../store/use-result-pages.ts';
import { BulkExportPanel } from './bulk-export-panel.tsx';
import classes from './explorer.module.css';
import { ResultsTable } from './results-table.tsx';
import { SearchForm } from './search-form.tsx';

export interface ResultsExplorerProps {
  readonly store: ResultsStore;
  readonly batches: readonly BatchView[];
  readonly mayKeepFilters: boolean;
  readonly mayExport: boolean;
}

/** Every result of the station by what people know of it, as many pages as somebody wants to see. */
export function ResultsExplorer({ store, batches, mayKeepFilters, mayExport }: ResultsExplorerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<ResultsSearch>({});
  const { items, nextCursor, isLoading, problem, more } = useResultPages(search);
  return (
    <>
      <Panel title={t('explorer.search')}>
        <SearchForm batches={batches} mayKeep={mayKeepFilters} onSearch={setSearch} />
      </Panel>
      <Panel title={t('explorer.found')}>
        {problem && <ProblemBox code={problem.code} message={problem.message} />}
        {items.length > 0 && (
          <ResultsTable
            items={items}
            slotOf={(batchId) => batches.find((batch) => batch.id === batchId)?.slot}
            onOpen={(executionId) => void openRecord(store, executionId)}
          />
        )}
        {items.length === 0 && !isLoading && !problem && <p className={classes['note']}>{t('explorer.none')}</p>}
        {isLoading && <p className={classes['note']}>{t('results.loading')}</p>}
        {nextCursor !== null && !isLoading && (
          <ActionButton size="small" onClick={more}>
            {t('explorer.more')}
          </ActionButton>
        )}
      </Panel>
      {mayExport && <BulkExportPanel search={search} />}
    </>
  );
}
