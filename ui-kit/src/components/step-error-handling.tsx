import type { StepView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import classes from './step-list.module.css';

/** What is done about the error of a step, and whose word that is. */
export function StepErrorHandling({ step: { errorClass, errorHandling } }: { step: StepView }) {
  const { t } = useTranslation();
  if (errorHandling === undefined) return null;
  const { action, by } = errorHandling;
  const what = t(`errorHandling.action.${action}`);
  const whose = t(`errorHandling.by.${by}`, { errorClass });
  return (
    <p className={classes['note']} data-testid="error-handling">
      {t('errorHandling.text', { what, whose })}
    </p>
  );
}
