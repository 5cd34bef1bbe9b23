import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment, formatNumber } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { ResultsSearch } from '../api/explorer-api.ts';
import { narrowings } from '../store/search-fields.ts';
import classes from './explorer.module.css';

/** What else a search is narrowed by, as whoever led here wanted it; each can be taken off. */
export function NarrowedBy({ search, onSearch }: { search: ResultsSearch; onSearch: (search: ResultsSearch) => void }) {
  const { t } = useTranslation();
  const textOf = useNarrowingText();
  const told = narrowings(search);
  if (told.length === 0) return null;
  return (
    <ul className={classes['narrowed']} aria-label={t('explorer.narrowed')}>
      {told.map(([key, value]) => {
        const text = textOf(key, value);
        return (
          <li key={key}>
            <button
              type="button"
              aria-label={t('explorer.takeOff', { text })}
              onClick={() => onSearch(Object.fromEntries(Object.entries(search).filter(([other]) => other !== key)))}
            >
              {text}
              <span aria-hidden="true">✕</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function useNarrowingText() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (key: string, value: string): string => {
    if (key === 'countedAs') {
      const words = value.split(',').map((as) => t(`explorer.countedAs.${as}`));
      return t('explorer.by.countedAs', { value: words.join(', ') });
    }
    if (key === 'endedFrom' || key === 'endedTo')
      return t(`explorer.by.${key}`, { value: formatMoment(value, language) });
    if (key === 'valueFrom' || key === 'valueBelow')
      return t(`explorer.by.${key}`, { value: formatNumber(Number(Number(value).toPrecision(6)), language) });
    if (key === 'first' || key === 'simulated') return t(`explorer.by.${key}.${value === 'true'}`);
    return key === 'measurement' ? t('explorer.by.itself') : `${key}: ${value}`;
  };
}
