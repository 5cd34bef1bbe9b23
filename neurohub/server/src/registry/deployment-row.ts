import type { Deployment, DeploymentState } from '@neurohub/contracts/hub-registry';

/** A row of `deployments`. */
export interface DeploymentRow {
  station_id: string;
  id: string;
  number: string | number;
  batch_id: string | null;
  name: string;
  version: string;
  package_hash: Buffer;
  allow_downgrade: boolean;
  reason: string | null;
  deployed_by: string;
  deployed_at: Date;
  goes_back_to: string | null;
  replaced_at: Date | null;
  state: DeploymentState;
  state_at: Date | null;
  message: string | null;
}

export const deploymentView = (row: DeploymentRow): Deployment => ({
  id: row.id,
  name: row.name,
  version: row.version,
  packageHash: row.package_hash.toString('hex'),
  stationId: row.station_id,
  batchId: row.batch_id,
  allowDowngrade: row.allow_downgrade,
  reason: row.reason,
  by: row.deployed_by,
  at: row.deployed_at.toISOString(),
  replacedAt: row.replaced_at?.toISOString() ?? null,
  state: row.state,
  stateAt: row.state_at?.toISOString() ?? null,
  message: row.message,
});
