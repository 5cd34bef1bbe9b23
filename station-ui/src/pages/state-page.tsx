import type { ConnectionState } from '@neurohub/ui-kit/lib/connection-state';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
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
