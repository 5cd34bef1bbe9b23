import type { HardwareSetting } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConfigApi } from '../api/config-api.ts';
import { hardwareLines, readHardware, typedSetting, withSetting } from '../store/setting-lines.ts';
import type { Tried } from '../store/tried.ts';
import classes from './batch-dialog.module.css';
import { ReachText } from './reach-text.tsx';
import type { WizardStepProps } from './wizard-step-props.ts';

/** Simulated or real; of each instrument what its package asks for, and whether there is something at its place. */
export function InstrumentsStep({ form, onChange, sequence, api }: WizardStepProps & { api: ConfigApi }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [tried, setTried] = useState<Readonly<Record<string, Tried>>>({});
  const read = readHardware(form.hardware);
  const value = 'value' in read ? read.value : {};
  const declared = Object.entries(sequence.status === 'loaded' ? sequence.value.hardware : {});
  const hasAllSimulators = declared.every(([, { simulator }]) => simulator === true);
  const tryAll = async () => {
    setTried(Object.fromEntries(Object.keys(value).map((id) => [id, { status: 'trying' }])));
    const answer = await api.tryInstruments(value).then(
      (all) => Object.entries(all).map(([id, reach]) => [id, { status: 'tried', ...reach }] as const),
      (thrown: unknown) =>
        Object.keys(value).map((id) => [id, { status: 'failed', message: problemOf(thrown).message }] as const),
    );
    setTried(Object.fromEntries(answer));
  };
  return (
    <div className={classes['fields']}>
      <label className={classes['check']}>
        <input
          type="checkbox"
          checked={form.simulation}
          onChange={(event) => onChange({ simulation: event.currentTarget.checked })}
        />
        {t('settings.field.simulation')}
      </label>
      {form.simulation && (
        <p className={classes['dim']}>
          {t(hasAllSimulators ? 'settings.wizard.simulated' : 'settings.wizard.noSimulator')}
        </p>
      )}
      {declared.map(([id, { displayName, settings = {} }]) => (
        <fieldset key={id} className={classes['instrument']}>
          <legend>
            {localize(displayName, language, id)} <code>{id}</code>
          </legend>
          {tried[id] && <ReachText tried={tried[id]} />}
          <div className={classes['settings']}>
            {Object.entries(settings).map(([key, setting]) => (
              <SettingField
                key={key}
                name={key}
                setting={setting}
                typed={typedSetting(value[id]?.[key])}
                isDisabled={'badLine' in read || value[id]?.['shared'] !== undefined}
                onChange={(text) =>
                  onChange({ hardware: hardwareLines(withSetting(value, { id, key, setting, typed: text })) })
                }
              />
            ))}
          </div>
        </fieldset>
      ))}
      {!form.simulation && Object.keys(value).length > 0 && (
        <ActionButton size="small" onClick={() => void tryAll()}>
          {t('settings.reach.try')}
        </ActionButton>
      )}
      <details className={classes['more']}>
        <summary>{t('settings.wizard.asLines')}</summary>
        <label>
          {t('settings.field.hardware')}
          <textarea
            rows={5}
            value={form.hardware}
            spellCheck={false}
            placeholder={t('settings.example.hardware')}
            onChange={(event) => onChange({ hardware: event.currentTarget.value })}
          />
        </label>
      </details>
    </div>
  );
}

interface SettingFieldProps {
  readonly name: string;
  readonly setting: HardwareSetting;
  readonly typed: string;
  readonly isDisabled: boolean;
  readonly onChange: (typed: string) => void;
}

function SettingField({ name, setting, typed, isDisabled, onChange }: SettingFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const id = useId();
  const [own, setOwn] = useState<string | null>(null);
  const { required, default: fallback, description, options, type } = setting;
  const choices = type === 'boolean' ? ['true', 'false'] : options?.map(String);
  const isMissing = required && fallback === undefined && typed === '';
  const help = [
    localize(description, language, ''),
    ...(required && fallback === undefined ? [t('settings.fields.required')] : []),
    ...(fallback === undefined ? [] : [t('settings.fields.fallback', { value: String(fallback) })]),
  ];
  const common = { id, disabled: isDisabled, 'aria-describedby': `${id}-help`, 'aria-invalid': isMissing };
  return (
    <div className={classes['setting']}>
      <label htmlFor={id}>{name}</label>
      {choices ? (
        <select {...common} value={typed} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">–</option>
          {[...new Set([...(typed === '' ? [] : [typed]), ...choices])].map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          value={own ?? typed}
          placeholder={fallback === undefined ? '' : String(fallback)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setOwn(event.currentTarget.value)}
          onBlur={() => {
            if (own !== null) onChange(own);
            setOwn(null);
          }}
        />
      )}
      <span id={`${id}-help`} className={classes['dim']}>
        {help.filter(Boolean).join(' · ')}
      </span>
    </div>
  );
}
