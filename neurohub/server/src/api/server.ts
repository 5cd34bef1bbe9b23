import { createJsonServer, describeRoutes, serveScreen } from '@neurohub/server-kit/json-server';
import type { GuardOptions } from '@neurohub/server-kit/request-guard';
import type { FastifyBaseLogger } from 'fastify';
import type { HubParts } from '../hub-parts.ts';
import { timeRequests } from '../metrics/metrics-routes.ts';
import { VERSION } from '../version.ts';
import { sendFailure } from './envelope.ts';
import { guardRequests } from './guard-requests.ts';
import { refuseOtherProtocols } from './hub-protocol.ts';
import type { HubRoutes, HubServer } from './hub-server.ts';
import { requireRoles } from './require-roles.ts';

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
  const server = createJsonServer(parts.log as FastifyBaseLogger, { sendFailure });
  guardRequests(server, { guard, shuttingDown });
  requireRoles(server, parts);
  refuseOtherProtocols(server);
  timeRequests(server, parts.metrics);
  await describeRoutes(server, { title: 'NeuroHub', version: VERSION });
  for (const area of routes) await server.register(area);
  await serveScreen(server, dashboardDir);
  return server;
}
