/** What NeuroHub wants of this station, and what became of it, over the station's own REST. */
import * as z from 'zod';
import { hashSchema, idSchema, timestampSchema } from './record.ts';

/** Why a wanted package is where it is. */
export const PULL_REASONS = [
  'inUse', // as wanted
  'toDownload', // when NeuroHub answers
  'downloading',
  'toInstall', // it is there, and checked next
  'batchBusy', // it is installed; what runs ends with the version that it began with
  'byPerson', // it is installed; `backend.packages: download` leaves it to a person
  'refused',
  'rolledBack', // it failed its self-check, and the version before is in use
  'otherChosen', // it was in use, and somebody at the station has chosen another since
] as const;
export type PullReason = (typeof PULL_REASONS)[number];

export const pulledPackageSchema = z.object({
  deploymentId: z.uuid(),
  name: z.string(),
  version: z.string().describe('that is wanted'),
  packageHash: hashSchema,
  batchId: idSchema.nullable().describe('null: every batch that uses the package'),
  inUse: z.string().nullable().describe('version that is in use there; null when none is'),
  isInstalled: z.boolean(),
  reason: z.enum(PULL_REASONS),
  message: z.string().nullable().describe('more about the reason, for people'),
  received: z.int().nonnegative().describe('bytes of the archive'),
  size: z.int().positive().describe('bytes of the archive'),
});
export type PulledPackage = z.infer<typeof pulledPackageSchema>;

/** GET /api/system/packages */
export const packagePullSchema = z.object({
  mode: z.enum(['off', 'download', 'auto']).describe('`backend.packages`; off also without NeuroHub'),
  askedAt: timestampSchema.nullable().describe('when NeuroHub was last understood'),
  problem: z
    .object({ code: z.string(), message: z.string(), next: z.string() })
    .nullable()
    .describe('what keeps the station from going on; it tries again by itself'),
  packages: z.array(pulledPackageSchema),
});
export type PackagePullView = z.infer<typeof packagePullSchema>;
