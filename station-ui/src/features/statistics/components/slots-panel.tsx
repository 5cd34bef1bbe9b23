import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatNumber } from '@neurohub/ui-kit/lib/format';
import { shareText } from '@neurohub/ui-kit/lib/statistics-text';
import { useTranslation } from 'react-i18next';
import { fetchSlots } from '../api/statistics-api.ts';
import { resultsBehind } from '../store/scope.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { Definition } from './definition.tsx';
import classes from './statistics.module.css';
import type { StatisticsProps } from './yield-panel.tsx';

/** Whether one test place fails more, or takes longer, than the others. */
export function SlotsPanel({ query, news, nameOf }: StatisticsProps & { nameOf: (batchId: string) => string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answer = useAnswer(fetchSlots, query, news);
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language));
  const count = (value: number) => formatNumber(value, language);
  return (
    <Panel title={t('statistics.slots.title')}>
      <Answer of={answer}>
        {({ slots, period }) => (
          <DataTable
            label={t('statistics.slots.title')}
            testId="slot-statistics"
            rows={slots}
            keyOf={({ batchId }) => batchId}
            empty={t('statistics.nothing')}
            columns={[
              {
                ...{ key: 'slot', title: t('statistics.slots.slot'), isHead: true },
                cell: ({ batchId }) => (
                  <a href={resultsBehind({ ...query, batch: batchId }, period, { mode: 'production' })}>
                    {nameOf(batchId)}
                  </a>
                ),
              },
              {
                ...{ key: 'yield', title: t('statistics.slots.firstPass'), isNumber: true },
                cell: ({ yield: { firstPassYield } }) => (
                  <>
                    <b>{shareText(firstPassYield, language)}</b>
                    <span className={classes['frequency']} aria-hidden="true">
                      <span style={{ width: `${(firstPassYield ?? 0) * 100}%` }} />
                    </span>
                  </>
                ),
              },
              {
                ...{ key: 'units', title: t('statistics.slots.units'), isNumber: true },
                cell: ({ yield: { units } }) => count(units),
              },
              {
                ...{ key: 'failed', title: t('statistics.yield.failed'), isNumber: true },
                cell: ({ batchId, yield: { failed } }) => {
                  const filter = { first: 'true', countedAs: 'failed' };
                  const href = resultsBehind({ ...query, batch: batchId }, period, filter);
                  return failed === 0 ? '0' : <a href={href}>{count(failed)}</a>;
                },
              },
              {
                ...{ key: 'executions', title: t('statistics.slots.executions'), isNumber: true },
                cell: ({ throughput }) => count(throughput.executions),
              },
              {
                ...{ key: 'median', title: t('statistics.throughput.medianShort'), isNumber: true },
                cell: ({ throughput }) => time(throughput.medianMs),
              },
              {
                ...{ key: 'p95', title: t('statistics.throughput.p95Short'), isNumber: true },
                cell: ({ throughput }) => time(throughput.p95Ms),
              },
            ]}
          />
        )}
      </Answer>
      <Definition of="slots" />
    </Panel>
  );
}
