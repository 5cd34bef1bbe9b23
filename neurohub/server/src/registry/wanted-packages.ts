import { createHash } from 'node:crypto';
import type { WantedPackages } from '@neurohub/contracts/hub-registry';
import type { Database } from '../database/transact.ts';

interface WantedRow {
  id: string;
  name: string;
  version: string;
  package_hash: Buffer;
  archive_sha256: Buffer;
  size: string | number;
  batch_id: string | null;
  allow_downgrade: boolean;
}

/** What a station should use now. What was withdrawn is not wanted any more: who has it keeps it, and nobody else gets it. */
export async function wantedPackages(db: Database, stationId: string): Promise<WantedPackages> {
  const { rows } = await db.query<WantedRow>(
    `select d.id, d.name, d.version, d.package_hash, p.archive_sha256, p.size, d.batch_id, d.allow_downgrade
       from deployments d join packages p on p.name = d.name and p.version = d.version
      where d.station_id = $1 and d.replaced_at is null and p.withdrawn_at is null
      order by d.number`,
    [stationId],
  );
  const packages = rows.map((row) => ({
    deploymentId: row.id,
    name: row.name,
    version: row.version,
    packageHash: row.package_hash.toString('hex'),
    archiveSha256: row.archive_sha256.toString('hex'),
    size: Number(row.size),
    batchId: row.batch_id,
    allowDowngrade: row.allow_downgrade,
  }));
  return { tag: tagOf(packages), packages };
}

/** For the answer to a sign of life: changes whenever {@link wantedPackages} does. */
export async function packagesTag(db: Database, stationId: string): Promise<string> {
  return (await wantedPackages(db, stationId)).tag;
}

function tagOf(packages: WantedPackages['packages']): string {
  if (packages.length === 0) return 'none';
  const text = packages.map(({ deploymentId, archiveSha256 }) => `${deploymentId} ${archiveSha256}\n`).join('');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
