import { useTranslation } from 'react-i18next';
import { SETTINGS_HREF } from '../../../lib/hash-route.ts';
import classes from './station-header.module.css';

/** To the configuration of the station. */
export function SettingsLink() {
  const { t } = useTranslation();
  return (
    <a
      className={classes['settings']}
      href={SETTINGS_HREF}
      aria-label={t('header.settings')}
      title={t('header.settings')}
    >
      <svg viewBox="0 0 20 20" width="1.25em" height="1.25em" aria-hidden="true" focusable="false">
        <path
          d="M2.5 5.5h7m4 0h4M2.5 14.5h4m4 0h7M11.5 3.2v4.6M8.5 12.2v4.6"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      <span className="visually-hidden">{t('header.settings')}</span>
    </a>
  );
}
