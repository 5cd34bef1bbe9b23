/** What station.yaml says about the disk of the data folder: `storage`. */
import * as z from 'zod';

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
  })
  .superRefine(({ min_free_mb, warn_free_mb }, context) => {
    if (warn_free_mb === undefined || warn_free_mb >= min_free_mb) return;
    const message = `expected at least min_free_mb (${min_free_mb}): the warning comes before the refusal`;
    context.addIssue({ code: 'custom', path: ['warn_free_mb'], message });
  })
  .prefault({})
  .transform(({ min_free_mb, warn_free_mb = 2 * min_free_mb, ballast_mb }) => ({
    minFreeBytes: min_free_mb * MB,
    warnFreeBytes: warn_free_mb * MB,
    ballastBytes: ballast_mb * MB,
  }));
