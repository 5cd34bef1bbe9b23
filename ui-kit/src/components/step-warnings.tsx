import type { StepWarning } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import classes from './step-list.module.css';

/** What was odd in a step, and decided nothing. */
export function StepWarnings({ warnings }: { warnings: readonly StepWarning[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes['warnings']} data-testid="step-warnings">
      {warnings.map(({ message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows, and texts may be the same
        <li key={index}>
          <b>{t('steps.warning')}</b> {message}
        </li>
      ))}
    </ul>
  );
}
