import type { Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { Redactor } from '@neurohub/contracts/redactor';
import { readTlsFiles, type TlsFiles } from '@neurohub/server-kit/tls-files';
import type { ApiDependencies } from '../api/api-dependencies.ts';
import { bindStation } from '../api/listener.ts';
import { TLS_NAMES } from '../api/tls-watch.ts';
import { makeFirstAdmin } from '../auth/first-admin.ts';
import { StationAuth } from '../auth/station-auth.ts';
import { UserStore } from '../auth/user-store.ts';
import { Audit } from '../core/audit.ts';
import { systemClock } from '../core/clock.ts';
import { type LoadedConfig, loadConfig } from '../core/config/load-config.ts';
import { DataFolder } from '../core/data-folder.ts';
import { DiskGuard } from '../core/disk-guard.ts';
import type { Flags } from '../core/flags.ts';
import type { Logger } from '../core/logger.ts';
import { StationLog } from '../core/station-log.ts';
import { refuseHalfRestore } from '../data-care/restore-backup.ts';
import { settleCopy } from '../data-care/settle-copy.ts';
import { type DoneRestore, restoreWanted } from '../data-care/wanted-restore.ts';
import { THE_STATION } from '../storage/audit-who.ts';
import { Storage } from '../storage/storage.ts';
import { VERSION } from '../version.ts';
import { INSTALLED } from './installed-files.ts';

/** What everything else stands on: the configuration of the start, the data folder that is ours, the log, the address, the database. */
export interface Foundation {
  loaded: LoadedConfig;
  /** As the station began. */
  config: StationConfig;
  dataDir: string;
  folder: DataFolder;
  redactor: Redactor;
  stationLog: StationLog;
  log: Logger;
  http: HttpServer;
  tlsFiles: TlsFiles | undefined;
  disk: DiskGuard;
  storage: Storage;
  audit: Audit;
  people: ApiDependencies['people'];
}

/** @throws the coded error of whatever is not as it has to be */
export async function openFoundation(flags: Flags, undo: AsyncDisposableStack): Promise<Foundation> {
  const loaded = await loadConfig(flags, process.env);
  const { config } = loaded;
  const { dataDir } = config.paths;
  const folder = undo.use(await DataFolder.take(dataDir, { minFreeBytes: config.storage.minFreeBytes }));
  const passphrase = config.storage.encryption?.passphrase;
  const done = await restoreWanted({
    ...{ dataDir: folder.dir, at: systemClock.wallIso() },
    settle: (database) => settleCopy(database, passphrase),
  });
  refuseHalfRestore(folder.dir);
  const redactor = new Redactor();
  redactor.learn(config);
  redactor.learnEnvironment(process.env, config);
  const stationLog = new StationLog(config.logging, { dataDir, redactor });
  const log = stationLog.logger;
  const { id: stationId } = config.station;
  log.info({ stationId, version: VERSION, node: process.version, pid: process.pid, dataDir }, 'the station begins');
  for (const warning of loaded.warnings) log.warn(warning);
  const { tls } = config.server;
  const tlsFiles = tls && (await readTlsFiles(tls, TLS_NAMES));
  const http = await bindStation({ ...config.server, tls: tlsFiles?.context });
  undo.defer(() => closeHttp(http));
  const disk = new DiskGuard(folder.dir, config.storage, log);
  const storage = await openStorage(config, { disk, log, undo });
  const audit = undo.use(new Audit({ store: storage, clock: systemClock, log, redactor }));
  undo.defer(() => void audit.append({ action: 'station.stopping', ...THE_STATION }));
  if (done) tellOfRestore(done, { audit, log });
  void audit.append({ action: 'station.started', ...THE_STATION, detail: { version: VERSION } });
  const people = await openPeople(config, dataDir);
  return {
    ...{
      loaded,
      config,
      dataDir,
      folder,
      redactor,
      stationLog,
      log,
      http,
      tlsFiles,
      disk,
      storage,
      audit,
      people,
    },
  };
}

/** In the database that was put back: the one that was there before knows that it was wanted. */
function tellOfRestore(
  { wanted: { who, reason }, restored }: DoneRestore,
  { audit, log }: Pick<Foundation, 'audit' | 'log'>,
): void {
  log.warn(restored, 'a backup was put back, as somebody wanted');
  const { id, madeAt, movedTo } = restored;
  void audit.append({ action: 'backup.restore', ...who, detail: { id, madeAt, movedTo, reason } });
}

async function openStorage(
  { paths: { dataDir }, storage }: StationConfig,
  { disk, log, undo }: { disk: DiskGuard; log: Logger; undo: AsyncDisposableStack },
): Promise<Storage> {
  const { writerEntry, readerEntry } = INSTALLED;
  const passphrase = storage.encryption?.passphrase;
  const onDiskFull = () => disk.diskIsFull();
  return undo.use(await Storage.open({ dataDir, writerEntry, readerEntry, passphrase, log, onDiskFull }));
}

async function openPeople({ server, station }: StationConfig, dataDir: string): Promise<ApiDependencies['people']> {
  const users = await UserStore.open(join(dataDir, 'users.json'), () => systemClock.wallIso());
  const secret = await makeFirstAdmin(users, server.auth);
  // To the console only: a log is kept, and sent to others.
  if (secret) process.stdout.write(`${secret}\n`);
  const nowMs = () => Date.parse(systemClock.wallIso());
  const options = { config: server.auth, users, stationId: station.id, isTls: server.tls !== undefined, nowMs };
  return { users, auth: server.auth.enabled ? new StationAuth(options) : null };
}

function closeHttp(http: HttpServer): Promise<void> {
  http.closeAllConnections();
  return new Promise((resolve) => http.close(() => resolve()));
}
