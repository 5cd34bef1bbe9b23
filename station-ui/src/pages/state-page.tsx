import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import type { ConnectionState } from '@neurohub/ui-kit/lib/connection-state';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../lib/hash-route.ts';
import classes from './page.module.css';

/** How long an opening page stays silent before it says that nobody answers, in milliseconds. */
const PATIENCE_MS = 3_000;

/** Nothing to show yet, and why. */
export function WaitingPage({ connection }: { connection: ConnectionState }) {
  const { t } = useTranslation();
  const isLate = useNow() - connection.sinceMs > PATIENCE_MS;
  return (
    <main className={classes['state']} id="main" data-testid="waiting">
      <p className={classes['stateTitle']} role="status">
        {t(isLate ? 'app.unreachable' : 'app.loading')}
      </p>
      {isLate && <p className={classes['stateNext']}>{t('app.unreachableNext')}</p>}
    </main>
  );
}

/** The page itself is on its way. */
export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <main className={classes['state']} id="main" aria-busy="true">
      <p role="status">{t('app.loadingPage')}</p>
    </main>
  );
}

/**
 * The page could not be loaded or drawn. Most often the station was away while it was opened, or has been updated since the screen
 * was: as soon as it is back everything is loaded anew.
 */
export function FailedPage({ connection, error }: { connection: ConnectionState; error: unknown }) {
  const { t } = useTranslation();
  const wasAway = useRef(false);
  const isLive = connection.phase === 'live';
  useEffect(() => {
    if (!isLive) wasAway.current = true;
    else if (wasAway.current) window.location.reload();
  }, [isLive]);
  return (
    <main className={classes['state']} id="main">
      <p className={classes['stateTitle']} role="alert">
        {t('app.pageFailed')}
      </p>
      <p className={classes['stateNext']}>{t(isLive ? 'app.pageFailedNext' : 'app.unreachableNext')}</p>
      <ActionButton size="small" kind="strong" onClick={() => window.location.reload()}>
        {t('app.loadAgain')}
      </ActionButton>
      <p className={classes['stateWhy']}>{error instanceof Error ? error.message : String(error)}</p>
    </main>
  );
}

export function NoBatchesPage() {
  const { t } = useTranslation();
  return (
    <main className={classes['state']} id="main">
      <p className={classes['stateTitle']}>{t('app.noBatches')}</p>
      <p className={classes['stateNext']}>
        <a href={pageHref('settings', 'batches')}>{t('app.noBatchesNext')}</a>
      </p>
    </main>
  );
}
