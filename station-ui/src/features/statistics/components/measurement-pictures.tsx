import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, withUnit } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { histogramBars, placeIn, rangeOf } from '../store/chart-shapes.ts';
import classes from './statistics.module.css';

type Statistics = Pick<MeasurementStatistics, 'histogram' | 'chart' | 'low' | 'high' | 'unit'>;

/** How often which value was; the limits in another colour. */
export function Histogram({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const ends = useEnds(statistics.unit);
  const { bars, range } = histogramBars(statistics);
  if (!range) return null;
  const place = placeIn(range);
  return (
    <figure>
      <svg
        className={classes['picture']}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('statistics.measurement.histogram')}
      >
        <g className={classes['bars']}>
          {bars.map(({ x, width, height }) => (
            <rect key={x} x={x} y={100 - height * 0.96} width={width * 0.96} height={height * 0.96} />
          ))}
        </g>
        {[statistics.low, statistics.high].map(
          (limit) =>
            limit !== null && (
              <line key={limit} className={classes['limit']} x1={place(limit)} x2={place(limit)} y1={0} y2={100} />
            ),
        )}
      </svg>
      <figcaption>{`${t('statistics.measurement.histogram')}: ${ends(range)}`}</figcaption>
    </figure>
  );
}

/** Each value in the order of the tests; what is odd has a mark. */
export function ControlChart({ statistics: { chart, unit } }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const ends = useEnds(unit);
  const { points, centre, upper, lower } = chart;
  const range = rangeOf([...points.map(({ value }) => value), upper, lower]);
  if (!range || points.length < 2) return null;
  const placed = placeIn(range);
  const y = (value: number) => 100 - placed(value);
  const x = (index: number) => (100 * index) / (points.length - 1);
  const odd = points.flatMap((point, index) => (point.signals.length > 0 ? [{ ...point, index }] : []));
  const lines = [
    { value: centre, kind: 'centre' },
    { value: upper, kind: 'control' },
    { value: lower, kind: 'control' },
  ];
  return (
    <figure>
      <svg
        className={classes['picture']}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('statistics.measurement.chart')}
      >
        {lines.map(
          ({ value, kind }) =>
            value !== null && (
              <line key={value} className={classes[kind]} x1={0} x2={100} y1={y(value)} y2={y(value)} />
            ),
        )}
        <polyline
          className={classes['values']}
          points={points.map(({ value }, i) => `${x(i)},${y(value)}`).join(' ')}
        />
        {odd.map(({ value, index }) => (
          <line
            key={index}
            className={classes['signal']}
            x1={x(index)}
            x2={x(index)}
            y1={y(value) - 4}
            y2={y(value) + 4}
          />
        ))}
      </svg>
      <figcaption>
        {`${t('statistics.measurement.chart')}: ${ends(range)}. ${t('statistics.measurement.signals', { count: odd.length })}`}
      </figcaption>
    </figure>
  );
}

/** What the edges of a picture are. */
function useEnds(unit: string | undefined) {
  const language = useLanguage();
  const number = (value: number) => formatNumber(Number(value.toPrecision(4)), language);
  return ({ low, high }: { low: number; high: number }) => `${number(low)} … ${withUnit(number(high), unit)}`;
}
