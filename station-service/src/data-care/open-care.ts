import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { CareDatabase } from '../storage/care-database.ts';
import { Backups, type BackupsParts } from './backups.ts';
import { CareQueue } from './care-queue.ts';
import { IntegrityCheck } from './integrity-check.ts';
import { tendData } from './tend-data.ts';

export interface CareParts
  extends Pick<BackupsParts, 'dataDir' | 'configFile' | 'stationId' | 'version' | 'alarms' | 'clock' | 'log'> {
  /** The compiled thread entry (db-care.js). */
  careEntry: string;
  /** As it is in effect at the moment. */
  config(): StationConfig['storage'];
  /** Of the database; undefined: it is not encrypted. */
  passphrase: string | undefined;
}

export interface Care {
  backups: Backups;
  tending: AsyncDisposable;
}

/** Everything that looks after what is stored. */
export function openCare({ careEntry, passphrase, ...parts }: CareParts): Care {
  const queue = new CareQueue();
  const database = new CareDatabase({ file: join(parts.dataDir, 'station.db'), entry: careEntry, passphrase });
  const backups = new Backups({ ...parts, database, queue });
  // Before the backup: what is damaged is known when it is made.
  const integrity = new IntegrityCheck({ ...parts, database, queue });
  return { backups, tending: tendData({ works: [integrity, backups], queue, log: parts.log }) };
}
