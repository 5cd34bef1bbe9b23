import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './batch-body.module.css';

/** Somebody has instruments of the slot in hand: they may be on. */
export function ManualNotice({ batch, session }: { batch: BatchView; session: NonNullable<BatchView['manual']> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = session.hardware.map((id) => localize(batch.hardware[id]?.displayName, language, id)).join(', ');
  return (
    <p className={classes['manual']} role="status" data-testid="manual-session">
      <b>{t('manual.open')}</b>
      <span>{names}</span>
      {session.by !== undefined && <span>{t('manual.by', { name: session.by })}</span>}
    </p>
  );
}
