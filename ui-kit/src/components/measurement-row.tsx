import type { MeasurementRecord } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { inDisplayUnit } from '../lib/display-unit.ts';
import { formatNumber, formatValue, withUnit } from '../lib/format.ts';
import { rangeOfAll } from '../lib/limit-range.ts';
import { LimitBar } from './limit-bar.tsx';
import { LimitList } from './limit-list.tsx';
import classes from './measurement-row.module.css';
import type { SeriesLinks } from './record-links.ts';
import { SeriesDetail } from './series-detail.tsx';

export interface MeasurementRowProps {
  readonly measurement: MeasurementRecord;
  /** Where the values of a series are. */
  readonly seriesLinks?: SeriesLinks | undefined;
}

/** Name, value with unit, limits as text, limits as a bar, outcome; a series below that with its picture. */
export function MeasurementRow({ measurement: measured, seriesLinks }: MeasurementRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const measurement = inDisplayUnit(measured);
  const { name, unit, limits, outcome, marginal } = measurement;
  const { series, aggregations = [] } = measurement;
  const value = series
    ? t('series.points', { count: series.points, points: formatNumber(series.points, language) })
    : withUnit(formatValue(measurement, language), unit);
  const hasBar = typeof measurement.value === 'number' && rangeOfAll(limits) !== null;
  return (
    <li className={classes['row']} data-outcome={outcome} data-bar={hasBar} data-testid="measurement">
      <span className={classes['name']}>{name}</span>
      <span className={`${classes['value']} number`}>{value}</span>
      <span className={`${classes['limits']} number`}>
        {limits.length > 0 && <LimitList limits={limits} unit={unit} />}
        {limits.length === 0 && !series && t('steps.noLimit')}
      </span>
      {hasBar && (
        <span className={classes['bar']}>
          <LimitBar measurement={measurement} />
        </span>
      )}
      <span className={classes['outcome']}>{marginal ? t('margin.marginal') : t(`outcome.${outcome}`)}</span>
      {series && <SeriesDetail name={name} series={series} aggregations={aggregations} links={seriesLinks} />}
    </li>
  );
}
