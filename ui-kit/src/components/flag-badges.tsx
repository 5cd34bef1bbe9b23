import type { ExecutionSummary } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import classes from './flag-badges.module.css';

/** Words for what sets an execution apart from the released test on real instruments. Nothing when nothing does. */
export function FlagBadges({
  execution,
}: {
  execution: Pick<ExecutionSummary, 'simulated' | 'partial' | 'overridden' | 'resumptions'>;
}) {
  const { t } = useTranslation();
  const flags = (['simulated', 'partial', 'overridden', 'resumptions'] as const).filter((flag) => execution[flag]);
  if (flags.length === 0) return null;
  return (
    <span className={classes['flags']}>
      {flags.map((flag) => (
        <span key={flag} className={classes['flag']} title={t(`flag.meaning.${flag}`)}>
          {t(`flag.word.${flag}`)}
        </span>
      ))}
    </span>
  );
}
