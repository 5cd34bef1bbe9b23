import { useTranslation } from 'react-i18next';
import classes from './manual.module.css';

/** Always there: whoever comes by has to see what this page can do. */
export function ManualBanner({ isSimulated }: { readonly isSimulated: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes['banner']} data-simulated={isSimulated}>
      <svg viewBox="0 0 32 32" width="2.25rem" height="2.25rem" aria-hidden="true" focusable="false">
        <path d="M16 3l14.5 26h-29z" fill="currentColor" />
        <path d="M16 12v8.5M16 25v.4" stroke="var(--surface)" strokeWidth="3.4" strokeLinecap="round" />
      </svg>
      <div>
        <h1>{t('manualPage.title')}</h1>
        <p>{t(isSimulated ? 'manualPage.warningSimulated' : 'manualPage.warning')}</p>
      </div>
    </div>
  );
}
