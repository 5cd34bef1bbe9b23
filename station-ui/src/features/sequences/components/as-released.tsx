import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

/** Takes one change back, and says what the release has. Keeps its place while there is nothing to take back. */
export function AsReleased({ what, released, onBack }: { what: string; released: string; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes['back']}
      onClick={onBack}
      aria-label={t('sequences.backOf', { what, released })}
      title={t('sequences.back')}
    >
      <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
        <path d="M8 4L3 9l5 5M3 9h9a5 5 0 0 1 0 10" fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
      {released}
    </button>
  );
}
