import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';
import { useTranslation } from 'react-i18next';
import { cpkUncertainty, FEW_VALUES } from '../store/measured.ts';
import { Figures } from './figures.tsx';
import classes from './statistics.module.css';
import { useMeasuredText } from './use-measured-text.ts';

/** Spread and capability, and what has to be known before they are believed. */
export function MeasurementFigures({ statistics }: { statistics: MeasurementStatistics }) {
  const { t } = useTranslation();
  const { spread, capability, unit, missed, unusable, low, high, deviationWithin } = statistics;
  const { number, measured, index } = useMeasuredText(unit);
  const limitsText = (from: number | null, to: number | null) => {
    if (from !== null && to !== null) return `${number(from)} … ${measured(to)}`;
    return from !== null ? `≥ ${measured(from)}` : to !== null ? `≤ ${measured(to)}` : '–';
  };
  const uncertain = cpkUncertainty(capability.cpk, spread.values);
  return (
    <>
      <Figures
        items={[
          { label: t('statistics.measurement.values'), value: number(spread.values) },
          { label: t('statistics.measurement.missed'), value: number(missed) },
          {
            label: t('statistics.measurement.limits'),
            value: limitsText(low, high),
          },
          { label: t('statistics.measurement.mean'), value: measured(spread.mean) },
          {
            label: t('statistics.measurement.deviation'),
            value: measured(spread.deviation),
            note: t('statistics.measurement.within', { value: measured(deviationWithin) }),
          },
          { label: t('statistics.measurement.range'), value: `${number(spread.min)} … ${measured(spread.max)}` },
          {
            label: 'Cpk',
            value: index(capability.cpk),
            note: uncertain === null ? undefined : t('statistics.measurement.give', { value: index(uncertain) }),
          },
          { label: 'Cp', value: index(capability.cp) },
          { label: 'Ppk', value: index(capability.ppk) },
          { label: 'Pp', value: index(capability.pp) },
        ]}
      />
      <Caveats statistics={statistics} />
      {unusable > 0 && <p className={classes['note']}>{t('statistics.measurement.unusable', { count: unusable })}</p>}
    </>
  );
}

function Caveats({ statistics }: { statistics: MeasurementStatistics }) {
  const { t } = useTranslation();
  const { spread, capability, chart, limitsChanged, isTruncated, considered } = statistics;
  const isOutOfControl = chart.points.some(({ signals }) => signals.length > 0);
  const hasIndex = capability.cpk !== null;
  const caveats = [
    hasIndex && spread.values < FEW_VALUES && t('statistics.measurement.few', { count: spread.values }),
    hasIndex && isOutOfControl && t('statistics.measurement.outOfControl'),
    !hasIndex && t('statistics.measurement.noIndex'),
    limitsChanged && t('statistics.measurement.limitsChanged'),
    isTruncated && t('statistics.measurement.truncated', { considered }),
  ].filter((caveat) => caveat !== false);
  if (caveats.length === 0) return null;
  return (
    <ul className={classes['caveats']}>
      {caveats.map((caveat) => (
        <li key={caveat}>{caveat}</li>
      ))}
    </ul>
  );
}
