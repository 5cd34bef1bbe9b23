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
import type { ApiDependencies } from './api-dependencies.ts';
import type { ApiServer } from './api-server.ts';
import { guardRequests } from './browser-safety.ts';
import { sendFailure } from './envelope.ts';
import { nameOperators } from './name-operator.ts';
import { requireRoles } from './require-roles.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { auditRoutes } from './routes/audit.ts';
import { authRoutes } from './routes/auth.ts';
import { backupRoutes } from './routes/backups.ts';
import { batchConfigRoutes } from './routes/batch-config.ts';
import { batchRoutes } from './routes/batches.ts';
import { configRoutes } from './routes/config.ts';
import { executionRoutes } from './routes/executions.ts';
import { exportRoutes } from './routes/exports.ts';
import { logRoutes } from './routes/logs.ts';
import { manualRoutes } from './routes/manual.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { overridesRoutes } from './routes/overrides.ts';
import { packageRoutes } from './routes/packages.ts';
import { peopleRoutes } from './routes/people.ts';
import { promptRoutes } from './routes/prompts.ts';
import { remoteStartRoutes } from './routes/remote-starts.ts';
import { resultRoutes } from './routes/results.ts';
import { savedFilterRoutes } from './routes/saved-filters.ts';
import { sequenceControlRoutes } from './routes/sequence-control.ts';
import { sequenceRoutes } from './routes/sequences.ts';
import { sharedRoutes } from './routes/shared.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { supportRoutes } from './routes/support.ts';
import { syncRoutes } from './routes/sync.ts';
import { systemRoutes } from './routes/system.ts';
import { systemHealthRoutes } from './routes/system-health.ts';

const MAX_BODY_BYTES = 256 * 1024;

/** The HTTP server with every route, not yet listening. */
export async function createServer(deps: ApiDependencies): Promise<ApiServer> {
  const server: ApiServer = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    loggerInstance: deps.log as FastifyBaseLogger,
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
  // Handed on unread: the one route that takes archives has limits of its own.
  server.addContentTypeParser('application/x-tar', (_request, payload, done) => done(null, payload));
  server.setErrorHandler(sendFailure);
  guardRequests(server, deps);
  requireRoles(server, deps.auth);
  nameOperators(server);
  await server.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'NeuroHub Station', version: deps.version } },
    transform: jsonSchemaTransform,
  });
  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  for (const routes of [
    systemRoutes,
    authRoutes,
    peopleRoutes,
    systemHealthRoutes,
    alarmRoutes,
    backupRoutes,
    auditRoutes,
    sequenceControlRoutes,
    sharedRoutes,
    batchRoutes,
    batchConfigRoutes,
    configRoutes,
    manualRoutes,
    promptRoutes,
    remoteStartRoutes,
    sequenceRoutes,
    packageRoutes,
    overridesRoutes,
    resultRoutes,
    statisticsRoutes,
    exportRoutes,
    savedFilterRoutes,
    executionRoutes,
    syncRoutes,
    logRoutes,
    supportRoutes,
    metricsRoutes,
  ])
    routes(server, deps);
  await serveScreen(server, deps.uiDir);
  return server;
}

/** The built screen; every address that is no file of it is the screen too, for its own routes. */
async function serveScreen(server: ApiServer, uiDir: string | null): Promise<void> {
  server.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html');
    if (wantsPage && uiDir && existsSync(join(uiDir, 'index.html'))) return reply.sendFile('index.html');
    const error = { code: 'NOT_FOUND', message: `there is nothing at ${request.method} ${request.url}` };
    return reply.status(404).send({ success: false, error });
  });
  if (!uiDir) return;
  await server.register(fastifyStatic, { root: uiDir, wildcard: false, cacheControl: true, maxAge: 0 });
}
