import { Readable } from 'node:stream';
import { CodedError } from '@neurohub/contracts/errors';
import {
  type Deployment,
  deployBodySchema,
  deploymentSchema,
  deploymentsPageSchema,
  deploymentsQuerySchema,
  packageVersionSchema,
  registryPackageSchema,
  rollbackBodySchema,
} from '@neurohub/contracts/hub-registry';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes, HubServer } from '../api/hub-server.ts';
import { byOf } from '../api/require-roles.ts';
import { archiveRoute } from './archive-route.ts';
import { Deployments } from './deployments.ts';
import { Packages } from './packages.ts';
import type { RegistryParts, StationHint } from './registry-parts.ts';
import { stationPackageRoutes } from './station-package-routes.ts';

const tags = ['packages'];
const nameParams = z.object({ name: z.string().max(100) });
const versionParams = nameParams.extend({ version: z.string().max(100) });

/** The package registry: what was uploaded, and which of it stations and batches are to use. */
export const registryRoutes =
  (parts: RegistryParts, { hint }: StationHint): HubRoutes =>
  async (server) => {
    const packages = new Packages(parts);
    const deployments = new Deployments(parts);
    // Handed on unread: the one route that takes archives has limits of its own.
    server.addContentTypeParser('application/x-tar', (_request, payload, done) => done(null, payload));
    packageRoutes(server, packages);
    archiveRoute(server, packages);
    // Nobody waits for it: the station asks with its next sign of life anyway.
    deploymentRoutes(
      server,
      deployments,
      ({ stationId, by }) =>
        void hint(stationId, by).catch((err: unknown) =>
          parts.log.warn({ err, stationId }, 'a station was given no hint'),
        ),
    );
    stationPackageRoutes(server, parts, { packages, deployments });
  };

function packageRoutes(server: HubServer, packages: Packages): void {
  server.get('/api/sequences', {
    schema: {
      ...{ summary: 'Every package with its versions, newest first', tags },
      response: { 200: successOf(z.array(registryPackageSchema)) },
    },
    handler: async () => success(await packages.list()),
  });
  server.post('/api/sequences', {
    schema: {
      summary: 'Take in a packed package (`station pack`)',
      description:
        'The body is the archive itself, `content-type: application/x-tar`, at most 50 MB. It is read and its hashes are checked; nothing ' +
        'of it is unpacked or run. The same again changes nothing; more signatures for the same content are taken over.',
      tags,
      response: { 200: successOf(packageVersionSchema), 409: failureSchema, 413: failureSchema, 422: failureSchema },
    },
    handler: async (request) => {
      if (!(request.body instanceof Readable))
        throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'the body has to be an archive, as application/x-tar');
      return success(await packages.receive(request.body, byOf(request)));
    },
  });
  server.get('/api/sequences/:name', {
    schema: {
      ...{ summary: 'One package with its versions, newest first', tags, params: nameParams },
      response: { 200: successOf(registryPackageSchema), 404: failureSchema },
    },
    handler: async ({ params: { name } }) => success(await packages.find(name)),
  });
  server.get('/api/sequences/:name/versions', {
    schema: {
      ...{ summary: 'The versions of a package, newest first', tags, params: nameParams },
      response: { 200: successOf(z.array(packageVersionSchema)), 404: failureSchema },
    },
    handler: async ({ params: { name } }) => success((await packages.find(name)).versions),
  });
  server.get('/api/sequences/:name/versions/:version', {
    schema: {
      ...{ summary: 'One version of a package', tags, params: versionParams },
      response: { 200: successOf(packageVersionSchema), 404: failureSchema },
    },
    handler: async ({ params: { name, version } }) => success(await packages.version(name, version)),
  });
  server.post('/api/sequences/:name/versions/:version/withdraw', {
    schema: {
      summary: 'Take a version out of use: it is no longer deployed or given to stations',
      description: 'Stations that have it keep it. A repeat changes nothing.',
      ...{ tags, params: versionParams, response: { 200: successOf(packageVersionSchema), 404: failureSchema } },
    },
    handler: async (request) => {
      const { name, version } = request.params;
      return success(await packages.withdraw(name, version, byOf(request)));
    },
  });
}

function deploymentRoutes(server: HubServer, deployments: Deployments, told: (wanted: Deployment) => void): void {
  const refusals = { 404: failureSchema, 409: failureSchema };
  server.post('/api/sequences/:name/deployments', {
    schema: {
      summary: 'Want a version at a station, or for one of its batches',
      description:
        'The station fetches it, checks it by its own trust store, and takes it into use between two tests. An older version than the one ' +
        'in use needs `allowDowngrade`. What is wanted there already stays as it is, unless it failed: then it is tried again.',
      ...{ tags, params: nameParams, body: deployBodySchema },
      response: { 200: successOf(deploymentSchema), ...refusals },
    },
    handler: async (request) => {
      const wanted = await deployments.deploy({ ...request.body, name: request.params.name }, byOf(request));
      told(wanted);
      return success(wanted);
    },
  });
  server.post('/api/sequences/:name/rollback', {
    schema: {
      ...{
        summary: 'Want the version that was wanted there before',
        tags,
        params: nameParams,
        body: rollbackBodySchema,
      },
      response: { 200: successOf(deploymentSchema), ...refusals },
    },
    handler: async (request) => {
      const wanted = await deployments.rollback({ ...request.body, name: request.params.name }, byOf(request));
      told(wanted);
      return success(wanted);
    },
  });
  server.get('/api/deployments', {
    schema: {
      ...{
        summary: 'What was wanted where, newest first, and what became of it',
        tags,
        querystring: deploymentsQuerySchema,
      },
      response: { 200: successOf(deploymentsPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => {
      if (query.cursor !== undefined && !/^\d{1,15}$/.test(query.cursor))
        throw new CodedError(
          'VALIDATION_ERROR',
          `cursor: expected nextCursor of the page before, got "${query.cursor}"`,
        );
      return success(await deployments.list(query));
    },
  });
}
