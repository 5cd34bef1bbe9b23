/** What station.yaml says about the disk of the data folder, and the care of what is on it: `storage`. */
import * as z from 'zod';
import { backupSchema, encryptionSchema, integrityCheckSchema, retentionSchema } from './data-care-config.ts';

const MB = 1024 ** 2;

export const storageSchema = z
  .strictObject({
    min_free_mb: z.int().min(0).default(200).describe('megabytes; below this no execution is started'),
    warn_free_mb: z
      .int()
      .min(0)
      .optional()
      .describe('megabytes; below this there is an alarm. Default: twice min_free_mb'),
    ballast_mb: z
      .int()
      .min(0)
      .max(10_240)
      .default(32)
      .describe('megabytes; a file of this size is given up when the disk is full, so that what runs can be stored'),
    warn_used_percent: z
      .number()
      .min(1)
      .max(100)
      .default(80)
      .describe('percent of the disk; above it there is an alarm. 100: never'),
    critical_used_percent: z
      .number()
      .min(1)
      .max(100)
      .default(90)
      .describe('percent of the disk; above it the alarm is one of high priority. 100: never'),
    backup: backupSchema,
    integrity_check: integrityCheckSchema,
    retention: retentionSchema,
    encryption: encryptionSchema,
  })
  .superRefine(({ warn_used_percent, critical_used_percent }, context) => {
    if (warn_used_percent <= critical_used_percent) return;
    const message = `expected at most critical_used_percent (${critical_used_percent}): the warning comes first`;
    context.addIssue({ code: 'custom', path: ['warn_used_percent'], message });
  })
  .superRefine(({ min_free_mb, warn_free_mb }, context) => {
    if (warn_free_mb === undefined || warn_free_mb >= min_free_mb) return;
    const message = `expected at least min_free_mb (${min_free_mb}): the warning comes before the refusal`;
    context.addIssue({ code: 'custom', path: ['warn_free_mb'], message });
  })
  .prefault({})
  .transform(({ min_free_mb, warn_free_mb = 2 * min_free_mb, ballast_mb, ...s }) => ({
    minFreeBytes: min_free_mb * MB,
    warnFreeBytes: warn_free_mb * MB,
    ballastBytes: ballast_mb * MB,
    warnUsedPercent: s.warn_used_percent,
    criticalUsedPercent: s.critical_used_percent,
    backup: s.backup,
    integrityCheck: s.integrity_check,
    retention: s.retention,
    ...(s.encryption && { encryption: s.encryption }),
  }));
