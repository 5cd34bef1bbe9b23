import { join, resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import Database from 'better-sqlite3';
import { systemClock } from '../core/clock.ts';
import { loadConfig } from '../core/config/load-config.ts';
import { DataFolder } from '../core/data-folder.ts';
import { readFlags } from '../core/flags.ts';
import { type Restored, restoreBackup } from './restore-backup.ts';

/** Paths begin at the working directory; what is absent is as for the station itself. */
export interface DataRequest {
  verb: 'restore';
  backup: string;
  configFile?: string | undefined;
  dataDir?: string | undefined;
  /** Put the configuration of the backup back too. */
  withConfig?: boolean | undefined;
}

/** @throws CodedError of the restore, of the configuration; DATA_DIR_IN_USE while a station runs */
export async function workOnData(request: DataRequest, env: NodeJS.ProcessEnv): Promise<Restored> {
  const flags = readFlags([], env);
  const given = {
    ...flags,
    configFile: request.configFile ?? flags.configFile,
    dataDir: request.dataDir ?? flags.dataDir,
  };
  const { config, file } = await loadConfig(given, env);
  await using folder = await DataFolder.take(config.paths.dataDir, { minFreeBytes: 0 });
  return await restoreBackup({
    ...{ dataDir: folder.dir, backup: request.backup, at: systemClock.wallIso() },
    folder: resolve(config.storage.backup.folder ?? join(folder.dir, 'backups')),
    configFile: request.withConfig === true ? file : undefined,
    settle: settleCopy,
  });
}

/** What ran when the backup was made has ended since, somehow: it is closed at the next start, never gone on with. */
const LET_NONE_GO_ON = `UPDATE checkpoints SET stop_asked = 1
  WHERE execution_id IN (SELECT id FROM executions WHERE ended_at IS NULL)`;
/** The first schema that knows a stop. */
const KNOWS_STOP = 4;

function settleCopy(file: string): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    const findings = db.prepare<[], string>('PRAGMA integrity_check(5)').pluck().all();
    if (findings.length !== 1 || findings[0] !== 'ok')
      throw new CodedError('BACKUP_DAMAGED', `the database of the backup is damaged: ${findings.join('; ')}`);
    if (Number(db.pragma('user_version', { simple: true })) >= KNOWS_STOP) db.exec(LET_NONE_GO_ON);
  } finally {
    db.close();
  }
}
