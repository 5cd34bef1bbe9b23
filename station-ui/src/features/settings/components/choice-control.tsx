import { useTranslation } from 'react-i18next';
import { optionText, shownText } from '../store/field-words.ts';
import { typedOf } from '../store/typed-values.ts';
import type { ControlProps } from './control-props.ts';

/** One of a few words, or none: then the default counts. */
export function ChoiceControl({ field, value, id, isReadOnly, isBad, onChange }: ControlProps) {
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
