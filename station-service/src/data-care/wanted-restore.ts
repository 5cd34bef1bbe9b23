/**
 * A backup that somebody wants put back while the station works: noted in the data folder, and done by the next start before anything is
 * opened. Nothing that runs is ended for it, and nothing half is ever opened.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { wantedRestoreSchema } from '@neurohub/contracts/backup-rest';
import { toErrorData } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { syncPath, writeDurably } from '../core/durable-files.ts';
import type { AuditWho } from '../storage/audit-who.ts';
import { type Restored, type RestoreRequest, restoreBackup } from './restore-backup.ts';

const FILE = '.restore-wanted.json';
const keptSchema = wantedRestoreSchema.extend({
  folder: z.string().describe('where the backups were when it was asked for'),
  who: z.custom<AuditWho>((value) => typeof value === 'object' && value !== null),
});
export type KeptRestore = z.infer<typeof keptSchema>;

/** Null: none is wanted. */
export async function readWanted(dataDir: string): Promise<KeptRestore | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = keptSchema.safeParse(JSON.parse(text));
  return parsed.data ?? null;
}

export async function keepWanted(dataDir: string, wanted: KeptRestore): Promise<void> {
  await writeDurably(join(dataDir, FILE), `${JSON.stringify(wanted)}\n`);
  await syncPath(dataDir);
}

export async function forgetWanted(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
  await syncPath(dataDir);
}

export interface DoneRestore {
  wanted: KeptRestore;
  restored: Restored;
}

/**
 * Puts it back, where one is wanted and the last start has not failed at it. The lock of the data folder is held, nothing is open.
 * One that fails says why in its note, and is not tried again by itself.
 */
export async function restoreWanted(
  request: Pick<RestoreRequest, 'dataDir' | 'at' | 'settle'>,
): Promise<DoneRestore | null> {
  const { dataDir } = request;
  const wanted = await readWanted(dataDir);
  if (!wanted || wanted.failure !== null) return null;
  try {
    const restored = await restoreBackup({ ...request, backup: wanted.id, folder: wanted.folder });
    await forgetWanted(dataDir);
    return { wanted, restored };
  } catch (thrown) {
    await keepWanted(dataDir, { ...wanted, failure: toErrorData(thrown).message });
    return null;
  }
}
