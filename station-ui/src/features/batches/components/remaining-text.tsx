import type { ExpectedDuration } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { remainingTime } from '../../../lib/remaining-time.ts';
import classes from './batch-body.module.css';

/** How long it will still take as far as earlier passes tell; in amber when it takes longer than nearly all of them. */
export function RemainingText({ elapsedMs, expected }: { elapsedMs: number; expected: ExpectedDuration | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const remaining = remainingTime(elapsedMs, expected);
  if (remaining === null) return null;
  const time = remaining.kind === 'soon' ? '' : formatDuration(remaining.ms, language, true);
  return (
    <span className={classes['remaining']} data-kind={remaining.kind} data-testid="remaining">
      {remaining.kind === 'soon' ? t('remaining.soon') : t(`remaining.${remaining.kind}`, { time })}
    </span>
  );
}
