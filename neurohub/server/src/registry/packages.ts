import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import { CodedError } from '@neurohub/contracts/errors';
import type { PackageVersion, RegistryPackage } from '@neurohub/contracts/hub-registry';
import { type Archive, archivedManifest, readArchive, type Signature } from '@neurohub/package-kit';
import type { PoolClient } from 'pg';
import { compare } from 'semver';
import { type Database, transact } from '../database/transact.ts';
import { readParts, writeParts } from './archive-parts.ts';
import type { ByteRange } from './byte-range.ts';
import { type PackageRow, packageView } from './package-row.ts';
import type { By, RegistryParts } from './registry-parts.ts';
import { type SpooledArchive, spoolArchive } from './spool-archive.ts';

/** Of this instance: each is read into memory as a whole. */
const MOST_UPLOADS = 2;

/** The packages of NeuroHub. They are read and kept; nothing of one is ever unpacked or run here. */
export class Packages {
  readonly #parts: RegistryParts;
  #uploads = 0;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /**
   * Takes an archive of `station pack`. The same again changes nothing; with more signatures than before it takes the place of the
   * former. @throws UPLOAD_BUSY, PAYLOAD_TOO_LARGE, ARCHIVE_INVALID, INVALID_YAML; ALREADY_EXISTS for other content under the version
   */
  async receive(body: Readable, by: By): Promise<PackageVersion> {
    if (this.#uploads >= MOST_UPLOADS)
      throw new CodedError('UPLOAD_BUSY', `${this.#uploads} packages are being uploaded`);
    this.#uploads += 1;
    try {
      await using spooled = await spoolArchive(body);
      const archive = await readArchive(spooled.file);
      return await transact(this.#parts.pool, (db) => this.#keep(db, { archive, spooled, by }));
    } finally {
      this.#uploads -= 1;
    }
  }

  /** By name; of each, the newest version first. */
  async list(name?: string): Promise<RegistryPackage[]> {
    const { rows } = await this.#parts.pool.query<PackageRow>(
      'select * from packages where $1::text is null or name = $1 order by name',
      [name ?? null],
    );
    const used = await this.#usedBy();
    const names = [...new Set(rows.map((row) => row.name))];
    return names.map((each) => {
      const versions = rows.filter((row) => row.name === each).map(packageView);
      versions.sort((a, b) => compare(b.version, a.version));
      const displayName = versions[0]?.displayName;
      return { name: each, ...(displayName && { displayName }), versions, usedBy: used.get(each) ?? 0 };
    });
  }

  /** @throws SEQUENCE_NOT_FOUND */
  async find(name: string): Promise<RegistryPackage> {
    const [found] = await this.list(name);
    if (found) return found;
    throw new CodedError('SEQUENCE_NOT_FOUND', `NeuroHub has no package "${name}"`);
  }

  /** @throws VERSION_NOT_FOUND */
  async version(name: string, version: string): Promise<PackageVersion> {
    return packageView(await findVersion(this.#parts.pool, name, version));
  }

  /** No longer deployed, and no longer given to stations: what has it keeps it. A repeat changes nothing. @throws VERSION_NOT_FOUND */
  withdraw(name: string, version: string, by: By): Promise<PackageVersion> {
    return transact(this.#parts.pool, async (db) => {
      const row = await findVersion(db, name, version, { forChange: true });
      if (row.withdrawn_at) return packageView(row);
      const { rows } = await db.query<PackageRow>(
        'update packages set withdrawn_at = now() where name = $1 and version = $2 returning *',
        [name, version],
      );
      // Nobody gets it any more: where it is not in use yet, it never will be.
      await db.query(
        `update deployments set state = 'refused', state_at = now(), message = $3
          where name = $1 and version = $2 and replaced_at is null and state in ('waiting', 'downloading', 'installed')`,
        [name, version, `VERSION_WITHDRAWN: ${by.who} withdrew it`],
      );
      await this.#parts.audit.append({ action: 'package.withdraw', ...by, detail: { name, version } }, db);
      return packageView(rows[0] as PackageRow);
    });
  }

  /** The bytes of an archive, read as they are taken. */
  read(archiveSha256: string, range: ByteRange): AsyncIterable<Buffer> {
    return readParts(this.#parts.pool, Buffer.from(archiveSha256, 'hex'), range);
  }

  async #keep(db: PoolClient, { archive, spooled, by }: Upload): Promise<PackageVersion> {
    const { name, version, packageHash } = archive.release;
    const { displayName, description } = archivedManifest(archive);
    const releaseSha256 = createHash('sha256').update(canonicalJson(archive.release)).digest();
    // Two at once of one version: the second waits, and sees the first.
    await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`package ${name} ${version}`]);
    const before = await findVersion(db, name, version).catch(() => undefined);
    if (before && !isSameOrLess(archive, before, releaseSha256)) {
      const held = `${name} ${version} is there with another content`;
      throw new CodedError('ALREADY_EXISTS', `${held}: give the new one another version`, {
        details: { name, version },
      });
    }
    if (before && archive.signatures.length <= before.signatures.length) return packageView(before);
    await writeParts(db, spooled.sha256, spooled.file);
    const { rows } = await db.query<PackageRow>(
      `insert into packages (name, version, package_hash, release_sha256, archive_sha256, size, display_name, description, signatures,
                             uploaded_by)
         values ($1, $2, $3, $4, $5, $6, $7::json, $8::json, $9::json, $10)
       on conflict (name, version) do update
         set archive_sha256 = excluded.archive_sha256, size = excluded.size, signatures = excluded.signatures
       returning *`,
      [
        ...[name, version, Buffer.from(packageHash, 'hex'), releaseSha256, spooled.sha256, spooled.size],
        ...[jsonOf(displayName), jsonOf(description), JSON.stringify(archive.signatures), by.who],
      ],
    );
    const kept = packageView(rows[0] as PackageRow);
    const detail = { name, version, packageHash, archiveSha256: kept.archiveSha256, keyIds: kept.keyIds };
    await this.#parts.audit.append({ action: 'package.upload', ...by, detail }, db);
    return kept;
  }

