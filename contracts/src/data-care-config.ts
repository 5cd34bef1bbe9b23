/** What station.yaml says about the care of what is stored: copies and checks of it. Parts of `storage`. */
import * as z from 'zod';

const HOUR_MS = 3_600_000;

export const backupSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('make copies of everything that is kept, while the station works'),
    interval_hours: z.number().min(0.1).max(8_760).default(24).describe('hours from one copy to the next'),
    keep: z.int().min(1).max(1_000).default(7).describe('copies; older ones are deleted once a new one is whole'),
    folder: z
      .string()
      .min(1)
      .optional()
      .describe('where the copies go, better on another disk. Default: backups in the data folder'),
    max_age_hours: z
      .number()
      .min(0.1)
      .max(17_520)
      .optional()
      .describe('hours; there is an alarm when the newest copy is older. Default: twice interval_hours'),
  })
  .prefault({})
  .transform(({ enabled, interval_hours, keep, folder, max_age_hours = 2 * interval_hours }) => ({
    enabled,
    intervalMs: interval_hours * HOUR_MS,
    keep,
    folder,
    maxAgeMs: max_age_hours * HOUR_MS,
  }));

export const integrityCheckSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('check the whole database now and then, while the station works'),
    interval_hours: z.number().min(0.1).max(8_760).default(168).describe('hours from one check to the next'),
  })
  .prefault({})
  .transform(({ enabled, interval_hours }) => ({ enabled, intervalMs: interval_hours * HOUR_MS }));

export const retentionSchema = z
  .strictObject({
    content_days: z
      .number()
      .min(1)
      .max(36_500)
      .optional()
      .describe('days; older files of results (large series, attachments) go when NeuroHub has them. Default: kept'),
    content_max_mb: z
      .int()
      .min(1)
      .optional()
      .describe('megabytes; above it the oldest files of results that NeuroHub has go. Default: no limit'),
  })
  .prefault({})
  .transform(({ content_days, content_max_mb }) => ({
    contentMs: content_days === undefined ? undefined : content_days * 24 * HOUR_MS,
    contentMaxBytes: content_max_mb === undefined ? undefined : content_max_mb * 1024 ** 2,
  }));

export const encryptionSchema = z
  .strictObject({
    passphrase: z
      .string()
      .min(12)
      .describe('of the database, as ${NAME}. A change needs `station database rekey` while the station is stopped'),
  })
  .optional();
