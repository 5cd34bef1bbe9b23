import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { useMayDo } from '../features/auth/role-context.ts';
import { fetchBackups } from '../features/backups/api/backups-api.ts';
import { FirstRun } from '../features/first-run/first-run.tsx';
import { newsOf } from '../features/first-run/store/news-of.ts';
import { fetchAlarms, fetchHealth, fetchMonitor } from '../features/monitor/api/monitor-api.ts';
import { AlarmHistory } from '../features/monitor/components/alarm-history.tsx';
import { BatchVitalsPanel } from '../features/monitor/components/batch-vitals.tsx';
import classes from '../features/monitor/components/monitor.module.css';
import { RecoveryPanel } from '../features/monitor/components/recovery-panel.tsx';
import { VerdictBanner } from '../features/monitor/components/verdict-banner.tsx';
import { BackupFacts, DatabasePanel, DiskPanel, ServicePanel } from '../features/monitor/components/vital-panels.tsx';
import { useWatched } from '../features/monitor/store/use-watched.ts';
import { SYNC_API } from '../features/sync/api/sync-api.ts';
import { QueuePanel } from '../features/sync/components/queue-panel.tsx';
import pageClasses from './page.module.css';
import { useBatchStates } from './use-live-batches.ts';

const LOOK_EVERY_MS = 3_000;
const BACKUPS_EVERY_MS = 30_000;

/** Whether the station is well, and everything that says so. */
export function MonitorPage() {
  const { t } = useTranslation();
  const { sync, station } = useAppServices();
  const { batches, stream } = useBatchStates();
  const mayDo = useMayDo();
  const alarmNews = stream.alarms.map(({ id, acknowledgedAt }) => `${id} ${acknowledgedAt}`).join();
  const health = useWatched(fetchHealth, LOOK_EVERY_MS, alarmNews);
  const { value: monitor, problem } = useWatched(fetchMonitor, LOOK_EVERY_MS);
  const status = useStore(sync, (state) => state.status);
  const info = useStore(station, (state) => state.info);
  const nameOf = (id: string) => batches.find((batch) => batch.id === id)?.name ?? id;
  return (
    <main className={pageClasses['page']} id="main">
      <VerdictBanner health={health} alarms={stream.alarms} nameOf={nameOf} />
      <FirstRun stationId={info?.stationId} batchCount={batches.length} news={newsOf(batches)} />
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      <BatchVitalsPanel batches={batches} vitals={monitor?.batches ?? []} />
      {monitor === null && !problem && <p className={pageClasses['empty']}>{t('monitor.loading')}</p>}
      {monitor !== null && (
        <div className={classes['panels']}>
          <DatabasePanel database={monitor.database} />
          <DiskPanel disk={monitor.disk} queue={monitor.queue} sync={status} />
          <ServicePanel
            service={monitor.service}
            clock={monitor.clock}
            info={info}
            clockOffsetMs={stream.clockOffsetMs}
          />
          {mayDo('technician') && <Backups />}
        </div>
      )}
      <QueuePanel store={sync} api={SYNC_API} isShort />
      {monitor !== null && <RecoveryPanel recoveries={monitor.recoveries} nameOf={nameOf} />}
      <AlarmHistory fetchAlarms={fetchAlarms} nameOf={nameOf} news={alarmNews} />
    </main>
  );
}

function Backups() {
  const { value, problem } = useWatched(fetchBackups, BACKUPS_EVERY_MS);
  if (value !== null) return <BackupFacts backups={value} />;
  return problem && <ProblemBox code={problem.code} message={problem.message} />;
}
