import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import type { ConnectionState } from '../lib/connection-state.ts';
import { formatDuration } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';
import classes from './connection-badge.module.css';

/** Live, or since when not. */
export function ConnectionBadge({ connection }: { connection: ConnectionState }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { phase, sinceMs, malformedCount } = connection;
  const now = useNow(phase === 'reconnecting');
  const time = formatDuration(now - sinceMs, language, true);
  return (
    <div className={classes['connection']} data-phase={phase} data-testid="connection">
      <span role="status" className="visually-hidden">
        {`${t('connection.label')}: ${phase === 'reconnecting' ? t('connection.lost') : t(`connection.${phase}`)}`}
      </span>
      <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
        {phase === 'live' ? (
          <path d="M2 10h4l2-6 4 12 2-6h4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
        ) : (
          <path d="M4 4l12 12M16 4l-12 12" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
        )}
      </svg>
      <span aria-hidden="true" className="number">
        {phase === 'reconnecting' ? t('connection.reconnecting', { time }) : t(`connection.${phase}`)}
      </span>
      {malformedCount > 0 && (
        <span title={t('connection.malformed', { count: malformedCount })}>({malformedCount})</span>
      )}
    </div>
  );
}
