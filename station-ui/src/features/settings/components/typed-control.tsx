import { MASKED } from '@neurohub/contracts/config-rest';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rangeOf } from '../store/field-words.ts';
import { isReference, readField, typedOf } from '../store/typed-values.ts';
import type { ControlProps } from './control-props.ts';

/** Taken when the field is left, or with Enter: each value is one change of the draft. */
export function TypedControl({ field, value, id, isReadOnly, isBad, onChange, onProblem }: ControlProps) {
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