  /** Batches that said with their last sign of life that they have it, by the name of the package. */
  async #usedBy(): Promise<Map<string, number>> {
    const { rows } = await this.#parts.pool.query<{ name: string; count: string }>(
      `select batch->>'packageName' as name, count(*) as count
         from stations, jsonb_array_elements(heartbeat->'batches') as batch
        where jsonb_typeof(heartbeat->'batches') = 'array' group by 1`,
    );
    return new Map(rows.map(({ name, count }) => [name, Number(count)]));
  }
}

interface Upload {
  archive: Archive;
  spooled: SpooledArchive;
  by: By;
}

/** @throws VERSION_NOT_FOUND */
export async function findVersion(
  db: Database,
  name: string,
  version: string,
  { forChange = false } = {},
): Promise<PackageRow> {
  const { rows } = await db.query<PackageRow>(
    `select * from packages where name = $1 and version = $2 ${forChange ? 'for update' : ''}`,
    [name, version],
  );
  if (rows[0]) return rows[0];
  throw new CodedError('VERSION_NOT_FOUND', `NeuroHub has no ${name} ${version}`, { details: { name, version } });
}

/** The same release, and each signature that both carry is the same one: either has all that the other has. */
function isSameOrLess(archive: Archive, before: PackageRow, releaseSha256: Buffer): boolean {
  if (!before.release_sha256.equals(releaseSha256)) return false;
  const [few, many] = [archive.signatures, before.signatures].sort((a, b) => a.length - b.length) as [
    Signature[],
    Signature[],
  ];
  return few.every((one) => many.some((other) => other.keyId === one.keyId && other.signature === one.signature));
}

const jsonOf = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
