import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './manual.module.css';

export interface EndedNoticeProps {
  readonly ended: NonNullable<BatchView['lastManual']>;
  readonly hardware: BatchView['hardware'];
}

/** How the last session was over, and whether everything is safe. */
export function EndedNotice({ ended, hardware }: EndedNoticeProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { cause, at, unsafe = [] } = ended;
  const names = unsafe.map((id) => localize(hardware[id]?.displayName, language, id)).join(', ');
  return (
    <p className={classes['ended']} data-unsafe={unsafe.length > 0} role="status" data-testid="manual-ended">
      <span>{t(`manualPage.cause.${cause}`, { time: formatTime(at, language) })}</span>{' '}
      <b>{unsafe.length > 0 ? t('manualPage.unsafe', { names }) : t('manualPage.isSafe')}</b>
    </p>
  );
}
