/**
 * Who may do what over HTTP: deny by default. The server refuses to start with a route that is not in this table,
 * so a new route cannot be reached before somebody has decided who may reach it.
 *
 * Until the station knows users, everybody who passes the Host and Origin check is the local person at the station.
 */
export const ROLES = ['viewer', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export const ROUTE_ROLES: Readonly<Record<string, Role>> = {
  'GET /api/openapi.json': 'viewer',
  'GET /api/system/info': 'viewer',
  'GET /api/system/health': 'viewer',
  'GET /api/system/live': 'viewer',
  'GET /api/system/ready': 'viewer',
  'GET /metrics': 'viewer',
  'GET /api/system/logging': 'viewer',
  'PUT /api/system/logging': 'operator',
  'GET /api/system/support': 'operator',
  'GET /api/system/shared': 'viewer',
  'POST /api/system/shared/:id/break': 'operator',
  'GET /api/config': 'viewer',
  'POST /api/config/check': 'viewer',
  'PUT /api/config': 'operator',
  'GET /api/config/history': 'viewer',
  'GET /api/config/history/:id': 'viewer',
  'POST /api/config/history/:id/restore': 'operator',
  'POST /api/batches': 'operator',
  'PUT /api/batches/:id': 'operator',
  'DELETE /api/batches/:id': 'operator',
  'GET /api/batches': 'viewer',
  'GET /api/batches/:id': 'viewer',
  'POST /api/batches/:id/start': 'operator',
  'POST /api/batches/:id/stop': 'operator',
  'POST /api/batches/:id/restart': 'operator',
  'POST /api/batches/:id/unlock': 'operator',
  'POST /api/batches/:id/sequence/start': 'operator',
  'POST /api/batches/:id/sequence/stop': 'operator',
  'POST /api/batches/:id/sequence/pause': 'operator',
  'POST /api/batches/:id/sequence/resume': 'operator',
  'POST /api/batches/:id/sequence/step': 'operator',
  'POST /api/batches/:id/sequence/skip': 'operator',
  'POST /api/batches/:id/sequence/retry': 'operator',
  'POST /api/batches/:id/sequence/kill': 'operator',
  'GET /api/batches/:id/hardware': 'viewer',
  'POST /api/batches/:id/manual': 'operator',
  'POST /api/batches/:id/manual/end': 'operator',
  'POST /api/batches/:id/prompts/:promptId': 'operator',
  'GET /api/batches/:id/prompts/:promptId/image': 'viewer',
  'GET /api/sequences': 'viewer',
  'POST /api/sequences': 'operator',
  'GET /api/sequences/:name': 'viewer',
  'GET /api/sequences/:name/overrides': 'viewer',
  'PUT /api/sequences/:name/overrides': 'operator',
  'DELETE /api/sequences/:name/overrides': 'operator',
  'GET /api/results': 'viewer',
  'GET /api/results/:id': 'viewer',
  'GET /api/results/:id/export': 'viewer',
  'GET /api/results/:id/series': 'viewer',
  'GET /api/results/:id/attachments/:sha256': 'viewer',
  'GET /api/executions/:id/checkpoint': 'viewer',
  'POST /api/executions/:id/resume': 'operator',
  'POST /api/executions/:id/discard': 'operator',
  'GET /api/alarms': 'viewer',
  'POST /api/alarms/:id/ack': 'operator',
  'GET /api/logs': 'viewer',
};

export const SOCKET_EVENT_ROLES: Readonly<Record<string, Role>> = {
  subscribe: 'viewer',
  unsubscribe: 'viewer',
  answer_prompt: 'operator',
  start_sequence: 'operator',
  stop_sequence: 'operator',
  pause_sequence: 'operator',
  resume_sequence: 'operator',
  step_over: 'operator',
  skip_step: 'operator',
  retry_step: 'operator',
  kill_sequence: 'operator',
};

/** The role of whoever passed the guard, as long as there are no users. */
export const LOCAL_ROLE: Role = 'operator';

export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
