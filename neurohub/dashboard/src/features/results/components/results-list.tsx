import type { HubResult } from '@neurohub/contracts/hub-results';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { VerdictBadge } from '@neurohub/ui-kit/components/verdict-badge';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMoment, localize } from '@neurohub/ui-kit/lib/format';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { hrefOf } from '../../../lib/hash-route.ts';
import { useEvery } from '../../../lib/use-loaded.ts';
import { fetchResults } from '../api/results-api.ts';
import { createResultPages } from '../store/result-pages.ts';
import classes from './results.module.css';

/** How often new results are looked for, in milliseconds. */
const REFRESH_MS = 4_000;

/** Results that a filter means, the newest first. `query` is in the words of NeuroHub. */
export function ResultsList({ query }: { query: URLSearchParams }) {
  const { t } = useTranslation();
  const [pages] = useState(() => createResultPages(fetchResults));
  const { items, nextCursor, isLoading, problem } = useStore(pages.store);
  const key = query.toString();
  useEffect(() => void pages.show(new URLSearchParams(key)), [pages, key]);
  useEvery(REFRESH_MS, () => void pages.refresh());
  const columns = useResultColumns();
  return (
    <Panel
      title={t('results.title')}
      aside={
        <nav className={classes['exports']} aria-label={t('results.links')}>
          <a href={`/api/results.csv?${key}`} download>
            {t('results.csv')}
          </a>
        </nav>
      }
    >
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {items === null && problem === null && <p className={classes['note']}>{t('results.loading')}</p>}
      {items !== null && (
        <DataTable
          label={t('results.title')}
          columns={columns}
          rows={items}
          keyOf={({ resultId }) => resultId}
          empty={t('results.empty')}
          testId="results"
        />
      )}
      {nextCursor !== null && (
        <div className={classes['more']}>
          <ActionButton size="small" isDisabled={isLoading} onClick={() => void pages.more()}>
            {t('results.more')}
          </ActionButton>
        </div>
      )}
    </Panel>
  );
}

/** `withUnit`: each unit leads to its history. */
export function useResultColumns(withUnit = true): Column<HubResult>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const unit: Column<HubResult> = {
    key: 'serial',
    title: t('results.serial'),
    cell: ({ dut }) => (
      <a
        href={hrefOf('units', dut.serialNumber)}
        aria-label={t('results.historyOf', { serial: dut.serialNumber })}
        className={classes['link']}
      >
        {dut.serialNumber}
      </a>
    ),
  };
  return [
    {
      key: 'verdict',
      title: t('results.verdict'),
      isHead: true,
      cell: (result) => (
        <a
          className={classes['link']}
          href={hrefOf('results', result.resultId)}
          aria-label={t('results.open', {
            serial: result.dut.serialNumber,
            verdict: result.verdict === null ? '' : t(`verdict.word.${result.verdict}`),
          })}
        >
          <VerdictBadge verdict={result.verdict} />
        </a>
      ),
    },
    ...(withUnit ? [unit] : []),
    { key: 'station', title: t('results.station'), cell: ({ stationId }) => stationId },
    { key: 'batch', title: t('results.batch'), cell: ({ batchId }) => batchId },
    {
      key: 'sequence',
      title: t('results.sequence'),
      cell: (result) => (
        <>
          {`${localize(result.sequenceDisplayName, language, result.sequenceName)} ${result.sequenceVersion}`}{' '}
          <FlagBadges execution={result} />
        </>
      ),
    },
    {
      key: 'endedAt',
      title: t('results.endedAt'),
      cell: ({ endedAt }) => (endedAt === undefined ? '–' : formatMoment(endedAt, language)),
    },
    {
      key: 'duration',
      title: t('results.duration'),
      isNumber: true,
      cell: ({ durationMs }) => (durationMs === undefined ? '–' : formatDuration(durationMs, language)),
    },
  ];
}
