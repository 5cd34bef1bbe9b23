import { createJsonServer, describeRoutes, serveScreen } from '@neurohub/server-kit/json-server';
import type { FastifyBaseLogger } from 'fastify';
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
import { configTryRoutes } from './routes/config-tries.ts';
import { executionRoutes } from './routes/executions.ts';
import { exportRoutes } from './routes/exports.ts';
import { logRoutes } from './routes/logs.ts';
import { manualRoutes } from './routes/manual.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { monitorRoutes } from './routes/monitor.ts';
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

/** The HTTP server with every route, not yet listening. */
export async function createServer(deps: ApiDependencies): Promise<ApiServer> {
  const server = createJsonServer(deps.log as FastifyBaseLogger, { sendFailure });
  // Handed on unread: the one route that takes archives has limits of its own.
  server.addContentTypeParser('application/x-tar', (_request, payload, done) => done(null, payload));
  guardRequests(server, deps);
  requireRoles(server, deps.auth);
  nameOperators(server);
  await describeRoutes(server, { title: 'NeuroHub Station', version: deps.version });
  for (const routes of [
    systemRoutes,
    authRoutes,
    peopleRoutes,
    systemHealthRoutes,
    monitorRoutes,
    alarmRoutes,
    backupRoutes,
    auditRoutes,
    sequenceControlRoutes,
    sharedRoutes,
    batchRoutes,
    batchConfigRoutes,
    configRoutes,
    configTryRoutes,
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
