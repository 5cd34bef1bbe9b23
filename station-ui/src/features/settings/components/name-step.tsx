import { useTranslation } from 'react-i18next';
import classes from './batch-dialog.module.css';
import { WizardField } from './wizard-field.tsx';
import type { WizardStepProps } from './wizard-step-props.ts';

/** How it is called, and where its tile stands. */
export function NameStep({ form, onChange, isNew }: WizardStepProps & { isNew: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes['fields']}>
      <WizardField
        label={t('settings.field.id')}
        help={t('settings.wizard.idHelp')}
        value={form.id}
        isDisabled={!isNew}
        onChange={(id) => onChange({ id })}
      />
      <WizardField
        label={t('settings.field.name')}
        help={t('settings.wizard.nameHelp')}
        value={form.name}
        onChange={(name) => onChange({ name })}
      />
      <WizardField
        label={t('settings.field.slot')}
        value={form.slot}
        isNumber
        onChange={(slot) => onChange({ slot })}
      />
      <label className={classes['check']}>
        <input
          type="checkbox"
          checked={form.autoStart}
          onChange={(event) => onChange({ autoStart: event.currentTarget.checked })}
        />
        {t('settings.field.autoStart')}
      </label>
    </div>
  );
}
