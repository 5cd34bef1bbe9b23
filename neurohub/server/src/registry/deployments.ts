import { randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type {
  Deployment,
  DeploymentReport,
  deployBodySchema,
  rollbackBodySchema,
} from '@neurohub/contracts/hub-registry';
import type { HubAuditAction } from '@neurohub/contracts/hub-rest';
import type { PoolClient } from 'pg';
import type * as z from 'zod';
import { transact } from '../database/transact.ts';
import { assertNoDowngrade, type InUse } from './assert-no-downgrade.ts';
import { type DeploymentRow, deploymentView } from './deployment-row.ts';
import { findVersion } from './packages.ts';
import type { By, RegistryParts } from './registry-parts.ts';

/** Where a package is to be used: a station, or one batch of it. */
interface Place {
  name: string;
  stationId: string;
  batchId?: string | undefined;
}

type Deploy = z.output<typeof deployBodySchema> & { name: string };
type Rollback = z.output<typeof rollbackBodySchema> & { name: string };

/** Which packages are wanted where. What was wanted once stays in the list for ever. */
export class Deployments {
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /**
   * Wants a version somewhere. What is wanted there already and has not failed stays as it is; what has failed is tried again.
   * @throws VERSION_NOT_FOUND, VERSION_WITHDRAWN, STATION_NOT_FOUND, DOWNGRADE_REFUSED
   */
  deploy(wanted: Deploy, by: By): Promise<Deployment> {
    return this.#change(wanted, async (db, before) => {
      await this.#assertDeployable(db, wanted);
      const inUse = await inUseAt(db, wanted);
      if (!wanted.allowDowngrade) assertNoDowngrade(wanted, { before: before?.version, inUse });
      if (before && isStillOn(before, wanted)) return before;
      const goesBackTo = before?.version === wanted.version ? before.goes_back_to : (before?.id ?? null);
      return this.#put(db, { ...wanted, goesBackTo, action: 'package.deploy', by });
    });
  }

  /**
   * Wants what was wanted there before; again, what was before that. @throws VERSION_NOT_FOUND when nothing was; VERSION_WITHDRAWN,
   * STATION_NOT_FOUND
   */
  rollback(place: Rollback, by: By): Promise<Deployment> {
    return this.#change(place, async (db, now) => {
      const { rows } = await db.query<DeploymentRow>('select * from deployments where station_id = $1 and id = $2', [
        ...[place.stationId, now?.goes_back_to ?? null],
      ]);
      const [former] = rows;
      if (!former)
        throw new CodedError(
          'VERSION_NOT_FOUND',
          `NeuroHub wanted no other version of ${place.name} there before: deploy the one to go back to, with allowDowngrade`,
        );
      const wanted = { ...place, version: former.version, allowDowngrade: true };
      await this.#assertDeployable(db, wanted);
      return this.#put(db, { ...wanted, goesBackTo: former.goes_back_to, action: 'package.rollback', by });
    });
  }

  /** What a station says of one of its deployments. The same again changes nothing. @throws NOT_FOUND */
  async report(stationId: string, { deploymentId, state, message }: DeploymentReport): Promise<Deployment> {
    const { rows } = await this.#parts.pool.query<DeploymentRow>(
      `update deployments
          set state_at = case when state = $3 and message is not distinct from $4 then state_at else now() end,
              state = $3, message = $4
        where station_id = $1 and id = $2 returning *`,
      [stationId, deploymentId, state, message ?? null],
    );
    if (rows[0]) return deploymentView(rows[0]);
    throw new CodedError('NOT_FOUND', `${stationId} has no deployment ${deploymentId}`);
  }

  /** Newest first. */
  async list(query: {
    station?: string | undefined;
    name?: string | undefined;
    inForce?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ items: Deployment[]; nextCursor: string | null }> {
    const { station, name, inForce, limit, cursor } = query;
    const { rows } = await this.#parts.pool.query<DeploymentRow>(
      `select * from deployments
        where ($1::text is null or station_id = $1) and ($2::text is null or name = $2)
          and ($3::boolean is null or (replaced_at is null) = $3) and ($4::bigint is null or number < $4)
        order by number desc limit $5`,
      [station ?? null, name ?? null, inForce ?? null, cursor ?? null, limit + 1],
    );
    const page = rows.slice(0, limit);
    return { items: page.map(deploymentView), nextCursor: rows.length > limit ? String(page.at(-1)?.number) : null };
  }

  /** One change of a station after the other, each with what is in force at its place. */
  #change(
    place: Place,
    change: (db: PoolClient, before: DeploymentRow | undefined) => Promise<DeploymentRow>,
  ): Promise<Deployment> {
    return transact(this.#parts.pool, async (db) => {
      const station = await db.query('select 1 from stations where station_id = $1', [place.stationId]);
      if (station.rowCount === 0) throw new CodedError('STATION_NOT_FOUND', `no station "${place.stationId}"`);
      await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`deployments ${place.stationId}`]);
      const { rows } = await db.query<DeploymentRow>(
        `select * from deployments
          where station_id = $1 and name = $2 and batch_id is not distinct from $3 and replaced_at is null`,
        [place.stationId, place.name, place.batchId ?? null],
      );
      return deploymentView(await change(db, rows[0]));
    });
  }

  async #assertDeployable(db: PoolClient, { name, version }: { name: string; version: string }): Promise<void> {
    const { withdrawn_at } = await findVersion(db, name, version, { forChange: true });
    if (withdrawn_at)
      throw new CodedError('VERSION_WITHDRAWN', `${name} ${version} was withdrawn at ${withdrawn_at.toISOString()}`);
  }

  async #put(db: PoolClient, wanted: Put): Promise<DeploymentRow> {
    const { name, version, stationId, batchId = null, allowDowngrade, reason = null, goesBackTo, action, by } = wanted;
    await db.query(
      `update deployments set replaced_at = now()
        where station_id = $1 and name = $2 and batch_id is not distinct from $3 and replaced_at is null`,
      [stationId, name, batchId],
    );
    const { rows } = await db.query<DeploymentRow>(
      `insert into deployments (station_id, id, batch_id, name, version, package_hash, allow_downgrade, reason, deployed_by, goes_back_to)
         select $1, $2, $3, name, version, package_hash, $6, $7, $8, $9 from packages where name = $4 and version = $5
       returning *`,
      [stationId, randomUUID(), batchId, name, version, allowDowngrade, reason, by.who, goesBackTo],
    );
    const detail = { name, version, batchId, allowDowngrade, reason };
    await this.#parts.audit.append({ action, ...by, stationId, detail }, db);
    return rows[0] as DeploymentRow;
  }
}

interface Put extends Place {
  version: string;
  allowDowngrade: boolean;
  reason?: string | undefined;
  goesBackTo: string | null;
  action: Extract<HubAuditAction, 'package.deploy' | 'package.rollback'>;
  by: By;
}

/** Asking once more for what failed is asking for another try. */
const isStillOn = (before: DeploymentRow, wanted: Deploy): boolean =>
  before.version === wanted.version &&
  before.allow_downgrade === wanted.allowDowngrade &&
  !['refused', 'rolledBack'].includes(before.state);

/** What the batches of the place have of the package, as they said with their last sign of life. */
async function inUseAt(db: PoolClient, { name, stationId, batchId }: Place): Promise<InUse[]> {
  const { rows } = await db.query<InUse>(
    `select batch->>'id' as "batchId", batch->>'packageVersion' as version
       from stations, jsonb_array_elements(heartbeat->'batches') as batch
      where station_id = $1 and jsonb_typeof(heartbeat->'batches') = 'array'
        and batch->>'packageName' = $2 and ($3::text is null or batch->>'id' = $3)`,
    [stationId, name, batchId ?? null],
  );
  return rows;
}
