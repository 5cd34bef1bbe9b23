/**
 * The audit trail: who did what, when and from where. Rows are only ever added, and each carries a hash over itself and the one
 * before; an execution that closes puts the hash of its whole record into it.
 */
import * as z from 'zod';
import { executionIdSchema, hashSchema, idSchema, timestampSchema } from './record.ts';

/** Everything that is put down. A name, once released, keeps its meaning for ever. */
export const AUDIT_ACTIONS = [
  // The trail itself, and the life of the service.
  ...(['trail.began', 'trail.salvaged', 'station.started', 'station.stopping'] as const),
  // What becomes of an execution: written in the transaction of the change.
  ...(['sequence.start', 'execution.closed', 'execution.removed'] as const),
  ...(['sequence.stop', 'sequence.kill', 'sequence.pause', 'sequence.resume', 'sequence.step'] as const),
  ...(['sequence.skip', 'sequence.retry', 'prompt.answer', 'execution.resume', 'execution.discard'] as const),
  ...(['batch.start', 'batch.stop', 'batch.restart', 'batch.unlock', 'manual.command', 'manual.end'] as const),
  ...(['shared.break', 'alarm.acknowledge', 'overrides.save', 'overrides.delete'] as const),
  ...([
    'package.upload',
    'package.install',
    'package.use',
    'package.rollback',
    'package.remove',
    'package.want',
  ] as const),
  ...(['config.change', 'config.restore', 'batch.add', 'batch.change', 'batch.remove'] as const),
  ...(['auth.login', 'auth.loginFailed', 'auth.logout', 'auth.user', 'auth.apiKey'] as const),
  ...(['result.export', 'results.export', 'results.exportFetch', 'results.exportRemove'] as const),
  ...(['backup.make', 'backup.fetch', 'backup.wantRestore', 'backup.restore', 'trust.change'] as const),
  ...(['remoteStart.confirm', 'remoteStart.decline'] as const),
  ...(['sync.force', 'sync.retry', 'sync.export', 'sync.rolledBack', 'sync.installation'] as const),
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What happened, as whoever saw it says it; the trail adds number, time and hash. */
export interface AuditEntry {
  action: AuditAction;
  /** Name of the person, key or program; `local` while the station knows nobody; `station` for what it did itself. */
  who: string;
  /** Address of the client; `station` for what the station did itself. */
  from: string;
  /** Role of `who`, and how the station knew. */
  role?: string | undefined;
  via?: string | undefined;
  batchId?: string | undefined;
  executionId?: string | undefined;
  /** What else matters: reason, the name a person gave, what was changed. No secrets. JSON, at most 8 KB. @default {} */
  detail?: Readonly<Record<string, unknown>> | undefined;
}

export const auditRowSchema = z.object({
  number: z.int().positive().describe('counts up without a gap'),
  at: timestampSchema,
  action: z.string().describe('what was done, such as sequence.stop'),
  who: z.string().describe('`local` while the station knows nobody, `station` for what it did itself'),
  from: z.string().describe('address of the client'),
  role: z.string().optional(),
  via: z.string().optional().describe('how the station knew who it was'),
  batchId: idSchema.optional(),
  executionId: executionIdSchema.optional(),
  detail: z.record(z.string(), z.unknown()),
  hash: hashSchema.describe('SHA-256 over the hash before, the number and the content'),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

const cursor = z.string().max(100).optional().describe('nextCursor of the page before');

export const auditQuerySchema = z.strictObject({
  batchId: idSchema.optional(),
  executionId: executionIdSchema.optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  who: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor,
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

/** Newest first. */
export const auditPageSchema = z.object({ items: z.array(auditRowSchema), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;

export const verifyAuditQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('number of the last row that was verified before'),
});
export type VerifyAuditQuery = z.infer<typeof verifyAuditQuerySchema>;

export const AUDIT_PROBLEMS = ['altered', 'removed', 'truncated', 'execution-altered', 'execution-removed'] as const;
export const auditProblemSchema = z.object({
  kind: z.enum(AUDIT_PROBLEMS),
  number: z.int().positive().optional().describe('of the row of the trail'),
  executionId: executionIdSchema.optional(),
  message: z.string(),
});
export type AuditProblem = z.infer<typeof auditProblemSchema>;

export const auditHeadSchema = z.object({ number: z.int().min(0), hash: hashSchema });
export type AuditHead = z.infer<typeof auditHeadSchema>;

/** One page of rows, oldest first, verified against each other and against the records of executions. */
export const auditCheckSchema = z.object({
  rows: z.int().min(0).describe('verified on this page'),
  executions: z.int().min(0).describe('records verified on this page'),
  problems: z.array(auditProblemSchema),
  anchor: hashSchema.nullable().describe('of the row `after`; null when there is none'),
  last: auditHeadSchema.describe(
    'the last row of the page: note it elsewhere, to find out later that the trail was cut',
  ),
  next: z.int().nullable().describe('`after` of the next page; null at the end of the trail'),
  unproven: z.int().min(0).nullable().describe('at the end: closed executions that are older than the trail'),
});
export type AuditCheck = z.infer<typeof auditCheckSchema>;
