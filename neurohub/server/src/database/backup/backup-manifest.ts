/** What a backup says of itself. It is written last: a folder without one is no backup. */
import { hashSchema, timestampSchema } from '@neurohub/contracts/record';
import * as z from 'zod';

export const MANIFEST_FILE = 'manifest.json';

export const backupManifestSchema = z.object({
  format: z.literal(1),
  madeAt: timestampSchema,
  /** Number of the last migration. */
  schema: z.int().positive(),
  /** Rows in the text format of COPY, as gzip; in an order in which no row refers to one that comes later. */
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()).min(1),
      file: z.string().regex(/^[a-z0-9_]+\.copy\.gz$/),
      rows: z.int().nonnegative(),
      sha256: hashSchema.describe('of the file'),
    }),
  ),
  partitions: z.array(z.object({ name: z.string(), parent: z.string(), bounds: z.string() })),
  /** The last number that each has given. */
  sequences: z.array(z.object({ name: z.string(), last: z.int() })),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;
export type BackupTable = BackupManifest['tables'][number];
