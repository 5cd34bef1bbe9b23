import type { MeasurementRecord } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../i18n/error-text.ts';
import { useLanguage } from '../../../i18n/use-language.ts';
import { inDisplayUnit } from '../../../lib/display-unit.ts';
import { formatNumber, formatValue, type Language, localize, withUnit } from '../../../lib/format.ts';
import { marginOf } from '../../../lib/limit-range.ts';
import { limitsText } from '../../../lib/limit-text.ts';
import { LimitBar } from '../../../ui/limit-bar.tsx';
import { StepStatusIcon } from '../../../ui/step-status-icon.tsx';
import { decisiveMeasurement } from '../store/tile-model.ts';
import classes from './batch-body.module.css';

/** The step that decided, and the value that missed its limit: by how much, and where it lies. */
export function DecisiveStep({ step, isShort }: { step: StepView; isShort: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const missed = decisiveMeasurement(step);
  const measurement = missed && inDisplayUnit(missed);
  return (
    <div className={classes['why']} data-status={step.status} data-testid="failed-step">
      <p className={classes['whyStep']}>
        <StepStatusIcon status={step.status} />
        <span>{localize(step.displayName, language, step.name)}</span>
      </p>
      {measurement && <Missed measurement={measurement} isShort={isShort} />}
      {!measurement && !isShort && step.error !== undefined && (
        <p className={classes['whyText']}>
          <b>{errorText(t, step.error.code, step.error.message).title}</b> {step.error.message}
        </p>
      )}
    </div>
  );
}

function Missed({ measurement, isShort }: { measurement: MeasurementRecord; isShort: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { name, unit, limits } = measurement;
  const margin = marginText(measurement, t, language);
  return (
    <>
      <p className={`${classes['missed']} number`}>
        <span>{name}</span>
        <b>{withUnit(formatValue(measurement, language), unit)}</b>
        <span>
          {t('tile.limit')} {limitsText(limits, unit, language)}
        </span>
        {margin !== undefined && <span>{margin}</span>}
      </p>
      {!isShort && <LimitBar measurement={measurement} />}
    </>
  );
}

function marginText(measurement: MeasurementRecord, t: TFunction, language: Language): string | undefined {
  const margin = marginOf(measurement);
  if (margin === null) return undefined;
  const distance = withUnit(formatNumber(Number(Math.abs(margin.distance).toPrecision(4)), language), measurement.unit);
  if (margin.distance >= 0) return t('margin.within', { distance });
  return t(margin.bound === 'low' ? 'margin.below' : 'margin.above', { distance });
}
