import type { ThroughputAnswer } from '@neurohub/contracts/hub-results';
import { ChartFigure } from '@neurohub/ui-kit/components/charts/chart-figure';
import { ColumnChart, TimeChart } from '@neurohub/ui-kit/components/charts/lazy-charts';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatNumber } from '@neurohub/ui-kit/lib/format';
import { bucketText } from '@neurohub/ui-kit/lib/statistics-text';
import type { Bucket } from '@neurohub/ui-kit/lib/time-buckets';
import { useTranslation } from 'react-i18next';
import classes from './quality.module.css';

/** How much was tested, and how long a test took. Every production execution counts, retests too. */
export function ThroughputPanel({ answer: { byTime }, bucket }: { answer: ThroughputAnswer; bucket: Bucket }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const time = (from: string) => bucketText(from, bucket, language);
  const duration = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language));
  const count = (value: number) => formatNumber(value, language);
  const first = {
    ...{ key: 'from', title: t(`quality.bucket.${bucket}`), isHead: true },
    cell: ({ from }: { from: string }) => time(from),
  };
  return (
    <Panel title={t('quality.throughput')}>
      <p className={classes['note']}>{t('quality.throughputMeans')}</p>
      <ChartFigure
        title={t('quality.throughput')}
        isEmpty={byTime.length === 0}
        table={
          <DataTable
            isFigures
            label={t('quality.throughput')}
            columns={[
              first,
              {
                ...{ key: 'executions', title: t('quality.executions'), isNumber: true },
                cell: ({ executions }) => count(executions),
              },
              { ...{ key: 'passed', title: t('quality.passed'), isNumber: true }, cell: ({ passed }) => count(passed) },
            ]}
            rows={byTime}
            keyOf={({ from }) => from}
            empty={t('quality.nothing')}
          />
        }
      >
        <ColumnChart
          data={byTime.map(({ from, executions, passed }) => ({ time: time(from), executions, passed }))}
          series={[
            { name: 'executions', label: t('quality.executions'), color: 'var(--line-strong)' },
            { name: 'passed', label: t('quality.passed'), color: 'var(--pass)' },
          ]}
          formatValue={count}
        />
      </ChartFigure>
      <h3>{t('quality.cycleTime')}</h3>
      <ChartFigure
        title={t('quality.cycleTime')}
        isEmpty={byTime.length === 0}
        table={
          <DataTable
            isFigures
            label={t('quality.cycleTime')}
            columns={[
              first,
              {
                ...{ key: 'median', title: t('quality.median'), isNumber: true },
                cell: ({ medianMs }) => duration(medianMs),
              },
              { ...{ key: 'p95', title: t('quality.p95'), isNumber: true }, cell: ({ p95Ms }) => duration(p95Ms) },
            ]}
            rows={byTime}
            keyOf={({ from }) => from}
            empty={t('quality.nothing')}
          />
        }
      >
        <TimeChart
          data={byTime.map(({ from, medianMs, p95Ms }) => ({ time: time(from), medianMs, p95Ms }))}
          series={[
            { name: 'medianMs', label: t('quality.median'), color: 'var(--fill)' },
            { name: 'p95Ms', label: t('quality.p95'), color: 'var(--error)' },
          ]}
          formatValue={duration}
        />
      </ChartFigure>
    </Panel>
  );
}
