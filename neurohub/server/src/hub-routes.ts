import { type HealthParts, healthRoutes } from './api/health-routes.ts';
import type { HubRoutes } from './api/hub-server.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { authRoutes } from './auth/auth-routes.ts';
import { userRoutes } from './auth/user-routes.ts';
import type { HubOptions } from './hub-options.ts';
import type { HubParts } from './hub-parts.ts';
import { ingestRoutes } from './ingest/ingest-routes.ts';
import type { LiveHub } from './live/live-hub.ts';
import { liveRoutes } from './live/live-routes.ts';
import { metricsRoutes } from './metrics/metrics-routes.ts';
import { registryRoutes } from './registry/registry-routes.ts';
import { resultRoutes } from './results/result-routes.ts';
import { stationOwnRoutes } from './stations/station-own-routes.ts';
import { stationRoutes } from './stations/station-routes.ts';

export interface RouteParts {
  parts: HubParts;
  options: Pick<HubOptions, 'openViewing'>;
  health: HealthParts;
  live: Pick<LiveHub, 'snapshot' | 'requests'>;
}

/** Every area's routes, each one line; who may use them is in api/route-roles.ts. Nothing is looked up before a request comes. */
export const hubRoutes = ({ parts, options, health, live }: RouteParts): HubRoutes[] => [
  healthRoutes(health),
  metricsRoutes(parts),
  authRoutes(parts, options),
  userRoutes(parts),
  auditRoutes(parts),
  stationRoutes(parts),
  stationOwnRoutes(parts),
  ingestRoutes(parts),
  registryRoutes(parts, { hint: (stationId, by) => live.requests.hintPackages(stationId, by) }),
  liveRoutes(live),
  resultRoutes(parts),
];
