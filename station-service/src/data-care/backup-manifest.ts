/** What a backup says about itself: written last, so that a folder without it is none. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { backupIdSchema, backupViewSchema } from '@neurohub/contracts/backup-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { timestampSchema } from '@neurohub/contracts/record';
import * as z from 'zod';

export const MANIFEST_FILE = 'manifest.json';

/** Below the folder of the backup, with forward slashes; never out of it. */
const pathSchema = z
  .string()
  .min(1)
  .refine((path) =>
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\')),
  );

const manifestSchema = z.object({
  format: z.literal(1),
  id: backupIdSchema,
  madeAt: timestampSchema,
  reason: backupViewSchema.shape.reason,
  stationId: z.string(),
  version: z.string(),
  files: z.array(z.object({ path: pathSchema, bytes: z.int().min(0), sha256: z.hash('sha256') })),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackedUpFile = BackupManifest['files'][number];

/** Undefined when the folder is no whole backup. */
export async function readManifest(folder: string): Promise<BackupManifest | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')));
  } catch {
    // Not there, half, or somebody else's: whoever needs it says so.
    return undefined;
  }
}

/** The whole backups of a folder, newest first. */
export async function listManifests(folder: string): Promise<BackupManifest[]> {
  const names = await readdir(folder).catch(() => []);
  const ids = names.filter((name) => backupIdSchema.safeParse(name).success);
  const manifests = await Promise.all(ids.map((id) => readManifest(join(folder, id))));
  return manifests.filter((one) => one !== undefined).sort((a, b) => b.madeAt.localeCompare(a.madeAt));
}

/** Reads every file of it again. @throws BACKUP_DAMAGED naming the first that is not as it was */
export async function assertWhole(folder: string, { id, files }: BackupManifest): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path);
    const size = await stat(file).then(
      (found) => found.size,
      () => -1,
    );
    if (size === bytes && (await hashOf(file)) === sha256) continue;
    const what = size < 0 ? 'is missing' : 'is not what it was';
    throw new CodedError('BACKUP_DAMAGED', `${id}: ${path} ${what}`, { details: { folder, path } });
  }
}

export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
