import type { BatchView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/use-now.ts';
import classes from './batch-body.module.css';

/** What the batch's process is waiting for: its own restart, or code that does not let go of it. */
export function ProcessNotice({ batch, clockOffsetMs }: { readonly batch: BatchView; readonly clockOffsetMs: number }) {
  const { t } = useTranslation();
  const { recovery, isBlocked } = batch;
  const nowMs = useNow(recovery !== null) + clockOffsetMs;
  if (!recovery && !isBlocked) return null;
  if (!recovery) return <p className={classes['next']}>{t('process.blocked')}</p>;
  const seconds = Math.max(0, Math.ceil((Date.parse(recovery.restartAt) - nowMs) / 1000));
  return (
    <p className={classes['next']} role="status" data-testid="recovery">
      {t('process.restart', { attempt: recovery.attempt, of: recovery.of, seconds })}
    </p>
  );
}
