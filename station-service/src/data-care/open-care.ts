import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { armedBy } from '../core/left-armed.ts';
import { CareDatabase } from '../storage/care-database.ts';
import { Backups, type BackupsParts } from './backups.ts';
import { CareQueue } from './care-queue.ts';
import { IntegrityCheck } from './integrity-check.ts';
import { Retention, type RetentionParts } from './retention.ts';
import { tendData } from './tend-data.ts';

export interface CareParts
  extends Pick<BackupsParts, 'dataDir' | 'configFile' | 'stationId' | 'version' | 'alarms' | 'clock' | 'log'> {
  /** The compiled thread entry (db-care.js). */
  careEntry: string;
  /** As it is in effect at the moment. */
  config(): StationConfig['storage'];
  store: RetentionParts['store'];
  /** Of the database; undefined: it is not encrypted. */
  passphrase: string | undefined;
}

export interface Care {
  backups: Backups;
  integrity: IntegrityCheck;
  tending: AsyncDisposable;
}

/** Everything that looks after what is stored. */
export function openCare({ careEntry, passphrase, ...parts }: CareParts): Care {
  const queue = new CareQueue();
  const database = new CareDatabase({ file: join(parts.dataDir, 'station.db'), entry: careEntry, passphrase });
  const backups = new Backups({ ...parts, database, queue });
  // Before the backup: what is damaged is known when it is made.
  const integrity = new IntegrityCheck({ ...parts, database, queue });
  const armedDir = join(parts.dataDir, 'armed');
  const retention = new Retention({ ...parts, queue, armedBy: (executionId) => armedBy(armedDir, executionId) });
  return { backups, integrity, tending: tendData({ works: [integrity, backups, retention], queue, log: parts.log }) };
}
