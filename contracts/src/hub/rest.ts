/** People and stations of NeuroHub. Results are in results.ts, packages in registry.ts, what stations send in sync.ts. */
import * as z from 'zod';
import { ROLES } from '../auth.ts';
import { idSchema, timestampSchema } from '../record.ts';
import { heartbeatBodySchema, syncQueueSchema } from './sync.ts';

export { changePasswordBodySchema, changeUserBodySchema, newUserBodySchema, userSchema } from '../auth-rest.ts';

/** POST /api/auth/login */
export const hubSignInBodySchema = z.strictObject({
  name: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
});

/** GET /api/auth/me */
export const hubMeSchema = z.object({
  person: z.object({ name: z.string(), role: z.enum(ROLES), signedIn: z.boolean() }).nullable(),
  openViewing: z.boolean().describe('whoever reaches NeuroHub may look, as a viewer, without signing in'),
  version: z.string(),
});
export type HubMe = z.infer<typeof hubMeSchema>;

// ── stations ────────────────────────────────────────────────────────────────

/** POST /api/stations: the key is shown this once only. */
export const newStationBodySchema = z.strictObject({ id: idSchema, name: z.string().min(1).max(100).optional() });
export const newStationSchema = z.object({ id: idSchema, key: z.string().describe('for backend.api_key') });

/** Something about a station that a person should look into. */
export const STATION_CONCERNS = [
  'silent', // nothing was heard for three intervals
  'clone', // another installation speaks in its name, and is refused
  'fork', // a number of its count was used twice: a disk was put back to an earlier state
  'auditCut', // its audit trail is shorter than it was
  'conflict', // a result came with another content under the same id
  'quarantine', // results were refused
  'clock', // its clock is more than two minutes off
] as const;

export const hubStationSchema = z.object({
  id: idSchema,
  name: z.string(),
  enrolledAt: timestampSchema,
  keyRevokedAt: timestampSchema.nullable(),
  installId: z.uuid().nullable().describe('the installation that is accepted; null before it was first heard of'),
  heardAt: timestampSchema.nullable(),
  connected: z.boolean().describe('its live link stands'),
  lastHeartbeat: heartbeatBodySchema.partial().nullable().describe('as it came'),
  queue: syncQueueSchema.nullable(),
  results: z.int().nonnegative().describe('that have arrived'),
  concerns: z.array(z.object({ kind: z.enum(STATION_CONCERNS), message: z.string(), since: timestampSchema })),
});
export type HubStation = z.infer<typeof hubStationSchema>;

/** POST /api/stations/:id/installation: the next installation that speaks with its key is the station from now on. */
export const acceptInstallationBodySchema = z.strictObject({ reason: z.string().min(1).max(500) });

/** POST /api/stations/:id/concerns/:kind/clear: a person has looked into it. */
export const clearConcernBodySchema = z.strictObject({ reason: z.string().min(1).max(500) });

// ── audit, health ───────────────────────────────────────────────────────────

export const HUB_AUDIT_ACTIONS = [
  ...(['auth.login', 'auth.loginFailed', 'auth.logout', 'user.add', 'user.change', 'user.remove'] as const),
  ...(['station.enrol', 'station.key', 'station.revoke', 'station.accept', 'station.remove'] as const),
  ...(['package.upload', 'package.withdraw', 'package.deploy', 'package.rollback', 'station.remoteStart'] as const),
  ...(['station.remoteStartAnswer', 'station.packageRefresh'] as const),
  ...(['hub.started', 'concern.raised', 'concern.cleared'] as const),
] as const;
export type HubAuditAction = (typeof HUB_AUDIT_ACTIONS)[number];

export const hubAuditRowSchema = z.object({
  number: z.int().positive(),
  at: timestampSchema,
  action: z.enum(HUB_AUDIT_ACTIONS),
  who: z.string(),
  from: z.string(),
  stationId: idSchema.nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type HubAuditRow = z.infer<typeof hubAuditRowSchema>;
export const hubAuditQuerySchema = z.strictObject({
  action: z.enum(HUB_AUDIT_ACTIONS).optional(),
  station: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(100).optional(),
});
export const hubAuditPageSchema = z.object({ items: z.array(hubAuditRowSchema), nextCursor: z.string().nullable() });

/** GET /api/health; GET /api/health/live and /ready say only whether. */
export const hubHealthSchema = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  reasons: z.array(z.object({ code: z.string(), message: z.string(), next: z.string() })),
  version: z.string(),
  database: z.object({ ok: z.boolean(), embedded: z.boolean(), latencyMs: z.number().nonnegative().nullable() }),
});
