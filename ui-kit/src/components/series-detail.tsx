import type { AggregationRecord, Series } from '@neurohub/contracts/record';
import { displayUnit } from '@neurohub/contracts/units';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { inDisplayUnit, largestOf } from '../lib/display-unit.ts';
import { formatAggregation, formatNumber, withUnit } from '../lib/format.ts';
import { sparkline } from '../lib/sparkline-path.ts';
import { ActionButton } from './action-button.tsx';
import { LimitList } from './limit-list.tsx';
import type { SeriesLinks } from './record-links.ts';
import classes from './series-detail.module.css';

export interface SeriesDetailProps {
  readonly name: string;
  readonly series: Series;
  readonly aggregations: readonly AggregationRecord[];
  /** Where its values are; absent while they are not stored. */
  readonly links?: SeriesLinks | undefined;
}

/** Brings a library of its own, for whoever looks into a waveform. */
const SeriesWaveform = lazy(async () => ({ default: (await import('./series-waveform.tsx')).SeriesWaveform }));

/** Each y axis as a small picture with its extremes, and every number made of it with its limits; the waveform when it is asked for; all values as a file. */
export function SeriesDetail({ name, series, aggregations, links }: SeriesDetailProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classes['series']} data-testid="series">
      {series.y.map((axis, index) => (
        <div key={axis.name} className={classes['axis']}>
          {!isOpen && <Picture axis={axis} preview={series.preview[index] ?? []} x={series.x} />}
          <ul className={classes['numbers']}>
            {aggregations
              .filter((one) => one.axis === axis.name)
              .map((one) => (
                <Aggregated key={one.kind} made={one} axisUnit={axis.unit} />
              ))}
          </ul>
        </div>
      ))}
      <div className={classes['ways']}>
        <ActionButton
          size="small"
          label={t(isOpen ? 'waveform.closeOf' : 'waveform.openOf', { name })}
          isOpen={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'waveform.close' : 'waveform.open')}
        </ActionButton>
        {links && (
          <a className={classes['values']} href={links.csv} aria-label={t('series.valuesOf', { name })} download>
            {t('series.values')}
          </a>
        )}
      </div>
      {isOpen && (
        <Suspense fallback={<p className={classes['loading']}>{t('waveform.loading')}</p>}>
          <SeriesWaveform name={name} series={series} aggregations={aggregations} url={links?.f64} />
        </Suspense>
      )}
    </div>
  );
}

const [WIDTH, HEIGHT] = [160, 40];

function Picture({ axis, x, preview }: { axis: Series['x']; x: Series['x']; preview: Series['preview'][number] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const picture = sparkline(preview, WIDTH, HEIGHT);
  const shown = displayUnit(picture ? largestOf([picture.low, picture.high]) : 0, axis.unit ?? '');
  const values = picture && {
    low: withUnit(formatNumber(picture.low / shown.divisor, language), shown.unit),
    high: withUnit(formatNumber(picture.high / shown.divisor, language), shown.unit),
  };
  const text = values
    ? t('series.picture', { axis: axis.name, x: x.name, ...values })
    : t('series.nothing', { axis: axis.name });
  return (
    <div className={classes['picture']}>
      <svg viewBox={`-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`} preserveAspectRatio="xMinYMid" role="img" aria-label={text}>
        {picture && <path d={picture.path} />}
      </svg>
      <span className="number">{text}</span>
    </div>
  );
}

function Aggregated({ made, axisUnit }: { made: AggregationRecord; axisUnit: string | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { unit, ...one } = inDisplayUnit({ ...made, unit: axisUnit });
  return (
    <li className={`${classes['number']} number`} data-outcome={one.outcome} data-testid="aggregation">
      <span>{t(`aggregation.${one.kind}`)}</span>
      <b>{withUnit(formatAggregation(one, language), unit)}</b>
      {one.limits.length > 0 && <LimitList limits={one.limits} unit={unit} />}
      {one.ignoredNaNs !== undefined && <span>{t('series.ignored', { count: one.ignoredNaNs })}</span>}
      <span className={classes['outcome']}>{one.marginal ? t('margin.marginal') : t(`outcome.${one.outcome}`)}</span>
    </li>
  );
}
