import type { StationThroughput } from '@neurohub/contracts/statistics-rest';
import { ChartFigure } from '@neurohub/ui-kit/components/charts/chart-figure';
import { ColumnChart, TimeChart } from '@neurohub/ui-kit/components/charts/lazy-charts';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatNumber } from '@neurohub/ui-kit/lib/format';
import { bucketText } from '@neurohub/ui-kit/lib/statistics-text';
import { withEmptyBuckets } from '@neurohub/ui-kit/lib/time-buckets';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchThroughput } from '../api/statistics-api.ts';
import { bucketOf, type Query, resultsBehind, spanOfBucket } from '../store/scope.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { Definition } from './definition.tsx';
import { Figures } from './figures.tsx';
import { Tabs } from './tabs.tsx';
import type { StatisticsProps } from './yield-panel.tsx';

const SHOWN = ['count', 'cycleTime'] as const;

/** How many were tested, and how long a test takes. */
export function ThroughputPanel({ query, news }: StatisticsProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('count');
  const answer = useAnswer(fetchThroughput, query, news);
  const title = t('statistics.throughput.title');
  const tabs = SHOWN.map((id) => ({ id, text: t(`statistics.throughput.${id}`) }));
  return (
    <Panel title={title} aside={<Tabs label={title} tabs={tabs} chosen={shown} onChoose={setShown} />}>
      <Answer of={answer}>
        {(throughput) => (
          <>
            <Totals throughput={throughput} query={query} />
            <Definition of="throughput" />
            <OverTime throughput={throughput} query={query} isCount={shown === 'count'} />
          </>
        )}
      </Answer>
    </Panel>
  );
}

interface PartProps {
  readonly throughput: StationThroughput;
  readonly query: Query;
}

const WAITS = ['operator', 'resource', 'peers', 'paused'] as const;

function Totals({ throughput: { period, total, waits }, query }: PartProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language));
  const waited = WAITS.filter((kind) => waits[`${kind}Ms`] >= 50);
  return (
    <Figures
      items={[
        {
          label: t('statistics.throughput.executions'),
          value: formatNumber(total.executions, language),
          href: total.executions === 0 ? undefined : resultsBehind(query, period, { mode: 'production' }),
        },
        {
          label: t('statistics.throughput.passed'),
          value: formatNumber(total.passed, language),
          href: total.passed === 0 ? undefined : resultsBehind(query, period, { countedAs: 'passed' }),
        },
        { label: t('statistics.throughput.median'), value: time(total.medianMs) },
        { label: t('statistics.throughput.p95'), value: time(total.p95Ms) },
        ...waited.map((kind) => ({ label: t(`statistics.throughput.${kind}`), value: time(waits[`${kind}Ms`]) })),
      ]}
    />
  );
}

const EMPTY = { executions: 0, passed: 0, medianMs: null, p95Ms: null };

function OverTime({ throughput: { period, byTime }, query, isCount }: PartProps & { isCount: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const bucket = bucketOf(query, period);
  const rows = withEmptyBuckets(byTime, bucket, EMPTY);
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language));
  const behind = (from: string) => resultsBehind(query, spanOfBucket(from, bucket, period), { mode: 'production' });
  const title = t(`statistics.throughput.${isCount ? 'count' : 'cycleTime'}`);
  const pick = (index: number) => {
    const row = rows[index];
    if (row && row.executions > 0) window.location.hash = behind(row.from);
  };
  return (
    <ChartFigure
      title={title}
      isEmpty={byTime.length === 0}
      table={
        <DataTable
          isFigures
          label={title}
          testId="throughput-by-time"
          rows={rows}
          keyOf={({ from }) => from}
          columns={[
            {
              ...{ key: 'from', title: t(`statistics.bucket.${bucket}`), isHead: true },
              cell: ({ from, executions }) =>
                executions === 0 ? (
                  bucketText(from, bucket, language)
                ) : (
                  <a href={behind(from)}>{bucketText(from, bucket, language)}</a>
                ),
            },
            {
              ...{ key: 'executions', title: t('statistics.throughput.tests'), isNumber: true },
              cell: ({ executions }) => formatNumber(executions, language),
            },
            {
              ...{ key: 'passed', title: t('statistics.throughput.passed'), isNumber: true },
              cell: ({ passed }) => formatNumber(passed, language),
            },
            {
              ...{ key: 'median', title: t('statistics.throughput.medianShort'), isNumber: true },
              cell: ({ medianMs }) => time(medianMs),
            },
            {
              ...{ key: 'p95', title: t('statistics.throughput.p95Short'), isNumber: true },
              cell: ({ p95Ms }) => time(p95Ms),
            },
          ]}
        />
      }
    >
      {isCount ? (
        <ColumnChart
          data={rows.map(({ from, executions, passed }) => ({
            ...{ time: bucketText(from, bucket, language), passed, others: executions - passed },
          }))}
          series={[
            { name: 'passed', label: t('statistics.throughput.passed'), color: 'var(--fill)' },
            { name: 'others', label: t('statistics.throughput.others'), color: 'var(--choice)' },
          ]}
          isStacked
          formatValue={(value) => formatNumber(value, language)}
          onPick={pick}
        />
      ) : (
        <TimeChart
          data={rows.map(({ from, medianMs, p95Ms }) => ({
            ...{ time: bucketText(from, bucket, language), medianMs, p95Ms },
          }))}
          series={[
            { name: 'medianMs', label: t('statistics.throughput.median'), color: 'var(--choice)' },
            { name: 'p95Ms', label: t('statistics.throughput.p95'), color: 'var(--fill)' },
          ]}
          formatValue={time}
          onPick={pick}
        />
      )}
    </ChartFigure>
  );
}
