import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './manual.module.css';

/** A command is under way: how long yet, and when it is given up. */
export function RunningText({ limitMs = 10_000 }: { readonly limitMs?: number | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [began] = useState(() => Date.now());
  const now = useNow();
  return (
    <p className={classes['outcome']} role="status">
      <span>{t('manualPage.running', { limit: formatDuration(limitMs, language, true) })}</span>{' '}
      <span className="number" aria-hidden="true">
        {formatDuration(Math.max(0, now - began), language, true)}
      </span>
    </p>
  );
}
