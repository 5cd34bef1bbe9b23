import { useTranslation } from 'react-i18next';
import type { BatchForm } from '../store/batch-form.ts';
import classes from './batch-dialog.module.css';
import { WizardField } from './wizard-field.tsx';
import type { WizardStepProps } from './wizard-step-props.ts';

const LIMITS = [
  ['maxMemoryMb', 'MB'],
  ['timeoutSequence', 's'],
  ['timeoutStep', 's'],
] as const satisfies readonly (readonly [keyof BatchForm, string])[];

/** How much it may take, how long, and the parameters of its tests. */
export function LimitsStep({ form, onChange }: WizardStepProps) {
  const { t } = useTranslation();
  return (
    <div className={classes['fields']}>
      {LIMITS.map(([key, unit]) => (
        <WizardField
          key={key}
          label={t(`settings.field.${key}`)}
          help={t(`settings.wizard.${key}Help`)}
          unit={t(`settings.fields.unit.${unit}`)}
          value={form[key]}
          isNumber
          placeholder={t('settings.wizard.noLimit')}
          onChange={(value) => onChange({ [key]: value })}
        />
      ))}
      <label>
        {t('settings.field.parameters')}
        <textarea
          rows={4}
          value={form.parameters}
          spellCheck={false}
          placeholder={t('settings.example.parameters')}
          onChange={(event) => onChange({ parameters: event.currentTarget.value })}
        />
      </label>
      <p className={classes['dim']}>{t('settings.changeMeaning')}</p>
    </div>
  );
}
