import { useTranslation } from 'react-i18next';
import type { Tried } from '../store/tried.ts';
import classes from './config-form.module.css';

/** How a try has ended: the word first, then what was found. */
export function ReachText({ tried }: { tried: Tried }) {
  const { t } = useTranslation();
  if (tried.status === 'trying') return <span role="status">{t('settings.reach.trying')}</span>;
  if (tried.status === 'failed')
    return (
      <span role="status" className={classes['bad']}>
        {tried.message}
      </span>
    );
  const { result, message, place, tookMs } = tried;
  const isBad = result !== 'reached' && result !== 'inUse' && result !== 'unknown';
  return (
    <span role="status" className={classes['reach']} data-bad={isBad}>
      <strong>{t(`settings.reach.${result}`)}</strong>
      {result === 'reached' && ` · ${t('settings.reach.took', { ms: Math.round(tookMs) })}`}
      <span className={classes['note']}>
        {place} {isBad && message}
      </span>
    </span>
  );
}
