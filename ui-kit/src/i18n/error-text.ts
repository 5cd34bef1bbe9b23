/** What a person reads for an error code. Codes nobody meets on this screen fall back to the service's own words. */
import { ERRORS } from '@neurohub/contracts/errors';
import type { TFunction } from 'i18next';

export interface ErrorText {
  readonly title: string;
  readonly next: string;
}

export function errorText(t: TFunction, code: string, message: string): ErrorText {
  const fallbackNext = code in ERRORS ? ERRORS[code as keyof typeof ERRORS].next : t('error.unknown.next');
  return {
    title: t(`error.${code}.title`, { defaultValue: message || t('error.unknown.title') }),
    next: t(`error.${code}.next`, { defaultValue: fallbackNext }),
  };
}
