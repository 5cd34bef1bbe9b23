import type { StationConfig } from '@neurohub/contracts/config';
import type { Redactor } from '@neurohub/contracts/redactor';
import type { GuardOptions } from '@neurohub/server-kit/request-guard';
import type { Authenticator } from '../auth/client.ts';
import type { StationAuth } from '../auth/station-auth.ts';
import type { UserStore } from '../auth/user-store.ts';
import type { BatchManager } from '../batch/batch-manager.ts';
import type { RecoveryList } from '../batch/recovery-list.ts';
import type { SharedResources } from '../batch/shared-resources.ts';
import type { Alarms } from '../core/alarms.ts';
import type { Audit } from '../core/audit.ts';
import type { Clock } from '../core/clock.ts';
import type { ClockWatch } from '../core/clock-watch.ts';
import type { ConfigStore } from '../core/config/config-store.ts';
import type { DiskGuard } from '../core/disk-guard.ts';
import type { ServiceEvents } from '../core/events.ts';
import type { LeftArmed } from '../core/left-armed.ts';
import type { Logger } from '../core/logger.ts';
import type { SavedFilters } from '../core/saved-filters.ts';
import type { StationLog } from '../core/station-log.ts';
import type { Backups } from '../data-care/backups.ts';
import type { IntegrityCheck } from '../data-care/integrity-check.ts';
import type { BulkExports } from '../exports/bulk-exports.ts';
import type { Live } from '../live/live.ts';
import type { ReportDesk } from '../report/report-desk.ts';
import type { InstalledVersions } from '../sequence/installed-versions.ts';
import type { OverridesStore } from '../sequence/overrides-store.ts';
import type { PackageIntake } from '../sequence/package-intake.ts';
import type { PackageStore } from '../sequence/package-store.ts';
import type { LongReader } from '../storage/long-reader.ts';
import type { Storage } from '../storage/storage.ts';
import type { PackagePull } from '../sync/packages/package-pull.ts';
import type { PackageRequests } from '../sync/packages/package-requests.ts';
import type { SyncEngine } from '../sync/sync-engine.ts';
import type { StationMetrics } from './metrics/station-metrics.ts';

/** What routes and sockets need of the rest of the service. */
export interface ApiDependencies {
  /** What is in effect at the moment. */
  readonly config: StationConfig;
  configs: ConfigStore;
  /** By which names, and from which pages, the station may be used. */
  guard: GuardOptions;
  /** Who asks. */
  auth: Authenticator;
  /** Users and keys; `auth` is null with authentication off. */
  people: { users: UserStore; auth: StationAuth | null };
  version: string;
  streamId: string;
  startedAt: string;
  batches: BatchManager;
  packages: PackageStore;
  intake: Pick<PackageIntake, 'receive'>;
  versions: InstalledVersions;
  overrides: OverridesStore;
  /** What NeuroHub wants here. */
  pull: Pick<PackagePull, 'view' | 'refresh'>;
  /** What people here want of NeuroHub. */
  packageRequests: PackageRequests;
  storage: Storage;
  /** For lists by filters that no index serves. */
  longReader: LongReader;
  /** Another, so that no list waits for a year to be counted. */
  statistics: LongReader;
  reports: ReportDesk;
  bulkExports: BulkExports;
  savedFilters: SavedFilters;
  events: ServiceEvents;
  clock: Clock;
  log: Logger;
  stationLog: StationLog;
  redactor: Redactor;
  dataDir: string;
  /** The link to NeuroHub, and what is asked over it. */
  live: Pick<Live, 'remoteStarts' | 'state'>;
  /** Folder of the built screen, or null when it has not been built. */
  uiDir: string | null;
  shared: SharedResources;
  /** Instruments that an earlier life of the station left armed. */
  leftArmed: readonly LeftArmed[];
  alarms: Alarms;
  backups: Pick<Backups, 'make' | 'view' | 'archive' | 'want' | 'forget'>;
  integrity: Pick<IntegrityCheck, 'checkedAt'>;
  clockWatch: Pick<ClockWatch, 'setAt'>;
  /** What was done about processes that died. */
  recoveries: Pick<RecoveryList, 'newest'>;
  /** Who did what. Never rejects; nothing that must not wait awaits it. */
  audit: Pick<Audit, 'append'>;
  metrics: Pick<StationMetrics, 'text' | 'contentType'>;
  disk: Pick<DiskGuard, 'look'>;
  sync: SyncEngine;
  /** True once everything has been started, and the service manager was told so. */
  ready(): boolean;
  /** True once the station is ending: changes are refused from then on. */
  shuttingDown(): boolean;
}
