import type { MeasurementRecord } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';
import { LimitBar } from '@neurohub/ui-kit/components/limit-bar';
import { StepStatusIcon } from '@neurohub/ui-kit/components/step-status-icon';
import { errorText } from '@neurohub/ui-kit/i18n/error-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { inDisplayUnit } from '@neurohub/ui-kit/lib/display-unit';
import { formatNumber, formatValue, type Language, localize, withUnit } from '@neurohub/ui-kit/lib/format';
import { marginOf } from '@neurohub/ui-kit/lib/limit-range';
import { limitsText } from '@neurohub/ui-kit/lib/limit-text';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
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
          <b>{errorText(t, step.error.code, step.error.message).title}</b>
          {/* Who stopped it stands beside the serial number already, in the language of the screen. */}
          {step.status !== 'aborted' && ` ${step.error.message}`}
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
