/** What this screen says besides the kit, in both languages. */
import type { BothLanguages } from '@neurohub/ui-kit/i18n/merge-strings';
import en from './en.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };

export const STRINGS: BothLanguages = { en, ko };
