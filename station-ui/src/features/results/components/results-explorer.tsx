import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useTranslation } from 'react-i18next';
import { unitHref } from '../../../lib/results-link.ts';
import type { ResultsSearch } from '../api/explorer-api.ts';
import { BulkExportPanel } from './bulk-export-panel.tsx';
import classes from './explorer.module.css';
import { FoundResults } from './found-results.tsx';
import { NarrowedBy } from './narrowed-by.tsx';
import { SavedFilters } from './saved-filters.tsx';
import { SearchForm } from './search-form.tsx';

export interface ResultsExplorerProps {
  /** As it stands in the address. */
  readonly search: ResultsSearch;
  readonly onSearch: (search: ResultsSearch) => void;
  readonly batches: readonly BatchView[];
  readonly onOpen: (executionId: string) => void;
  readonly mayKeepFilters: boolean;
  readonly mayExport: boolean;
}

/** Every result of the station by what people know of it. */
export function ResultsExplorer(props: ResultsExplorerProps) {
  const { search, onSearch, batches, onOpen, mayKeepFilters, mayExport } = props;
  const { t } = useTranslation();
  const { order: _, ...filter } = search;
  const { serialNumber } = search;
  return (
    <>
      <Panel title={t('explorer.search')}>
        <SearchForm {...{ search, batches, onSearch }} />
        <NarrowedBy search={search} onSearch={onSearch} />
        <SavedFilters search={filter} mayKeep={mayKeepFilters} onTake={onSearch} />
        {serialNumber && !serialNumber.endsWith('*') && (
          <a className={classes['unit']} href={unitHref(serialNumber)}>
            {t('results.historyOf', { serial: serialNumber })}
          </a>
        )}
      </Panel>
      <FoundResults {...{ search, onSearch, batches, onOpen }} />
      {mayExport && <BulkExportPanel search={filter} />}
    </>
  );
}
