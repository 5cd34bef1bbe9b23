import { MASKED } from '@neurohub/contracts/config-rest';
import type { TFunction } from 'i18next';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { type FormField, isReference, readField, typedOf } from '../store/config-form.ts';
import classes from './config-form.module.css';

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
  const meta = metaOf(field, value, t);
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
          <Control {...parts} />
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

function metaOf(field: FormField, value: unknown, t: TFunction): string[] {
  const range = rangeOf(field, t);
  return [
    ...(field.isRequired ? [t('settings.fields.required')] : []),
    ...(field.kind === 'lines' ? [t('settings.fields.lines')] : []),
    ...(range === null ? [] : [range]),
    ...(field.isSecret || field.kind === 'choice' || isEmpty(field.fallback)
      ? []
      : [t('settings.fields.fallback', { value: shownText(field, field.fallback, t) })]),
    ...(isReference(value) ? [t('settings.fields.reference')] : []),
  ];
}

const isEmpty = (fallback: unknown) =>
  fallback === undefined ||
  fallback === '' ||
  (typeof fallback === 'object' && Object.keys(fallback ?? {}).length === 0);

function rangeOf({ min, max }: FormField, t: TFunction): string | null {
  if (min !== undefined && max !== undefined) return t('settings.fields.range', { min, max });
  if (min !== undefined) return t('settings.fields.atLeast', { min });
  return max === undefined ? null : t('settings.fields.atMost', { max });
}

/** A value in words. */
function shownText({ kind }: FormField, value: unknown, t: TFunction): string {
  if (kind === 'switch') return t(value === true ? 'settings.fields.on' : 'settings.fields.off');
  return kind === 'choice' ? optionText(String(value), t) : typedOf(value);
}

const optionText = (option: string, t: TFunction) =>
  t(`configOption.${option.replaceAll('.', '_')}`, { defaultValue: option });

interface ControlProps {
  readonly field: FormField;
  readonly value: unknown;
  readonly id: string;
  readonly isReadOnly: boolean;
  readonly isBad: boolean;
  readonly onChange: (value: unknown) => void;
  readonly onProblem: (text: string | null) => void;
}

function Control(props: ControlProps): ReactNode {
  const { t } = useTranslation();
  const { field, value, id, isReadOnly, onChange } = props;
  if (field.kind === 'elsewhere')
    return (
      <span className={classes['elsewhere']}>
        {t('settings.fields.elsewhere')}{' '}
        <a id={id} href={pageHref('settings', 'text')}>
          {t('settings.fields.openText')}
        </a>
      </span>
    );
  if (field.kind === 'switch' && !isReference(value))
    return (
      <input
        id={id}
        type="checkbox"
        checked={value === undefined ? field.fallback === true : value === true}
        disabled={isReadOnly}
        aria-describedby={`${id}-meta`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (field.kind === 'choice' && !isReference(value)) return <Choice {...props} />;
  return <Typed {...props} />;
}

function Choice({ field, value, id, isReadOnly, isBad, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { options = [], fallback } = field;
  const current = typedOf(value);
  // A value of the file that is written in another way is one of them all the same.
  const known = options.find((option) => option.toLowerCase() === current.toLowerCase());
  const none =
    fallback === undefined
      ? t('settings.fields.chooseNone')
      : t('settings.fields.choose', { value: shownText(field, fallback, t) });
  return (
    <select
      id={id}
      value={known ?? current}
      disabled={isReadOnly}
      aria-invalid={isBad}
      aria-describedby={`${id}-meta`}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
    >
      <option value="">{none}</option>
      {known === undefined && current !== '' && <option value={current}>{current}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {optionText(option, t)}
        </option>
      ))}
    </select>
  );
}

/** Taken when the field is left, or with Enter: each value is one change of the draft. */
function Typed({ field, value, id, isReadOnly, isBad, onChange, onProblem }: ControlProps) {
  const { t } = useTranslation();
  const isHidden = field.isSecret && !isReference(value);
  const shown = value === MASKED || isHidden ? '' : typedOf(value);
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  const commit = () => {
    if (typed === shown) return onProblem(null);
    const read = readField(field, typed);
    if ('problem' in read)
      return onProblem(t(`settings.fields.problem.${read.problem}`, { range: rangeOf(field, t) ?? '' }));
    onProblem(null);
    onChange(read.value);
    // What was typed of a secret is not kept on the screen.
    if (isHidden && !isReference(read.value)) setTyped('');
  };
  const hint = field.isSecret
    ? t(value === undefined || value === null ? 'settings.fields.secretUnset' : 'settings.fields.secretSet')
    : typedOf(field.fallback);
  const common = {
    ...{ id, value: typed, readOnly: isReadOnly, placeholder: hint, spellCheck: false, autoCapitalize: 'off' },
    ...{ 'aria-invalid': isBad, 'aria-describedby': `${id}-meta`, onBlur: commit },
  };
  if (field.kind === 'lines')
    return (
      <textarea
        {...common}
        rows={Math.min(8, Math.max(2, typed.split('\n').length))}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    );
  return (
    <input
      {...common}
      type={isHidden ? 'password' : 'text'}
      autoComplete="off"
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      data-short={field.kind === 'number'}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
