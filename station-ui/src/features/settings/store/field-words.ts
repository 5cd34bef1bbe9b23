/** What a field says of itself: its range, its default, where its value is from. Pure. */
import type { TFunction } from 'i18next';
import type { FormField } from './form-of-schema.ts';
import { isReference, typedOf } from './typed-values.ts';

export function metaOf(field: FormField, value: unknown, t: TFunction): string[] {
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

export function rangeOf({ min, max }: FormField, t: TFunction): string | null {
  if (min !== undefined && max !== undefined) return t('settings.fields.range', { min, max });
  if (min !== undefined) return t('settings.fields.atLeast', { min });
  return max === undefined ? null : t('settings.fields.atMost', { max });
}

/** A value in words. */
export function shownText({ kind }: FormField, value: unknown, t: TFunction): string {
  if (kind === 'switch') return t(value === true ? 'settings.fields.on' : 'settings.fields.off');
  return kind === 'choice' ? optionText(String(value), t) : typedOf(value);
}

export const optionText = (option: string, t: TFunction) =>
  t(`configOption.${option.replaceAll('.', '_')}`, { defaultValue: option });
