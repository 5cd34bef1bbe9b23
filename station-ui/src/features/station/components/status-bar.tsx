import { ConnectionBadge } from '@neurohub/ui-kit/components/connection-badge';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import type { ConnectionState } from '@neurohub/ui-kit/lib/connection-state';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SlotCounts } from '../../batches/store/slot-counts.ts';
import classes from './status-bar.module.css';

export interface StatusBarProps {
  readonly connection: ConnectionState;
  readonly counts: SlotCounts;
  readonly clockOffsetMs: number;
  /** How it stands with NeuroHub. */
  readonly children?: ReactNode;
}

/** At the foot of every page: whether what is shown is true, how many slots test, how it stands with NeuroHub, what time it is. */
export function StatusBar({ connection, counts, clockOffsetMs, children }: StatusBarProps) {
  const { t } = useTranslation();
  const { total, testing, waiting } = counts;
  const isKnown = connection.phase === 'live';
  return (
    <footer className={classes['bar']}>
      <ConnectionBadge connection={connection} />
      {total > 0 && isKnown && (
        <p className={`${classes['slots']} number`} data-testid="slots-testing">
          <span>{t('status.testing', { testing, count: total })}</span>
          {waiting > 0 && <b>{t('status.waiting', { count: waiting })}</b>}
        </p>
      )}
      {children}
      <Clock clockOffsetMs={clockOffsetMs} />
    </footer>
  );
}

/** The time of the station, by which results are dated. */
function Clock({ clockOffsetMs }: { clockOffsetMs: number }) {
  const language = useLanguage();
  const at = new Date(useNow() + clockOffsetMs);
  const text = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  return (
    <time className={`${classes['clock']} number`} dateTime={at.toISOString().slice(0, 16)}>
      {text}
    </time>
  );
}
