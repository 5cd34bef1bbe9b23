import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';
import classes from './batch-body.module.css';

/** What the batch's process is waiting for: its own restart, or code that does not let go of it. */
export function ProcessNotice({ batch, clockOffsetMs }: { readonly batch: BatchView; readonly clockOffsetMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { recovery, blockedUntil } = batch;
  const nowMs = useNow(recovery !== null) + clockOffsetMs;
  if (!recovery && !blockedUntil) return null;
  if (!recovery) {
    const time = formatTime(blockedUntil ?? '', language);
    return <p className={classes['next']}>{t('process.blocked', { time })}</p>;
  }
  const seconds = Math.max(0, Math.ceil((Date.parse(recovery.restartAt) - nowMs) / 1000));
  return (
    <p className={classes['next']} role="status" data-testid="recovery">
      {t('process.restart', { attempt: recovery.attempt, of: recovery.of, seconds })}
    </p>
  );
}
