/** Packages over the station's own REST: which versions are installed and who signed them, and what NeuroHub wants here. */
import * as z from 'zod';
import { hashSchema, idSchema, timestampSchema, visibleText } from './record.ts';

export const SIGNATURE_STATES = [
  'trusted', // by a key of this station's trust store
  'notTrusted', // by keys that this station does not know
  'unsigned', // by nobody
  'invalid', // it is not what was signed, or cannot be read
  'folder', // a folder that somebody is working on: such folders carry no signature
] as const;

export const signatureViewSchema = z.object({
  state: z.enum(SIGNATURE_STATES),
  by: z.string().nullable().describe('name of the trusted key'),
});
export type SignatureView = z.infer<typeof signatureViewSchema>;

// ── installed versions ──────────────────────────────────────────────────────

export const installedVersionSchema = z.object({
  version: z.string(),
  id: z.string().describe('`<version>-<first digits of the hash>`: names it without doubt'),
  packageHash: hashSchema,
  isCurrent: z.boolean().describe('the version in use'),
  signature: signatureViewSchema,
  batches: z.array(idSchema).describe('batches for which NeuroHub wants it in place of the version in use'),
});
export type InstalledVersionView = z.infer<typeof installedVersionSchema>;

/** GET /api/sequences/:name/versions */
export const packageVersionsSchema = z.object({
  name: z.string(),
  versions: z.array(installedVersionSchema).describe('the newest first'),
  previous: z.string().nullable().describe('id of the version that a rollback goes back to'),
});
export type PackageVersions = z.infer<typeof packageVersionsSchema>;

const who = {
  reason: visibleText(500).describe('why; kept in the audit trail'),
  operator: visibleText(100).optional().describe('who asks'),
};
/** POST /api/sequences/:name/use */
export const useVersionBodySchema = z.strictObject({
  version: z.string().max(100).describe('`1.2.0`, or its id'),
  ...who,
});
/** POST /api/sequences/:name/rollback, and DELETE of a version */
export const packageReasonBodySchema = z.strictObject(who);

/** What is in use from the next start of each batch on. */
export const versionInUseSchema = z.object({
  name: z.string(),
  version: z.string(),
  id: z.string(),
  freed: z.array(idSchema).describe('batches that had a version of their own, and take this one now'),
});
export type VersionInUse = z.infer<typeof versionInUseSchema>;

// ── from NeuroHub ───────────────────────────────────────────────────────────

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

/** POST /api/system/packages/want: NeuroHub is asked to deploy a version here; what comes of it is in the list. */
export const wantPackageBodySchema = z.strictObject({
  name: z.string().max(100),
  version: z.string().max(100),
  allowDowngrade: z.boolean().default(false).describe('it may be older than the version in use'),
  ...who,
});
export type WantPackageBody = z.input<typeof wantPackageBodySchema>;
