import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { metaOf } from '../store/field-words.ts';
import type { FormField } from '../store/form-of-schema.ts';
import classes from './config-form.module.css';
import { FieldControl } from './field-control.tsx';

export interface ConfigFieldProps {
  readonly field: FormField;
  /** As the text says it; undefined: nothing. */
  readonly value: unknown;
  readonly isChanged: boolean;
  readonly isReadOnly: boolean;
  readonly isFromFlags: boolean;
  readonly problems: readonly { readonly message: string }[];
  /** Undefined: the key is to go. */
  readonly onChange: (value: unknown) => void;
}

/** One key: what it is, its value, its unit and range, its default, and when a change of it takes effect. */
export function ConfigField(props: ConfigFieldProps) {
  const { field, value, isChanged, isReadOnly, isFromFlags, problems, onChange } = props;
  const { t } = useTranslation();
  const id = useId();
  const [own, setOwn] = useState<string | null>(null);
  const key = field.path.join('.');
  const help = t(`configKey.${key}.help`, { defaultValue: '' });
  const isSet = value !== undefined && value !== null;
  const meta = metaOf({ ...field, isRequired: field.isRequired && !isFromFlags }, value, t);
  const texts = own === null ? problems.map(({ message }) => message) : [own];
  const parts = { field, value, id, isReadOnly, onChange, onProblem: setOwn, isBad: texts.length > 0 };
  return (
    <div className={classes['field']} data-changed={isChanged}>
      <div className={classes['name']}>
        <label htmlFor={id}>{t(`configKey.${key}.label`)}</label>
        {help !== '' && <p className={classes['note']}>{help}</p>}
      </div>
      <div className={classes['value']}>
        <div className={classes['control']}>
          <FieldControl {...parts} />
          {field.unit && <span className={classes['unit']}>{t(`settings.fields.unit.${field.unit}`)}</span>}
        </div>
        {texts.map((text) => (
          <p key={text} className={classes['bad']} role="status">
            {text}
          </p>
        ))}
        <p className={classes['meta']} id={`${id}-meta`}>
          {meta.length > 0 && <span>{meta.join(' · ')}</span>}
          {field.needs !== 'live' && <span data-needs={field.needs}>{t(`settings.needs.${field.needs}`)}</span>}
          {isFromFlags && <span>{t('settings.fields.reference')}</span>}
          {isSet && !isReadOnly && !field.isRequired && field.kind !== 'elsewhere' && (
            <button
              type="button"
              className={classes['plain']}
              aria-label={`${t('settings.fields.useDefault')}: ${t(`configKey.${key}.label`)}`}
              onClick={() => {
                setOwn(null);
                onChange(undefined);
              }}
            >
              {t('settings.fields.useDefault')}
            </button>
          )}
        </p>
      </div>
    </div>
  );
}
