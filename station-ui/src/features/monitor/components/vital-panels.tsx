import type { BackupsView } from '@neurohub/contracts/backup-rest';
import type { Monitor } from '@neurohub/contracts/monitor-rest';
import type { SystemInfo } from '@neurohub/contracts/rest';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMegabytes, formatMoment } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { FactPanel } from './fact-panel.tsx';
import { Meter } from './meter.tsx';
import classes from './monitor.module.css';

/** How figures read in the language of the person. */
function useFormats() {
  const language = useLanguage();
  return {
    bytes: (count: number) => formatMegabytes(count, language),
    time: (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language)),
    millis: (ms: number | null) =>
      ms === null ? '–' : `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(ms)} ms`,
    moment: (iso: string | null) => (iso === null ? null : formatMoment(iso, language)),
    count: (value: number) => new Intl.NumberFormat(language).format(value),
  };
}

export function DatabasePanel({ database }: { database: Monitor['database'] }) {
  const { t } = useTranslation();
  const { bytes, millis, moment, count } = useFormats();
  return (
    <FactPanel
      title={t('monitor.database.title')}
      facts={[
        [t('monitor.database.size'), bytes(database.bytes)],
        [t('monitor.database.wal'), bytes(database.walBytes)],
        [t('monitor.database.lastCommit'), millis(database.lastCommitMs)],
        [t('monitor.database.slowCommit'), millis(database.slowCommitMs)],
        [t('monitor.database.commits'), count(database.commits)],
        [t('monitor.database.checked'), moment(database.checkedAt) ?? t('monitor.never')],
        [t('monitor.database.encryption'), t(database.isEncrypted ? 'monitor.on' : 'monitor.off')],
      ]}
    />
  );
}

export function DiskPanel({ disk, queue, sync }: Pick<Monitor, 'disk' | 'queue'> & { sync: SyncStatus | null }) {
  const { t } = useTranslation();
  const { bytes } = useFormats();
  const used = t('monitor.disk.used', {
    percent: Math.round(disk.usedPercent),
    free: bytes(disk.freeBytes),
    total: bytes(disk.totalBytes),
  });
  const queued = sync?.queue.bytes ?? 0;
  return (
    <FactPanel
      title={t('monitor.disk.title')}
      facts={[
        [
          t('monitor.disk.warn'),
          t('monitor.disk.warnAt', { percent: disk.warnUsedPercent, free: bytes(disk.warnFreeBytes) }),
        ],
        [t('monitor.disk.critical'), `${disk.criticalUsedPercent} %`],
        [t('monitor.disk.stop'), bytes(disk.minFreeBytes)],
        ...(queue.maxBytes === null
          ? []
          : ([
              [t('monitor.disk.queue'), t('monitor.batches.of', { used: bytes(queued), most: bytes(queue.maxBytes) })],
            ] as const)),
        [t('monitor.disk.folder'), disk.folder],
      ]}
    >
      <p className={classes['wide']} data-state={disk.state}>
        <Meter
          percent={disk.usedPercent}
          text={used}
          highPercent={disk.state === 'ok' ? 101 : 0}
          marks={[disk.warnUsedPercent, disk.criticalUsedPercent].filter((mark) => mark < 100)}
        />
      </p>
      {disk.state !== 'ok' && <p className={classes['late']}>{t(`monitor.disk.state.${disk.state}`)}</p>}
    </FactPanel>
  );
}

export interface ServicePanelProps extends Pick<Monitor, 'service' | 'clock'> {
  readonly info: SystemInfo | null;
  /** Of this computer's clock against the station's. */
  readonly clockOffsetMs: number;
}

export function ServicePanel({ service, clock, info, clockOffsetMs }: ServicePanelProps) {
  const { t } = useTranslation();
  const { bytes, time, moment } = useFormats();
  const offset = t('monitor.service.offsetIs', { time: time(Math.abs(clockOffsetMs)) });
  return (
    <FactPanel
      title={t('monitor.service.title')}
      facts={[
        [t('monitor.service.up'), time(service.upMs)],
        [t('monitor.service.started'), moment(info?.startedAt ?? null) ?? '–'],
        [t('monitor.service.memory'), bytes(service.memoryBytes)],
        [t('monitor.batches.pid'), service.pid],
        [t('monitor.service.zone'), clock.timeZone],
        [t('monitor.service.offset'), offset],
        [t('monitor.service.set'), moment(clock.setAt) ?? t('monitor.service.notSet')],
      ]}
    />
  );
}

export function BackupFacts({ backups }: { backups: BackupsView }) {
  const { t } = useTranslation();
  const { bytes, moment } = useFormats();
  const [newest] = backups.items;
  return (
    <FactPanel
      title={t('monitor.backup.title')}
      aside={
        <a className={classes['link']} href={pageHref('settings', 'backups')}>
          {t('monitor.backup.open')}
        </a>
      }
      facts={[
        [t('monitor.backup.newest'), newest ? moment(newest.madeAt) : t('monitor.never')],
        [t('monitor.backup.size'), newest ? bytes(newest.bytes) : '–'],
        [t('monitor.backup.count'), backups.items.length],
        [
          t('monitor.backup.next'),
          backups.isRunning ? t('monitor.backup.running') : (moment(backups.nextAt) ?? t('monitor.off')),
        ],
        [t('monitor.disk.folder'), backups.folder],
      ]}
    >
      {backups.failure !== null && (
        <p className={classes['late']}>{t('monitor.backup.failed', { why: backups.failure })}</p>
      )}
    </FactPanel>
  );
}
