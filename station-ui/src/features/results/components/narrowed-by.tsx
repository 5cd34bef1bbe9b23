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
      {told.map((one) => {
        const text = textOf(one);
        const keys = one.map(([key]) => key);
        return (
          <li key={keys.join()}>
            <button
              type="button"
              aria-label={t('explorer.takeOff', { text })}
              onClick={() =>
                onSearch(Object.fromEntries(Object.entries(search).filter(([key]) => !keys.includes(key))))
              }
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
  const countedAsText = (value: string) =>
    value
      .split(',')
      .map((as) => t(`explorer.countedAs.${as}`))
      .join(', ');
  const textOf = ([key, value]: readonly [string, string]): string => {
    switch (key) {
      case 'endedFrom':
      case 'endedTo':
        return t(`explorer.by.${key}`, { value: formatMoment(value, language) });
      case 'countedAs':
        return t('explorer.by.countedAs', { value: countedAsText(value) });
      case 'cause':
        return t(`explorer.by.cause.${value}`);
      case 'valueFrom':
      case 'valueBelow':
        return t(`explorer.by.${key}`, { value: formatNumber(Number(Number(value).toPrecision(6)), language) });
      case 'first':
      case 'simulated':
        return t(`explorer.by.${key}.${value === 'true'}`);
      case 'mode':
        return `${t('explorer.fields.mode')}: ${t(`mode.${value}`)}`;
      default:
        return value === '' ? t('explorer.by.itself') : `${t(`explorer.fields.${key}`)}: ${value}`;
    }
  };
  return (one: readonly (readonly [string, string])[]) => one.map(textOf).join(', ');
}
