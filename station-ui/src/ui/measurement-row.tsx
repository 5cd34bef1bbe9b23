import type { MeasurementRecord } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatValue, withUnit } from '../lib/format.ts';
import { rangeOfAll } from '../lib/limit-range.ts';
import { LimitBar } from './limit-bar.tsx';
import { LimitList } from './limit-list.tsx';
import classes from './measurement-row.module.css';

/** Name, value with unit, limits as text, limits as a bar, outcome. */
export function MeasurementRow({ measurement }: { measurement: MeasurementRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { name, unit, limits, outcome, marginal } = measurement;
  const hasBar = typeof measurement.value === 'number' && rangeOfAll(limits) !== null;
  return (
    <li className={classes['row']} data-outcome={outcome} data-bar={hasBar} data-testid="measurement">
      <span className={classes['name']}>{name}</span>
      <span className={`${classes['value']} number`}>{withUnit(formatValue(measurement, language), unit)}</span>
      <span className={`${classes['limits']} number`}>
        {limits.length === 0 ? t('steps.noLimit') : <LimitList limits={limits} unit={unit} />}
      </span>
      {hasBar && (
        <span className={classes['bar']}>
          <LimitBar measurement={measurement} />
        </span>
      )}
      <span className={classes['outcome']}>{marginal ? t('margin.marginal') : t(`outcome.${outcome}`)}</span>
    </li>
  );
}
