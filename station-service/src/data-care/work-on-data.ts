import { dirname, join, resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { systemClock } from '../core/clock.ts';
import { loadConfig } from '../core/config/load-config.ts';
import { DataFolder } from '../core/data-folder.ts';
import { readFlags } from '../core/flags.ts';
import { takeKey } from '../storage/database-key.ts';
import { openDatabase } from '../storage/open-database.ts';
import { type Rekeyed, rekeyDatabase } from './rekey-database.ts';
import { type Restored, restoreBackup } from './restore-backup.ts';

/** Paths begin at the working directory; what is absent is as for the station itself. */
export interface DataRequest {
  verb: 'restore' | 'rekey';
  /** Of a restore. */
  backup?: string | undefined;
  configFile?: string | undefined;
  dataDir?: string | undefined;
  /** Put the configuration of the backup back too. */
  withConfig?: boolean | undefined;
}

/** @throws CodedError of the restore, of the configuration; DATA_DIR_IN_USE while a station runs */
export async function workOnData(request: DataRequest, env: NodeJS.ProcessEnv): Promise<Restored | Rekeyed> {
  const flags = readFlags([], env);
  const given = {
    ...flags,
    configFile: request.configFile ?? flags.configFile,
    dataDir: request.dataDir ?? flags.dataDir,
  };
  const { config, file } = await loadConfig(given, env);
  await using folder = await DataFolder.take(config.paths.dataDir, { minFreeBytes: 0 });
  const at = systemClock.wallIso();
  const passphrase = config.storage.encryption?.passphrase;
  if (request.verb === 'rekey')
    return await rekeyDatabase({
      ...{ dataDir: folder.dir, to: passphrase, from: env['STATION_OLD_PASSPHRASE'] || undefined, at },
    });
  return await restoreBackup({
    ...{ dataDir: folder.dir, backup: request.backup ?? '', at },
    folder: resolve(config.storage.backup.folder ?? join(folder.dir, 'backups')),
    configFile: request.withConfig === true ? file : undefined,
    settle: (database) => settleCopy(database, passphrase),
  });
}

/** What ran when the backup was made has ended since, somehow: it is closed at the next start, never gone on with. */
const LET_NONE_GO_ON = `UPDATE checkpoints SET stop_asked = 1
  WHERE execution_id IN (SELECT id FROM executions WHERE ended_at IS NULL)`;
/** The first schema that knows a stop. */
const KNOWS_STOP = 4;

async function settleCopy(file: string, passphrase: string | undefined): Promise<void> {
  // The backup has the mark of its own passphrase beside it.
  await takeKey(dirname(file), passphrase);
  const db = openDatabase(file, { fileMustExist: true }, passphrase);
  try {
    const findings = db.prepare<[], string>('PRAGMA integrity_check(5)').pluck().all();
    if (findings.length !== 1 || findings[0] !== 'ok')
      throw new CodedError('BACKUP_DAMAGED', `the database of the backup is damaged: ${findings.join('; ')}`);
    if (Number(db.pragma('user_version', { simple: true })) >= KNOWS_STOP) db.exec(LET_NONE_GO_ON);
  } finally {
    db.close();
  }
}
