import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { ResultsSearch } from '../api/explorer-api.ts';
import { PAGE_SIZE } from '../store/collect-page.ts';
import { COLUMNS, useShownColumns } from '../store/shown-columns.ts';
import { type ResultPages, useResultPages } from '../store/use-result-pages.ts';
import classes from './explorer.module.css';
import { ExplorerTable } from './explorer-table.tsx';

export interface FoundResultsProps {
  readonly search: ResultsSearch;
  readonly onSearch: (search: ResultsSearch) => void;
  readonly batches: readonly BatchView[];
  readonly onOpen: (executionId: string) => void;
}

/** What a search finds, a page at a time: nobody counts a million rows, and none of them is in the way. */
export function FoundResults({ search, onSearch, batches, onOpen }: FoundResultsProps) {
  const { t } = useTranslation();
  const news = batches.map(({ execution }) => (execution?.endReason ? execution.id : '')).join();
  const pages = useResultPages(search, news);
  const [shown, toggle] = useShownColumns();
  const { items, isLoading, problem } = pages;
  return (
    <Panel
      title={t('explorer.found')}
      aside={
        <div className={classes['tools']}>
          <label className={classes['order']}>
            <span className="visually-hidden">{t('explorer.order')}</span>
            <select
              value={search['order'] ?? 'newest'}
              onChange={(event) => onSearch({ ...search, order: event.currentTarget.value })}
            >
              {(['newest', 'oldest'] as const).map((order) => (
                <option key={order} value={order}>
                  {t(`explorer.orders.${order}`)}
                </option>
              ))}
            </select>
          </label>
          <details
            className={classes['columns']}
            onBlur={({ currentTarget, relatedTarget }) => {
              if (!currentTarget.contains(relatedTarget)) currentTarget.open = false;
            }}
          >
            <summary>{t('explorer.chooseColumns')}</summary>
            {/* Takes the focus of a press beside a box: that is not elsewhere. */}
            <div tabIndex={-1}>
              {COLUMNS.map((column) => (
                <label key={column}>
                  <input type="checkbox" checked={shown.includes(column)} onChange={() => toggle(column)} />
                  {t(`explorer.columns.${column}`)}
                </label>
              ))}
            </div>
          </details>
        </div>
      }
    >
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {items.length > 0 && (
        <ExplorerTable
          items={items}
          columns={shown}
          nameOf={(batchId) => batches.find((batch) => batch.id === batchId)?.name ?? batchId}
          onOpen={onOpen}
        />
      )}
      {items.length === 0 && !isLoading && !problem && <p className={classes['note']}>{t('explorer.none')}</p>}
      <Searching pages={pages} />
      <Pager pages={pages} />
    </Panel>
  );
}

/** A search that has to look into executions takes a while: how far it is, and enough of it. */
function Searching({ pages: { isLoading, lookedUpTo, items, stop } }: { pages: ResultPages }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (!isLoading) return null;
  if (lookedUpTo === undefined) return items.length === 0 && <p className={classes['note']}>{t('results.loading')}</p>;
  return (
    <p className={classes['searching']} role="status">
      {t('explorer.searching', { at: formatMoment(lookedUpTo, language), count: items.length })}
      <ActionButton size="small" onClick={stop}>
        {t('explorer.stop')}
      </ActionButton>
    </p>
  );
}

function Pager({ pages: { number, items, nextCursor, isLoading, turn } }: { pages: ResultPages }) {
  const { t } = useTranslation();
  if (number === 0 && nextCursor === null) return null;
  const from = number * PAGE_SIZE;
  return (
    <nav className={classes['pager']} aria-label={t('explorer.pages')}>
      <ActionButton size="small" isDisabled={number === 0} onClick={() => turn(-1)}>
        {t('explorer.previous')}
      </ActionButton>
      <span className="number">
        {items.length > 0 && t('explorer.rows', { from: from + 1, to: from + items.length })}
      </span>
      <ActionButton size="small" isDisabled={nextCursor === null || isLoading} onClick={() => turn(1)}>
        {t('explorer.next')}
      </ActionButton>
    </nav>
  );
}
