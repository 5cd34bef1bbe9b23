import { useAppServices } from '../app-services.ts';
import { SYNC_API } from '../features/sync/api/sync-api.ts';
import { QueuePanel } from '../features/sync/components/queue-panel.tsx';
import { BackLink } from './back-link.tsx';
import classes from './page.module.css';

/** What goes to NeuroHub, and what it has refused. */
export function SyncPage() {
  const { sync } = useAppServices();
  return (
    <main className={classes['page']} id="main">
      <nav className={classes['crumbs']}>
        <BackLink />
      </nav>
      <QueuePanel store={sync} api={SYNC_API} />
    </main>
  );
}
