/** The package registry of NeuroHub, and which package each station and batch is to use. Archives are those of `station pack`. */
import * as z from 'zod';
import { hashSchema, idSchema, localizedTextSchema, timestampSchema } from '../record.ts';

const versionSchema = z.string().max(100).describe('semantic version, as in the manifest');

export const packageVersionSchema = z.object({
  name: z.string(),
  version: versionSchema,
  packageHash: hashSchema.describe('of the content, as records name it'),
  archiveSha256: hashSchema.describe('of the file that is downloaded'),
  size: z.int().positive().describe('bytes of the file'),
  displayName: localizedTextSchema.optional(),
  description: localizedTextSchema.optional(),
  keyIds: z.array(hashSchema).describe('of the keys it is signed with; whether they are trusted is for each station'),
  uploadedAt: timestampSchema,
  uploadedBy: z.string(),
  withdrawnAt: timestampSchema.nullable().describe('it can no longer be deployed; what has it keeps it'),
});
export type PackageVersion = z.infer<typeof packageVersionSchema>;

/** GET /api/sequences: a package with its newest version first. */
export const registryPackageSchema = z.object({
  name: z.string(),
  displayName: localizedTextSchema.optional(),
  versions: z.array(packageVersionSchema).min(1),
  usedBy: z.int().nonnegative().describe('batches that reported it with their last sign of life'),
});
export type RegistryPackage = z.infer<typeof registryPackageSchema>;

/** POST /api/sequences/:name/deployments. Without a batch: every batch of the station that uses the package. */
export const deployBodySchema = z.strictObject({
  version: versionSchema,
  stationId: idSchema,
  batchId: idSchema.optional(),
  allowDowngrade: z.boolean().default(false).describe('the version may be older than the one in use'),
  reason: z.string().min(1).max(500).optional(),
});
export type DeployBody = z.input<typeof deployBodySchema>;

/** POST /api/sequences/:name/rollback: the version that was wanted before this one, for the same station and batch. */
export const rollbackBodySchema = z.strictObject({
  stationId: idSchema,
  batchId: idSchema.optional(),
  reason: z.string().min(1).max(500),
});

export const DEPLOYMENT_STATES = [
  'waiting', // the station has not asked yet
  'downloading',
  'installed', // beside the others; its batch is testing
  'active',
  'refused', // by the station: signature, version, or what its message says
  'rolledBack', // it failed its self-check, and the version before is in use again
] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

export const deploymentSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  version: versionSchema,
  packageHash: hashSchema,
  stationId: idSchema,
  batchId: idSchema.nullable(),
  allowDowngrade: z.boolean(),
  reason: z.string().nullable(),
  by: z.string(),
  at: timestampSchema,
  replacedAt: timestampSchema.nullable().describe('a later deployment for the same place took over'),
  state: z.enum(DEPLOYMENT_STATES),
  stateAt: timestampSchema.nullable(),
  message: z.string().nullable().describe('why it was refused or rolled back, as the station says'),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** GET `HUB_PATHS.packages`, by a station: what it should use. `tag` is that of the heartbeat. */
export const wantedPackagesSchema = z.object({
  tag: z.string(),
  packages: z.array(
    z.object({
      deploymentId: z.uuid(),
      name: z.string(),
      version: versionSchema,
      packageHash: hashSchema,
      archiveSha256: hashSchema,
      size: z.int().positive(),
      batchId: idSchema.nullable(),
      allowDowngrade: z.boolean(),
    }),
  ),
});
export type WantedPackages = z.infer<typeof wantedPackagesSchema>;
/** GET `HUB_PATHS.offeredPackages`, by a station: what its people may ask for, the newest version first; none that was withdrawn. */
export const offeredPackagesSchema = z.array(
  z.object({
    name: z.string(),
    displayName: localizedTextSchema.optional(),
    versions: z.array(packageVersionSchema.pick({ version: true, packageHash: true, size: true, uploadedAt: true })),
  }),
);
export type OfferedPackages = z.infer<typeof offeredPackagesSchema>;

/** POST `HUB_PATHS.askForPackage`: a person at the station wants a version there. It becomes a deployment like any other. */
export const askForPackageBodySchema = z.strictObject({
  name: z.string().max(100),
  version: versionSchema,
  allowDowngrade: z.boolean().default(false),
  by: z.string().min(1).max(100).describe('who, as the station knows it'),
  reason: z.string().min(1).max(500),
});
export type AskForPackageBody = z.input<typeof askForPackageBodySchema>;
/** GET /api/sequences/:name/versions/:version/archive with ETag = archiveSha256 and Range: the bytes. */

/** GET /api/deployments, newest first. */
export const deploymentsQuerySchema = z.strictObject({
  station: idSchema.optional(),
  name: z.string().max(100).optional(),
  inForce: z.stringbool().optional().describe('only those that no later one has replaced, or only the others'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(100).optional(),
});
export const deploymentsPageSchema = z.object({ items: z.array(deploymentSchema), nextCursor: z.string().nullable() });

/** POST `HUB_PATHS.packages`: what became of a deployment at the station. */
export const deploymentReportSchema = z.strictObject({
  deploymentId: z.uuid(),
  state: z.enum(DEPLOYMENT_STATES),
  message: z.string().max(2000).optional(),
});
export type DeploymentReport = z.infer<typeof deploymentReportSchema>;
