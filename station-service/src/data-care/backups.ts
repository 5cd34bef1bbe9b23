import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BackupsView, BackupView, WantedRestore } from '@neurohub/contracts/backup-rest';
import type { StationConfig } from '@neurohub/contracts/config';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import type { Alarms } from '../core/alarms.ts';
import type { Clock } from '../core/clock.ts';
import { diskSpaceOf } from '../core/disk-space.ts';
import type { Logger } from '../core/logger.ts';
import type { AuditWho } from '../storage/audit-who.ts';
import { assertWhole, type BackupManifest, listManifests, readManifest } from './backup-manifest.ts';
import type { CareQueue } from './care-queue.ts';
import { makeBackup } from './make-backup.ts';
import { tarOfBackup } from './tar-of-backup.ts';
import { forgetWanted, keepWanted, readWanted } from './wanted-restore.ts';

export interface BackupsParts {
  dataDir: string;
  stationId: string;
  version: string;
  configFile: string;
  /** As it is in effect at the moment. */
  config(): Pick<StationConfig['storage'], 'backup' | 'minFreeBytes'>;
  database: { copyTo(file: string): Promise<void>; bytes(): Promise<number> };
  queue: CareQueue;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'info' | 'error'>;
}

/** The backups of this station: makes them, by schedule or when somebody asks, and keeps as many as are wanted. */
export class Backups {
  readonly #parts: BackupsParts;
  #failure: string | null = null;
  #isRunning = false;

  constructor(parts: BackupsParts) {
    this.#parts = parts;
  }

  get #folder(): string {
    const { dataDir, config } = this.#parts;
    return config().backup.folder ?? join(dataDir, 'backups');
  }

  /** @throws BACKUP_FAILED, after which there is an alarm; BACKUP_BUSY */
  async make(reason: BackupManifest['reason']): Promise<BackupView> {
    const { queue, alarms, log } = this.#parts;
    return queue.run('backup', async () => {
      this.#isRunning = true;
      try {
        const manifest = await this.#make(reason);
        this.#failure = null;
        for (const code of ['BACKUP_FAILED', 'BACKUP_OLD'] as const) alarms.clear({ code });
        log.info({ backup: manifest.id, files: manifest.files.length }, 'a backup was made');
        return viewOf(manifest);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        this.#failure = why;
        log.error({ err: cause }, 'a backup could not be made');
        alarms.raise({ code: 'BACKUP_FAILED', message: `no backup could be made in ${this.#folder}: ${why}` });
        throw isCodedError(cause) ? cause : new CodedError('BACKUP_FAILED', why, { cause });
      } finally {
        this.#isRunning = false;
      }
    });
  }

  async view(): Promise<BackupsView> {
    const manifests = await listManifests(this.#folder);
    const { enabled, intervalMs } = this.#parts.config().backup;
    const [newest] = manifests;
    const due = newest ? Date.parse(newest.madeAt) + intervalMs : Date.parse(this.#parts.clock.wallIso());
    return {
      folder: this.#folder,
      ...{ isRunning: this.#isRunning, failure: this.#failure },
      nextAt: enabled ? new Date(due).toISOString() : null,
      items: manifests.map(viewOf),
      wanted: await this.#wanted(),
    };
  }

  /** One of them as an archive. @throws BACKUP_NOT_FOUND */
  async archive(id: string): Promise<{ name: string; content: AsyncGenerator<Buffer> }> {
    const { folder, manifest } = await this.#find(id);
    return { name: `${this.#parts.stationId}-${id}.tar`, content: tarOfBackup(folder, manifest) };
  }

  /** Proves it, and notes that it is put back at the next start. @throws BACKUP_NOT_FOUND, BACKUP_DAMAGED, BACKUP_BUSY */
  async want(id: string, { who, by, reason }: { who: AuditWho; by: string; reason: string }): Promise<WantedRestore> {
    const { dataDir, clock, queue, log } = this.#parts;
    return queue.run('proof of a backup', async () => {
      const { folder, manifest } = await this.#find(id);
      await assertWhole(folder, manifest);
      const wanted = { id, at: clock.wallIso(), by, reason, failure: null };
      await keepWanted(dataDir, { ...wanted, folder: resolve(this.#folder), who });
      log.info({ backup: id, by }, 'a backup is put back at the next start');
      return wanted;
    });
  }

  /** Nothing is put back at the next start. */
  async forget(): Promise<void> {
    await forgetWanted(this.#parts.dataDir);
  }

  async #wanted(): Promise<WantedRestore | null> {
    const kept = await readWanted(this.#parts.dataDir);
    if (!kept) return null;
    const { id, at, by, reason, failure } = kept;
    return { id, at, by, reason, failure };
  }

  async #find(id: string): Promise<{ folder: string; manifest: BackupManifest }> {
    const folder = join(this.#folder, id);
    const manifest = await readManifest(folder);
    if (manifest) return { folder, manifest };
    throw new CodedError('BACKUP_NOT_FOUND', `there is no whole backup ${id} in ${this.#folder}`);
  }

  /** Makes one when it is time, and says when the newest is too old. Never throws. */
  async tend(): Promise<void> {
    const { alarms, clock, config } = this.#parts;
    const { enabled, intervalMs, maxAgeMs } = config().backup;
    if (!enabled) {
      for (const code of ['BACKUP_FAILED', 'BACKUP_OLD'] as const) alarms.clear({ code });
      return;
    }
    const age = await this.#age();
    // A clock that was set back makes it younger than now: then it is time as well.
    if (age === null || age >= intervalMs || age < -intervalMs) await this.make('schedule').catch(() => undefined);
    const left = await this.#age();
    if (left === null || left <= maxAgeMs) return;
    const [newest] = await listManifests(this.#folder);
    alarms.raise({ code: 'BACKUP_OLD', message: `the newest backup is of ${newest?.madeAt ?? clock.wallIso()}` });
  }

  async #age(): Promise<number | null> {
    const [newest] = await listManifests(this.#folder);
    return newest ? Date.parse(this.#parts.clock.wallIso()) - Date.parse(newest.madeAt) : null;
  }

  async #make(reason: BackupManifest['reason']): Promise<BackupManifest> {
    const { dataDir, stationId, version, configFile, clock, database, config } = this.#parts;
    await this.#assertRoom();
    const manifest = await makeBackup({
      ...{ dataDir, folder: this.#folder, configFile, stationId, version, reason, at: clock.wallIso() },
      copyDatabase: (to) => database.copyTo(to),
    });
    const old = (await listManifests(this.#folder)).filter((one) => one.stationId === stationId);
    for (const { id } of old.slice(config().backup.keep)) await rm(join(this.#folder, id), { recursive: true });
    return manifest;
  }

  /** A backup takes no room that tests need. */
  async #assertRoom(): Promise<void> {
    const { dataDir, database, config } = this.#parts;
    const needed = (await database.bytes()) + config().minFreeBytes;
    const { freeBytes } = await diskSpaceOf(config().backup.folder ?? dataDir);
    if (freeBytes >= needed) return;
    const [free, least] = [freeBytes, needed].map((bytes) => Math.floor(bytes / 1024 ** 2));
    throw new CodedError('BACKUP_FAILED', `${this.#folder} has ${free} MB free, ${least} MB are needed`);
  }
}

function viewOf({ id, madeAt, reason, stationId, version, files }: BackupManifest): BackupView {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { id, madeAt, reason, stationId, version, files: files.length, bytes };
}
