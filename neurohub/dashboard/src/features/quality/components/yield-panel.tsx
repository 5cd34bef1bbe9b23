import type { YieldAnswer, YieldFigures } from '@neurohub/contracts/hub-results';
import { ChartFigure } from '@neurohub/ui-kit/components/charts/chart-figure';
import { YieldChart } from '@neurohub/ui-kit/components/charts/lazy-charts';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { Scrolled } from '@neurohub/ui-kit/components/scrolled';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber } from '@neurohub/ui-kit/lib/format';
import { bucketText, shareText } from '@neurohub/ui-kit/lib/statistics-text';
import type { Bucket } from '@neurohub/ui-kit/lib/time-buckets';
import { useTranslation } from 'react-i18next';
import classes from './quality.module.css';

/** First-pass yield: as a whole, over time, by station and by sequence; what it means is one tap away. */
export function YieldPanel({ answer, bucket }: { answer: YieldAnswer; bucket: Bucket }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { total, byTime, byStation, bySequence } = answer;
  const columns = useYieldColumns();
  return (
    <Panel title={t('quality.yield')}>
      <TotalLine total={total} />
      <details className={classes['definition']}>
        <summary>{t('quality.whatIsIt')}</summary>
        <p>{t('quality.definition')}</p>
      </details>
      <ChartFigure
        title={t('quality.yieldOverTime')}
        isEmpty={byTime.length === 0}
        table={
          <DataTable
            isFigures
            label={t('quality.yieldOverTime')}
            columns={[
              {
                key: 'from',
                title: t(`quality.bucket.${bucket}`),
                isHead: true,
                cell: ({ from }) => bucketText(from, bucket, language),
              },
              ...columns,
            ]}
            rows={byTime}
            keyOf={({ from }) => from}
            empty={t('quality.nothing')}
            testId="yield-by-time"
          />
        }
      >
        <YieldChart
          data={byTime.map(({ from, firstPassYield }) => ({
            time: bucketText(from, bucket, language),
            share: firstPassYield,
          }))}
          series={[{ name: 'share', label: t('quality.yield'), color: 'var(--fill)' }]}
          formatValue={(value) => shareText(value, language)}
        />
      </ChartFigure>
      <div className={classes['pair']}>
        <div>
          <h3>{t('quality.byStation')}</h3>
          <Scrolled label={t('quality.byStation')}>
            <DataTable
              isFigures
              label={t('quality.byStation')}
              columns={[
                { key: 'station', title: t('results.station'), isHead: true, cell: ({ stationId }) => stationId },
                ...columns,
              ]}
              rows={byStation}
              keyOf={({ stationId }) => stationId}
              empty={t('quality.nothing')}
              testId="yield-by-station"
            />
          </Scrolled>
        </div>
        <div>
          <h3>{t('quality.bySequence')}</h3>
          <Scrolled label={t('quality.bySequence')}>
            <DataTable
              isFigures
              label={t('quality.bySequence')}
              columns={[
                {
                  key: 'sequence',
                  title: t('results.sequence'),
                  isHead: true,
                  cell: ({ sequenceName }) => sequenceName,
                },
                ...columns,
              ]}
              rows={bySequence}
              keyOf={({ sequenceName }) => sequenceName}
              empty={t('quality.nothing')}
            />
          </Scrolled>
        </div>
      </div>
    </Panel>
  );
}

function TotalLine({ total }: { total: YieldFigures }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const parts = (['units', 'passed', 'failed', 'errors', 'aborted'] as const).map((key) => ({
    key,
    count: total[key],
  }));
  return (
    <div className={`${classes['total']} number`}>
      <span className={classes['big']} data-testid="first-pass-yield">
        {shareText(total.firstPassYield, language)}
      </span>
      <dl>
        {parts.map(({ key, count }) => (
          <div key={key}>
            <dt>{t(`quality.${key}`)}</dt>
            <dd>{formatNumber(count, language)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function useYieldColumns(): Column<YieldFigures>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const counted = (key: 'units' | 'passed' | 'failed' | 'errors' | 'aborted'): Column<YieldFigures> => ({
    ...{ key, title: t(`quality.${key}`), isNumber: true },
    cell: (figures) => formatNumber(figures[key], language),
  });
  return [
    {
      ...{ key: 'yield', title: t('quality.yieldShort'), isNumber: true },
      cell: ({ firstPassYield }) => <b>{shareText(firstPassYield, language)}</b>,
    },
    ...(['units', 'passed', 'failed', 'errors', 'aborted'] as const).map(counted),
  ];
}
