import type { PackageVersion } from '@neurohub/contracts/hub-registry';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { Signature } from '@neurohub/package-kit';

/** A row of `packages`. */
export interface PackageRow {
  name: string;
  version: string;
  package_hash: Buffer;
  release_sha256: Buffer;
  archive_sha256: Buffer;
  size: string | number;
  display_name: Manifest['displayName'] | null;
  description: Manifest['description'] | null;
  signatures: Signature[];
  uploaded_at: Date;
  uploaded_by: string;
  withdrawn_at: Date | null;
}

export const packageView = (row: PackageRow): PackageVersion => ({
  name: row.name,
  version: row.version,
  packageHash: row.package_hash.toString('hex'),
  archiveSha256: row.archive_sha256.toString('hex'),
  size: Number(row.size),
  ...(row.display_name && { displayName: row.display_name }),
  ...(row.description && { description: row.description }),
  keyIds: row.signatures.map(({ keyId }) => keyId),
  uploadedAt: row.uploaded_at.toISOString(),
  uploadedBy: row.uploaded_by,
  withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
});
