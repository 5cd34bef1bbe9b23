/** What the kit itself says, in both languages. */
import en from './en.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };
import type { BothLanguages } from './merge-strings.ts';

export const KIT_STRINGS: BothLanguages = { en, ko };
