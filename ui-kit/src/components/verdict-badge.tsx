import type { Verdict } from '@neurohub/contracts/vocabulary';
import { useTranslation } from 'react-i18next';
import classes from './verdict-badge.module.css';
import { VerdictIcon } from './verdict-icon.tsx';

/** A verdict in a line of text: shape and word. */
export function VerdictBadge({ verdict }: { verdict: Verdict | null }) {
  const { t } = useTranslation();
  if (verdict === null) return <span className={classes['none']}>{t('verdict.running')}</span>;
  return (
    <span className={classes['badge']} data-verdict={verdict}>
      <VerdictIcon verdict={verdict} />
      {t(`verdict.word.${verdict}`)}
    </span>
  );
}
