import { deploymentReportSchema, deploymentSchema, wantedPackagesSchema } from '@neurohub/contracts/hub-registry';
import { idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubServer } from '../api/hub-server.ts';
import { stationOf } from '../api/require-roles.ts';
import type { Deployments } from './deployments.ts';
import type { RegistryParts } from './registry-parts.ts';
import { wantedPackages } from './wanted-packages.ts';

const tags = ['stations'];
const params = z.object({ id: idSchema });

/** For stations: what they are to use, and what became of it. */
export function stationPackageRoutes(server: HubServer, { pool }: RegistryParts, deployments: Deployments): void {
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
}
