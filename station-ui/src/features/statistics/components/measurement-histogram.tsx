import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';
import { ChartFigure } from '@neurohub/ui-kit/components/charts/chart-figure';
import { HistogramChart } from '@neurohub/ui-kit/components/charts/lazy-charts';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber } from '@neurohub/ui-kit/lib/format';
import { shareText } from '@neurohub/ui-kit/lib/statistics-text';
import { useTranslation } from 'react-i18next';
import { type Bin, binsOf, filterOfBin } from '../store/measured.ts';
import { type Query, resultsBehind } from '../store/scope.ts';
import { useMeasuredText } from './use-measured-text.ts';

/** How often which value was, between the limits; a bar opens the tests whose values are in it. */
export function MeasurementHistogram({ statistics, query }: { statistics: MeasurementStatistics; query: Query }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { histogram, low, high, spread, unit, period } = statistics;
  const { number, measured } = useMeasuredText(unit);
  const bins = binsOf(histogram);
  const text = ({ from, to }: Pick<Bin, 'from' | 'to'>) => `${number(from)} … ${measured(to)}`;
  const href = (bin: Bin) => {
    const { step, measurement } = query;
    return resultsBehind(query, period, { mode: 'production', step, measurement, ...filterOfBin(bin) });
  };
  const limits = [
    ...(low === null ? [] : [{ at: low, label: t('statistics.measurement.low') }]),
    ...(high === null ? [] : [{ at: high, label: t('statistics.measurement.high') }]),
  ];
  const title = t('statistics.measurement.histogram');
  return (
    <section>
      <h3>{title}</h3>
      <ChartFigure
        title={title}
        isEmpty={bins.length === 0}
        table={
          <DataTable
            isFigures
            label={title}
            testId="histogram"
            rows={bins}
            keyOf={({ from }) => String(from)}
            columns={[
              {
                ...{ key: 'bin', title: t('statistics.measurement.value'), isHead: true },
                cell: (bin) => (bin.count === 0 ? text(bin) : <a href={href(bin)}>{text(bin)}</a>),
              },
              {
                ...{ key: 'count', title: t('statistics.measurement.count'), isNumber: true },
                cell: ({ count }) => formatNumber(count, language),
              },
              {
                ...{ key: 'share', title: t('statistics.measurement.share'), isNumber: true },
                cell: ({ count }) => shareText(count / spread.values, language),
              },
            ]}
          />
        }
      >
        <HistogramChart
          bins={bins}
          limits={limits}
          mean={spread.mean}
          formatValue={number}
          formatBin={(bin) => t('statistics.measurement.bin', { bin: text(bin), count: bin.count })}
          onPick={(index) => {
            const bin = bins[index];
            if (bin && bin.count > 0) window.location.hash = href(bin);
          }}
        />
      </ChartFigure>
    </section>
  );
}
