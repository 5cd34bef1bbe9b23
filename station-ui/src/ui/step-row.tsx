import type { StepView } from '@neurohub/contracts/rest';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration, localize } from '../lib/format.ts';
import { MeasurementRow } from './measurement-row.tsx';
import { ProblemBox } from './problem-box.tsx';
import classes from './step-list.module.css';
import { StepStatusIcon } from './step-status-icon.tsx';

export interface StepRowProps {
  readonly step: StepView;
  readonly serviceNowMs?: number | undefined;
}

export const StepRow = memo(function StepRow({ step, serviceNowMs }: StepRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = localize(step.displayName, language, step.name);
  return (
    <li className={classes['step']} data-status={step.status} data-testid={`step-${step.name}`}>
      <div className={classes['line']}>
        <span className={classes['status']}>
          <StepStatusIcon status={step.status} />
          {t(`stepStatus.${step.status}`)}
        </span>
        <span className={classes['name']}>
          {name}
          {step.attempt > 1 && (
            <span className={classes['attempt']}>{t('steps.attempt', { attempt: step.attempt })}</span>
          )}
        </span>
        <span className={`${classes['time']} number`}>
          <StepTime step={step} serviceNowMs={serviceNowMs} />
        </span>
      </div>
      {step.progressText !== undefined && step.status === 'running' && (
        <p className={classes['note']}>{step.progressText}</p>
      )}
      {step.skipReason !== undefined && <p className={classes['note']}>{step.skipReason}</p>}
      {step.measurements.length > 0 && (
        <ul className={classes['measurements']} aria-label={t('steps.measurements', { step: name })}>
          {step.measurements.map((measurement) => (
            <MeasurementRow key={measurement.name} measurement={measurement} />
          ))}
        </ul>
      )}
      {step.error !== undefined && !isToldByMeasurement(step) && (
        <div className={classes['problem']}>
          <ProblemBox code={step.error.code} message={step.error.message} withNext={step.status !== 'failed'} />
        </div>
      )}
    </li>
  );
});

/** A missed limit is there to see, in its row. */
function isToldByMeasurement(step: StepView): boolean {
  return step.error?.code === 'LIMIT_MISSED' && step.measurements.some((measurement) => measurement.outcome === 'FAIL');
}

function StepTime({ step, serviceNowMs }: StepRowProps) {
  const language = useLanguage();
  if (step.status === 'running' && step.startedAt !== undefined && serviceNowMs !== undefined)
    return formatDuration(serviceNowMs - Date.parse(step.startedAt), language, true);
  if (step.durationMs === undefined || step.status === 'skipped') return null;
  return formatDuration(step.durationMs, language);
}
