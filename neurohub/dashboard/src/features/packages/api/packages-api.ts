import {
  type DeployBody,
  type Deployment,
  deploymentSchema,
  deploymentsPageSchema,
  type PackageVersion,
  packageVersionSchema,
  type RegistryPackage,
  registryPackageSchema,
} from '@neurohub/contracts/hub-registry';
import { type HubStation, hubStationSchema } from '@neurohub/contracts/hub-rest';
import * as z from 'zod';
import { askHub } from '../../../lib/hub-request.ts';

/** An archive of 50 MB through a slow line. */
const UPLOAD_TIMEOUT_MS = 600_000;
const ARCHIVE_TYPE = 'application/x-tar';

const packagePath = (name: string, rest = '') => `/api/sequences/${encodeURIComponent(name)}${rest}`;

export const fetchPackages = (): Promise<RegistryPackage[]> => askHub(z.array(registryPackageSchema), '/api/sequences');

/** The newest; more than that are in force nowhere. */
const MOST_DEPLOYMENTS = 500;

export function fetchDeployments({ inForce }: { readonly inForce: boolean }): Promise<{ items: Deployment[] }> {
  const query = new URLSearchParams({ limit: String(MOST_DEPLOYMENTS), ...(inForce && { inForce: 'true' }) });
  return askHub(deploymentsPageSchema, `/api/deployments?${query}`);
}

/** To whom packages can be deployed. */
export const fetchPlaces = (): Promise<HubStation[]> => askHub(z.array(hubStationSchema), '/api/stations');

export const uploadArchive = (file: Blob): Promise<PackageVersion> =>
  askHub(packageVersionSchema, '/api/sequences', {
    body: file.slice(0, file.size, ARCHIVE_TYPE),
    timeoutMs: UPLOAD_TIMEOUT_MS,
  });

export const deploy = (name: string, body: DeployBody): Promise<Deployment> =>
  askHub(deploymentSchema, packagePath(name, '/deployments'), { body });

export const rollBack = ({ name, stationId, batchId }: Deployment, reason: string): Promise<Deployment> =>
  askHub(deploymentSchema, packagePath(name, '/rollback'), {
    body: { stationId, ...(batchId !== null && { batchId }), reason },
  });

export const withdraw = (name: string, version: string): Promise<PackageVersion> =>
  askHub(packageVersionSchema, packagePath(name, `/versions/${encodeURIComponent(version)}/withdraw`), { body: {} });
