import type { StepDefinition } from '@neurohub/contracts/record';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

export interface RunStepsProps {
  readonly steps: readonly StepDefinition[];
  /** Null: all of them. */
  readonly chosen: readonly string[] | null;
  readonly onChoose: (chosen: readonly string[] | null) => void;
}

/** All steps, or some of the main ones: what these need comes along by itself. */
export function RunSteps({ steps, chosen, onChoose }: RunStepsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const toggle = (name: string, isOn: boolean) =>
    onChoose(isOn ? [...(chosen ?? []), name] : (chosen ?? []).filter((each) => each !== name));
  return (
    <fieldset className={classes['choices']}>
      <legend>{t('sequences.run.steps')}</legend>
      <label className={classes['check']}>
        <input type="radio" name="run-steps" checked={chosen === null} onChange={() => onChoose(null)} />
        {t('sequences.run.all')}
      </label>
      <label className={classes['check']}>
        <input type="radio" name="run-steps" checked={chosen !== null} onChange={() => onChoose([])} />
        {t('sequences.run.some')}
      </label>
      {chosen !== null && (
        <div className={classes['some']}>
          {steps
            .filter(({ group }) => group === 'main')
            .map(({ name, displayName }) => (
              <label key={name} className={classes['check']}>
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={(event) => toggle(name, event.currentTarget.checked)}
                />
                {localize(displayName, language, name)}
              </label>
            ))}
          <p className={classes['dim']}>{t('sequences.run.partial')}</p>
        </div>
      )}
    </fieldset>
  );
}
