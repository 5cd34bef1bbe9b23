import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../i18n/i18n.ts';
import type { Language } from '../lib/format.ts';
import classes from './switch.module.css';

/** Each language by its own name, so that nobody needs to read the other one. */
const NAMES: Readonly<Record<Language, string>> = { ko: '한국어', en: 'English' };

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
    <div role="group" aria-label={t('header.language')} className={classes['group']}>
      {(['ko', 'en'] as const).map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={classes['choice']}
          aria-pressed={i18n.language === language}
          onClick={() => changeLanguage(i18n, language)}
        >
          {NAMES[language]}
        </button>
      ))}
    </div>
  );
}
