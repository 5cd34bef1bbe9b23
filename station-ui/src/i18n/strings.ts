/** What this screen says besides the kit, in both languages: here what is seen at once, in a folder for each page what is loaded with it. */
import type { BothLanguages } from '@neurohub/ui-kit/i18n/merge-strings';
import type { i18n as I18n } from 'i18next';
import en from './en.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };

export const STRINGS: BothLanguages = { en, ko };

/** Makes a page's strings known, in both languages: the language may be changed while it is open. Adding them twice changes nothing. */
export function addPageStrings(instance: I18n, strings: BothLanguages): void {
  for (const language of ['en', 'ko'] as const)
    instance.addResourceBundle(language, 'translation', strings[language], true, true);
}
