import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pageHref } from '../../../lib/hash-route.ts';
import { lookOf, type SyncLook, type SyncStore } from '../store/sync-store.ts';
import classes from './hub-badge.module.css';

/** A tick, an hourglass, an exclamation mark: told apart without colour. */
const SHAPES: Record<SyncLook, string> = {
  well: 'M4 10.5l4 4 8-9',
  waiting: 'M5 3h10M5 17h10M6 3c0 5 8 9 8 14M14 3c0 5-8 9-8 14',
  attention: 'M10 3v9M10 15.5v1',
};

/** Whether results arrive at NeuroHub, how many wait, and since when. Nothing where there is no NeuroHub. */
export function HubBadge({ store }: { store: SyncStore }) {
  const { t } = useTranslation();
  const status = useStore(store, (state) => state.status);
  if (status === null || status.state === 'off') return null;
  const look = lookOf(status);
  return (
    <a
      className={classes['badge']}
      href={pageHref('neurohub')}
      data-look={look}
      data-testid="hub-badge"
      title={t('sync.open')}
    >
      <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
        <path d={SHAPES[look]} fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      </svg>
      <span>
        NeuroHub <b>{t(`sync.state.${status.state}`)}</b>
      </span>
      <Waiting status={status} />
    </a>
  );
}

function Waiting({ status: { queue } }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(queue.oldestAt !== null);
  const age = queue.oldestAt === null ? '' : formatDuration(now - Date.parse(queue.oldestAt), language, true);
  return (
    <>
      {queue.pending > 0 && <span className="number">{t('sync.waiting', { count: queue.pending, age })}</span>}
      {queue.quarantined > 0 && <span className="number">{t('sync.refused', { count: queue.quarantined })}</span>}
    </>
  );
}
