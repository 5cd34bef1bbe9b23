import type { Difference } from '@neurohub/contracts/record';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { useTranslation } from 'react-i18next';
import { differencesWords } from '../store/difference-words.ts';
import type { Release } from '../store/override-draft.ts';
import classes from './detail.module.css';

/** What is not as released: what it was, and what it is. */
export function DifferenceList({ differs, release }: { differs: readonly Difference[]; release: Release }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const word = (text: string) => t(`sequences.is.${text}`, { defaultValue: text });
  return (
    <ul className={classes['differs']} data-testid="differs">
      {differencesWords(differs, release, language).map(({ path, what, field, variant, released, effective }) => (
        <li key={path}>
          <span>
            <b>{what}</b>
            {field && <span className={classes['dim']}>{` ${t(`sequences.field.${field}`, { variant })}`}</span>}
          </span>
          <span className="number">
            <s>{word(released)}</s> → <b>{word(effective)}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}
