/** How the station is, for whoever looks after it: `GET /api/system/monitor`. What the socket tells as it happens is not repeated here. */
import * as z from 'zod';
import { durationMsSchema, idSchema, timestampSchema } from './record.ts';
import { EXIT_CLASSES } from './vocabulary.ts';

/** What the station did about a process that died. */
export const RECOVERY_ACTIONS = [
  'restarted', // a fresh process, after a wait
  'waits', // nothing by itself (recovery.enabled: false): a person starts it
  'lockedOut', // too many deaths in 10 minutes: a person has to look first
] as const;
export type RecoveryAction = (typeof RECOVERY_ACTIONS)[number];

export const recoveryViewSchema = z.object({
  at: timestampSchema,
  batchId: idSchema,
  exitClass: z.enum(EXIT_CLASSES).describe('how it died'),
  message: z.string().describe('what happened, for people'),
  executionId: z.string().nullable().describe('the test that it had'),
  action: z.enum(RECOVERY_ACTIONS),
  attempt: z.int().positive().optional().describe('of a restart: the how many-th in 10 minutes'),
  of: z.int().nonnegative().optional().describe('of a restart: how many there are before it is locked out'),
  backAt: timestampSchema.nullable().describe('when a process was ready again; null: not yet'),
});
export type RecoveryView = z.infer<typeof recoveryViewSchema>;

const bytes = z.int().nonnegative();

export const batchVitalsSchema = z.object({
  batchId: idSchema,
  upMs: durationMsSchema.nullable().describe('since its process began; null: it has none'),
  signOfLifeMs: durationMsSchema.nullable().describe('since its process last said that it is alive'),
  maxMemoryBytes: bytes.nullable().describe('null: it is not limited'),
  cores: z.int().positive().describe('that it may use'),
  deaths: z.int().nonnegative().describe('in the last 10 minutes'),
  maxDeaths: z.int().nonnegative().describe('one more locks it out'),
});
export type BatchVitals = z.infer<typeof batchVitalsSchema>;

export const monitorSchema = z.object({
  at: timestampSchema.describe('by the clock of the station'),
  service: z.object({
    pid: z.int().positive(),
    upMs: durationMsSchema,
    memoryBytes: bytes,
  }),
  batches: z.array(batchVitalsSchema),
  database: z.object({
    bytes,
    walBytes: bytes.describe('of its log, which is worked into it by itself'),
    isEncrypted: z.boolean(),
    commits: z.int().nonnegative().describe('since the start'),
    lastCommitMs: durationMsSchema.nullable().describe('with its fsync; null before the first'),
    slowCommitMs: durationMsSchema.nullable().describe('95 of the last 100 were quicker'),
    checkedAt: timestampSchema.nullable().describe('when all of it was read last; null: never'),
  }),
  disk: z.object({
    folder: z.string(),
    state: z.enum(['ok', 'low', 'critical', 'full']),
    freeBytes: bytes,
    totalBytes: bytes,
    usedPercent: z.number().min(0).max(100),
    minFreeBytes: bytes.describe('below it no test begins'),
    warnFreeBytes: bytes.describe('below it there is an alarm'),
    warnUsedPercent: z.number(),
    criticalUsedPercent: z.number(),
  }),
  clock: z.object({
    timeZone: z.string().describe('of the machine, such as Asia/Seoul'),
    setAt: timestampSchema.nullable().describe('when it was last seen to have been set by a minute or more'),
  }),
  queue: z.object({ maxBytes: bytes.nullable().describe('that may wait for NeuroHub; null: no NeuroHub') }),
  recoveries: z.array(recoveryViewSchema).describe('since the start, newest first; the newest fifty'),
});
export type Monitor = z.infer<typeof monitorSchema>;
