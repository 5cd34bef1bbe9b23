import type { NeededRole } from '@neurohub/contracts/auth';

/**
 * Who may use a route: people with a role or a greater one, whoever reaches NeuroHub, a station with its key (the one of the path,
 * where the path names one), or, for archives of packages, either of viewer and station.
 */
export type NeededHere = NeededRole | 'station' | 'viewerOrStation';

/**
 * Deny by default: NeuroHub refuses to start with a route that is not in this table, so a new route cannot be reached before somebody
 * has decided who may reach it.
 */
export const ROUTE_ROLES: Readonly<Record<string, NeededHere>> = {
  'GET /api/openapi.json': 'viewer',
  'GET /api/health': 'viewer',
  'GET /api/health/live': 'anyone',
  'GET /api/health/ready': 'anyone',
  'GET /metrics': 'viewer',
  // people
  'GET /api/auth/me': 'anyone',
  'POST /api/auth/login': 'anyone',
  'POST /api/auth/logout': 'anyone',
  'POST /api/auth/password': 'viewer',
  'GET /api/users': 'admin',
  'POST /api/users': 'admin',
  'PUT /api/users/:name': 'admin',
  'DELETE /api/users/:name': 'admin',
  'GET /api/audit': 'manager',
  // stations, for people
  'GET /api/stations': 'viewer',
  'POST /api/stations': 'admin',
  'GET /api/stations/:id': 'viewer',
  'DELETE /api/stations/:id': 'admin',
  'POST /api/stations/:id/key': 'admin',
  'DELETE /api/stations/:id/key': 'admin',
  'POST /api/stations/:id/installation': 'admin',
  'POST /api/stations/:id/concerns/:kind/clear': 'manager',
  // stations, for themselves
  'POST /api/stations/:id/token': 'station',
  'POST /api/stations/:id/heartbeat': 'station',
  'POST /api/stations/:id/results': 'station',
  'GET /api/stations/:id/contents/:sha256': 'station',
  'PATCH /api/stations/:id/contents/:sha256': 'station',
  'POST /api/stations/:id/logs': 'station',
  'GET /api/stations/:id/ledger': 'station',
  'GET /api/stations/:id/packages': 'station',
  'POST /api/stations/:id/packages': 'station',
  'GET /api/stations/:id/packages/offered': 'station',
  'POST /api/stations/:id/packages/ask': 'station',
  // the live link
  'GET /api/floor': 'viewer',
  'POST /api/stations/:id/remote-start': 'manager',
  'POST /api/stations/:id/package-refresh': 'engineer',
  // packages
  'GET /api/sequences': 'viewer',
  'POST /api/sequences': 'engineer',
  'GET /api/sequences/:name': 'viewer',
  'GET /api/sequences/:name/versions': 'viewer',
  'GET /api/sequences/:name/versions/:version': 'viewer',
  'GET /api/sequences/:name/versions/:version/archive': 'viewerOrStation',
  'POST /api/sequences/:name/versions/:version/withdraw': 'engineer',
  'POST /api/sequences/:name/deployments': 'engineer',
  'POST /api/sequences/:name/rollback': 'engineer',
  'GET /api/deployments': 'viewer',
  // results
  'GET /api/results': 'viewer',
  'GET /api/results.csv': 'viewer',
  'GET /api/results/:resultId': 'viewer',
  'GET /api/results/:resultId/contents/:sha256': 'viewer',
  'GET /api/units/:serialNumber': 'viewer',
  'GET /api/statistics/yield': 'viewer',
  'GET /api/statistics/throughput': 'viewer',
  'GET /api/statistics/pareto': 'viewer',
};
