import { useTranslation } from 'react-i18next';

/** To the slots. */
export function BackLink() {
  const { t } = useTranslation();
  return (
    <a href="#/">
      <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
        <path
          d="M13 4l-6 6 6 6"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {t('app.backToSlots')}
    </a>
  );
}
