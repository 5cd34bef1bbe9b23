import { useTranslation } from 'react-i18next';
import classes from './log-table.module.css';

/** While somebody reads older lines: how many have come, and the way to them. */
export function NewLines({ count, onPress }: { readonly count: number; readonly onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes['newLines']} data-new={count > 0} onClick={onPress}>
      <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
        <path d="M10 3v12M4.5 10l5.5 5.5 5.5-5.5" fill="none" stroke="currentColor" strokeWidth="2.2" />
      </svg>
      {count > 0 ? t('logsPage.newLines', { count }) : t('logsPage.toEnd')}
    </button>
  );
}
