import { join, resolve } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { loadConfig } from '../core/config/load-config.ts';
import { DataFolder } from '../core/data-folder.ts';
import { readFlags } from '../core/flags.ts';
import { type Rekeyed, rekeyDatabase } from './rekey-database.ts';
import { type Restored, restoreBackup } from './restore-backup.ts';
import { settleCopy } from './settle-copy.ts';

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
