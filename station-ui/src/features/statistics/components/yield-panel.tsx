import type { StationYield } from '@neurohub/contracts/statistics-rest';
import { ChartFigure } from '@neurohub/ui-kit/components/charts/chart-figure';
import { YieldChart } from '@neurohub/ui-kit/components/charts/lazy-charts';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber } from '@neurohub/ui-kit/lib/format';
import { bucketText, shareText } from '@neurohub/ui-kit/lib/statistics-text';
import { withEmptyBuckets } from '@neurohub/ui-kit/lib/time-buckets';
import { useTranslation } from 'react-i18next';
import { fetchYield } from '../api/statistics-api.ts';
import { bucketOf, type Query, resultsBehind, spanOfBucket } from '../store/scope.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { Definition } from './definition.tsx';
import { PeriodText } from './period-text.tsx';
import classes from './statistics.module.css';

export interface StatisticsProps {
  readonly query: Query;
  /** Changes with each test that ends. */
  readonly news: string;
}

const CLASSES = { passed: 'passed', failed: 'failed', errors: 'error', aborted: 'aborted' } as const;

/** First-pass yield, what it is made of, what became of retests, and how it went over time. */
export function YieldPanel({ query, news }: StatisticsProps) {
  const { t } = useTranslation();
  const answer = useAnswer(fetchYield, query, news);
  return (
    <Panel title={t('statistics.yield.title')} aside={<Answered of={answer} />}>
      <Answer of={answer}>
        {(yields) => (
          <>
            <Headline yields={yields} query={query} />
            <Definition of="yield" />
            <OverTime yields={yields} query={query} />
          </>
        )}
      </Answer>
    </Panel>
  );
}

function Answered({ of }: { of: ReturnType<typeof useAnswer<StationYield>> }) {
  return of.status === 'loaded' && <PeriodText period={of.value.period} />;
}

function Headline({ yields: { period, total, retests }, query }: { yields: StationYield; query: Query }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const behind = (more: Record<string, string>) => resultsBehind(query, period, { first: 'true', ...more });
  const parts = [
    { key: 'units', count: total.units, href: behind({}) },
    ...(['passed', 'failed', 'errors', 'aborted'] as const).map((key) => ({
      ...{ key, count: total[key], href: behind({ countedAs: CLASSES[key] }) },
    })),
  ];
  return (
    <div className={`${classes['headline']} number`}>
      <p className={classes['big']} data-testid="first-pass-yield">
        {shareText(total.firstPassYield, language)}
      </p>
      <dl className={classes['parts']}>
        {parts.map(({ key, count, href }) => (
          <div key={key} data-part={count > 0 ? key : 'none'}>
            <dt>{t(`statistics.yield.${key}`)}</dt>
            <dd>{count === 0 ? '0' : <a href={href}>{formatNumber(count, language)}</a>}</dd>
          </div>
        ))}
        <div className={classes['retests']}>
          <dt>{t('statistics.yield.retestPass')}</dt>
          <dd>{shareText(retests.retestPassRate, language)}</dd>
          <dd className={classes['small']}>{t('statistics.yield.retestOf', { ...retests })}</dd>
        </div>
      </dl>
    </div>
  );
}

const EMPTY = { units: 0, passed: 0, failed: 0, errors: 0, aborted: 0, firstPassYield: null };

function OverTime({ yields: { period, byTime }, query }: { yields: StationYield; query: Query }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const bucket = bucketOf(query, period);
  const rows = withEmptyBuckets(byTime, bucket, EMPTY);
  const behind = (from: string, more: Record<string, string> = {}) =>
    resultsBehind(query, spanOfBucket(from, bucket, period), { first: 'true', ...more });
  const counted = (key: keyof typeof CLASSES): Column<(typeof rows)[number]> => ({
    ...{ key, title: t(`statistics.yield.${key}`), isNumber: true },
    cell: (row) =>
      row[key] === 0 ? (
        '0'
      ) : (
        <a href={behind(row.from, { countedAs: CLASSES[key] })}>{formatNumber(row[key], language)}</a>
      ),
  });
  return (
    <ChartFigure
      title={t('statistics.yield.overTime')}
      isEmpty={byTime.length === 0}
      table={
        <DataTable
          isFigures
          label={t('statistics.yield.overTime')}
          testId="yield-by-time"
          rows={rows}
          keyOf={({ from }) => from}
          columns={[
            {
              ...{ key: 'from', title: t(`statistics.bucket.${bucket}`), isHead: true },
              cell: ({ from, units }) =>
                units === 0 ? (
                  bucketText(from, bucket, language)
                ) : (
                  <a href={behind(from)}>{bucketText(from, bucket, language)}</a>
                ),
            },
            {
              ...{ key: 'yield', title: t('statistics.yield.short'), isNumber: true },
              cell: ({ firstPassYield }) => <b>{shareText(firstPassYield, language)}</b>,
            },
            ...(['passed', 'failed', 'errors', 'aborted'] as const).map(counted),
          ]}
        />
      }
    >
      <YieldChart
        data={rows.map(({ from, firstPassYield }) => ({
          ...{ time: bucketText(from, bucket, language), share: firstPassYield },
        }))}
        series={[{ name: 'share', label: t('statistics.yield.title'), color: 'var(--choice)' }]}
        formatValue={(value) => shareText(value, language)}
        onPick={(index) => {
          const row = rows[index];
          if (row && row.units > 0) window.location.hash = behind(row.from);
        }}
      />
    </ChartFigure>
  );
}
