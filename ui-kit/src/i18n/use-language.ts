import { useTranslation } from 'react-i18next';
import type { Language } from '../lib/format.ts';

/** The language of the screen, for numbers, times and localized names. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'ko' ? 'ko' : 'en';
}
