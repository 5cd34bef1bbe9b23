/** The two languages. The choice is remembered on this computer; without one the browser's language decides. */
import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../lib/format.ts';
import { KIT_STRINGS } from './kit-strings.ts';
import { type BothLanguages, mergeStrings } from './merge-strings.ts';

const STORAGE_KEY = 'neurohub.language';

export function chooseLanguage(stored: string | null, browserLanguages: readonly string[]): Language {
  if (stored === 'ko' || stored === 'en') return stored;
  const first = browserLanguages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'ko' || tag === 'en');
  return first === 'ko' ? 'ko' : 'en';
}

/** `screen` has the strings that are not of the kit. */
export function startI18n(screen: BothLanguages): I18n {
  const instance = i18next.createInstance();
  instance.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  void instance.use(initReactI18next).init({
    lng: chooseLanguage(readStored(), navigator.languages),
    fallbackLng: 'en',
    resources: {
      en: { translation: mergeStrings(KIT_STRINGS.en, screen.en) },
      ko: { translation: mergeStrings(KIT_STRINGS.ko, screen.ko) },
    },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}

export function changeLanguage(instance: I18n, language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // A browser that stores nothing still changes the language of this page.
  }
  void instance.changeLanguage(language);
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
