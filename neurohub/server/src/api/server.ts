import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { HubParts } from '../hub-parts.ts';
import { timeRequests } from '../metrics/metrics-routes.ts';
import { VERSION } from '../version.ts';
import { sendFailure } from './envelope.ts';
import { guardRequests } from './guard-requests.ts';
import { refuseOtherProtocols } from './hub-protocol.ts';
import type { HubRoutes, HubServer } from './hub-server.ts';
import type { GuardOptions } from './request-guard.ts';
import { requireRoles } from './require-roles.ts';

/** Of routes that say nothing else. */
const MAX_BODY_BYTES = 256 * 1024;

export interface ServerOptions {
  parts: Pick<HubParts, 'people' | 'stations' | 'metrics' | 'log'>;
  guard: GuardOptions;
  shuttingDown(): boolean;
  routes: readonly HubRoutes[];
  /** Folder of the built dashboard, or null when it has not been built. */
  dashboardDir: string | null;
}

/** The HTTP server with every route, not yet listening. */
export async function createServer({
  parts,
  guard,
  shuttingDown,
  routes,
  dashboardDir,
}: ServerOptions): Promise<HubServer> {
  const server: HubServer = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    loggerInstance: parts.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true },
    // An address that cannot be decoded fails before there is a route, and so before the error handler below.
    frameworkErrors: (error, request, reply) => sendFailure(error, request as FastifyRequest, reply as FastifyReply),
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  // JSON only: a form of a foreign page can send text/plain without asking.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler(sendFailure);
  guardRequests(server, { guard, shuttingDown });
  requireRoles(server, parts);
  refuseOtherProtocols(server);
  timeRequests(server, parts.metrics);
  await server.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'NeuroHub', version: VERSION } },
    transform: jsonSchemaTransform,
  });
  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  for (const area of routes) await server.register(area);
  await serveDashboard(server, dashboardDir);
  return server;
}

/** The built dashboard; every address that is no file of it is the dashboard too, for its own routes. */
async function serveDashboard(server: HubServer, folder: string | null): Promise<void> {
  server.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html');
    if (wantsPage && folder && existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    const error = { code: 'NOT_FOUND', message: `there is nothing at ${request.method} ${request.url}` };
    return reply.status(404).send({ success: false, error });
  });
  if (!folder) return;
  await server.register(fastifyStatic, { root: folder, wildcard: false, cacheControl: true, maxAge: 0 });
}
