/** REST bodies of the copies of everything a station keeps: `/api/backups`. */
import * as z from 'zod';
import { timestampSchema, visibleText } from './record.ts';

export const backupIdSchema = z.string().regex(/^backup-[\w.-]{1,100}$/, 'such as backup-2026-01-02T03-04-05.678Z');

export const backupViewSchema = z.object({
  id: backupIdSchema,
  madeAt: timestampSchema,
  reason: z.enum(['schedule', 'request']),
  stationId: z.string(),
  version: z.string().describe('of the station that made it'),
  files: z.int().min(0),
  bytes: z.int().min(0).describe('of all files; what an earlier backup has too takes no room of its own'),
});
export type BackupView = z.infer<typeof backupViewSchema>;

/** Somebody wants a backup put back: it is, when the station starts the next time. */
export const wantedRestoreSchema = z.object({
  id: backupIdSchema,
  at: timestampSchema.describe('when it was asked for'),
  by: z.string(),
  reason: z.string(),
  failure: z.string().nullable().describe('why the last start could not; what is kept is untouched then'),
});
export type WantedRestore = z.infer<typeof wantedRestoreSchema>;

export const wantRestoreBodySchema = z.strictObject({
  reason: visibleText(500).describe('why; kept in the audit trail'),
});

export const backupsViewSchema = z.object({
  folder: z.string(),
  isRunning: z.boolean(),
  failure: z.string().nullable().describe('why the last one could not be made; null when it could'),
  nextAt: timestampSchema.nullable().describe('earliest time of the next by schedule; null: there is no schedule'),
  items: z.array(backupViewSchema).describe('newest first; only whole ones'),
  wanted: wantedRestoreSchema.nullable().describe('put back at the next start; null: none is'),
});
export type BackupsView = z.infer<typeof backupsViewSchema>;
