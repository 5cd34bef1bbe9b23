import { useTranslation } from 'react-i18next';
import { HOME_HREF } from '../lib/hash-route.ts';

/** To the slots, or to the page above. */
export function BackLink({ href = HOME_HREF, text }: { href?: string; text?: string }) {
  const { t } = useTranslation();
  return (
    <a href={href}>
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
      {text ?? t('app.backToSlots')}
    </a>
  );
}
