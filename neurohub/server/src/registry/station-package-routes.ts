import {
  askForPackageBodySchema,
  deploymentReportSchema,
  deploymentSchema,
  offeredPackagesSchema,
  wantedPackagesSchema,
} from '@neurohub/contracts/hub-registry';
import { idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { clientOf } from '../api/addresses.ts';
import { success } from '../api/envelope.ts';
import type { HubServer } from '../api/hub-server.ts';
import { stationOf } from '../api/require-roles.ts';
import type { Deployments } from './deployments.ts';
import type { Packages } from './packages.ts';
import type { RegistryParts } from './registry-parts.ts';
import { wantedPackages } from './wanted-packages.ts';

const tags = ['stations'];
const params = z.object({ id: idSchema });

interface StationPackages {
  packages: Packages;
  deployments: Deployments;
}

/** For stations: what they are to use, and what became of it; what there is, and what a person there wants. */
export function stationPackageRoutes(
  server: HubServer,
  { pool }: RegistryParts,
  { packages, deployments }: StationPackages,
): void {
  server.get('/api/stations/:id/packages', {
    schema: {
      ...{ summary: 'What the station should use; `tag` is that of the answer to its sign of life', tags, params },
      response: { 200: successOf(wantedPackagesSchema) },
    },
    handler: async (request) => success(await wantedPackages(pool, stationOf(request).id)),
  });
  server.post('/api/stations/:id/packages', {
    schema: {
      ...{ summary: 'What became of a deployment; the same again changes nothing', tags, params },
      body: deploymentReportSchema,
      response: { 200: successOf(deploymentSchema), 404: failureSchema },
    },
    handler: async (request) => success(await deployments.report(stationOf(request).id, request.body)),
  });
  server.get('/api/stations/:id/packages/offered', {
    schema: {
      ...{ summary: 'What people at the station may ask for, the newest version first', tags, params },
      response: { 200: successOf(offeredPackagesSchema) },
    },
    handler: async () => {
      const all = (await packages.list()).map(({ name, displayName, versions }) => ({
        ...{ name, ...(displayName && { displayName }) },
        versions: versions.filter(({ withdrawnAt }) => withdrawnAt === null),
      }));
      return success(all.filter(({ versions }) => versions.length > 0));
    },
  });
  server.post('/api/stations/:id/packages/ask', {
    schema: {
      summary: 'A person at the station wants a version there; it becomes a deployment, as one that is made here',
      ...{ tags, params, body: askForPackageBodySchema },
      response: { 200: successOf(deploymentSchema), 404: failureSchema, 409: failureSchema },
    },
    handler: async (request) => {
      const { by, ...wanted } = request.body;
      const stationId = stationOf(request).id;
      return success(
        await deployments.deploy(
          { ...wanted, stationId },
          { who: `${by} (${stationId})`, from: clientOf(request.raw).address },
        ),
      );
    },
  });
}
