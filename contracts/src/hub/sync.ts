/**
 * What a station sends to NeuroHub, and what it is answered: results, their files, logs, and a sign of life. Whoever speaks this can
 * take NeuroHub's place (docs/neurohub-contract.md has it on one page, with golden files). Every answer is in the envelope of rest.ts.
 *
 * A station shows its key with each request: `X-API-Key: <key>`, or, with `backend.auth: jwt`, `Authorization: Bearer <token>` with a
 * token from {@link HUB_PATHS.token}. Any request may be sent again: what has arrived is told apart by its id and changes nothing.
 */
import * as z from 'zod';
import {
  executionIdSchema,
  executionRecordSchema,
  hashSchema,
  idSchema,
  logEntrySchema,
  timestampSchema,
} from '../record.ts';
import { BATCH_PROCESS_STATES } from '../vocabulary.ts';

/** Sent with every request, as `protocol`; a backend that does not know it answers 426 HUB_PROTOCOL. */
export const HUB_PROTOCOL_VERSION = 1;

/** Largest body of one request, before gzip, in bytes. A larger record still goes: alone in its request. */
export const MAX_SYNC_BODY_BYTES = 1024 * 1024;
/** Largest body a backend has to take, for a record of its own, before gzip. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;
export const MAX_SYNC_RECORDS = 100;
/** Of one part of a file. */
export const MAX_CONTENT_PART_BYTES = 4 * 1024 * 1024;
/** Of one file. */
export const MAX_CONTENT_BYTES = 2 * 1024 * 1024 * 1024;

const station = (rest: string) => (stationId: string) => `/api/stations/${encodeURIComponent(stationId)}${rest}`;
/** Paths below `backend.url`. */
export const HUB_PATHS = {
  token: station('/token'),
  results: station('/results'),
  heartbeat: station('/heartbeat'),
  logs: station('/logs'),
  ledger: station('/ledger'),
  content: (stationId: string, sha256: string) => station(`/contents/${sha256}`)(stationId),
  packages: station('/packages'),
  offeredPackages: station('/packages/offered'),
  askForPackage: station('/packages/ask'),
} as const;

/** Which installation speaks: a second one with the same station id is a copied disk, and is refused with STATION_CLONED. */
const senderShape = {
  protocol: z.literal(HUB_PROTOCOL_VERSION),
  installId: z.uuid().describe('made with the data folder; another machine, or a copied folder, has another one'),
};

export const RECORD_KINDS = ['execution'] as const;

/** One result. `payload` is the JSON text of an `ExecutionRecord`: its bytes are what the hash is over, and never change again. */
export const sentRecordSchema = z.strictObject({
  id: z.uuid().describe('made in the transaction that closed the execution; the same for every attempt to send it'),
  stationSeq: z.int().positive().describe("the station's own count: results are in this order"),
  kind: z.enum(RECORD_KINDS),
  sha256: hashSchema.describe('of the UTF-8 bytes of payload'),
  payload: z.string().max(MAX_RECORD_BYTES),
});
export type SentRecord = z.infer<typeof sentRecordSchema>;

/** What `payload` holds. Keys that are not known are kept in the stored text, and otherwise ignored: a newer station may know more. */
export const recordPayloadSchema = executionRecordSchema;

/** POST `results`; the body may be gzip (`content-encoding: gzip`). */
export const sendResultsBodySchema = z.strictObject({
  ...senderShape,
  records: z.array(sentRecordSchema).min(1).max(MAX_SYNC_RECORDS),
});
export type SendResultsBody = z.infer<typeof sendResultsBodySchema>;

/**
 * - `stored`: on the disk of the backend.
 * - `duplicate`: was there already, with the same hash. As good as stored.
 * - `conflict`: the id is there with another hash; nothing was changed.
 * - `rejected`: it can never be taken as it is (`error` says why); nothing of it was kept.
 */
export const RECORD_OUTCOMES = ['stored', 'duplicate', 'conflict', 'rejected'] as const;
export const recordAnswerSchema = z.object({
  id: z.uuid(),
  outcome: z.enum(RECORD_OUTCOMES),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  missing: z.array(hashSchema).optional().describe('files that the record names and the backend does not have yet'),
});
export type RecordAnswer = z.infer<typeof recordAnswerSchema>;

/** Only the ids that are listed here have been dealt with; the others are sent again. */
export const sendResultsAnswerSchema = z.object({ records: z.array(recordAnswerSchema) });
export type SendResultsAnswer = z.infer<typeof sendResultsAnswerSchema>;

// ── files ───────────────────────────────────────────────────────────────────

/** GET `content`: how much of a file is there; what is unknown has 0 bytes. */
export const contentStateSchema = z.object({
  sha256: hashSchema,
  received: z.int().nonnegative().describe('bytes that are on the disk of the backend: go on from here'),
  complete: z.boolean().describe('all of it, and its hash is right'),
});
export type ContentState = z.infer<typeof contentStateSchema>;

/**
 * PATCH `content`: the next part, as `application/octet-stream`, with these headers. An offset that is not `received` is answered 409
 * CONTENT_OFFSET with the state in `details`; a whole file with another hash is thrown away, and answered 422 CONTENT_HASH.
 */
export const contentHeadersSchema = z.object({
  'x-content-offset': z.coerce.number().int().min(0),
  'x-content-size': z.coerce.number().int().min(0).max(MAX_CONTENT_BYTES).describe('of the whole file'),
  'x-execution-id': executionIdSchema.describe('a record that names it'),
  'x-install-id': z.uuid(),
});

// ── logs ────────────────────────────────────────────────────────────────────

/** POST `logs`: entries in the order of their ids, oldest first. What arrives twice is kept once. */
export const sendLogsBodySchema = z.strictObject({
  ...senderShape,
  entries: z.array(logEntrySchema).min(1).max(1000),
});
export type SendLogsBody = z.infer<typeof sendLogsBodySchema>;
export const sendLogsAnswerSchema = z.object({ upTo: z.int().positive().describe('id of the last entry on disk') });

// ── sign of life ────────────────────────────────────────────────────────────

export const syncQueueSchema = z.object({
  pending: z.int().nonnegative().describe('results that have not arrived'),
  pendingContents: z.int().nonnegative().describe('files that have not arrived'),
  quarantined: z.int().nonnegative().describe('results that were refused; a person decides'),
  oldestAt: timestampSchema.nullable().describe('when the oldest pending result was closed'),
  bytes: z.int().nonnegative().describe('what waits, files included'),
});
export type SyncQueue = z.infer<typeof syncQueueSchema>;

/** POST `heartbeat`, every `sync_interval`. */
export const heartbeatBodySchema = z.strictObject({
  ...senderShape,
  at: timestampSchema.describe("the station's clock"),
  intervalS: z.number().min(1).max(3600).optional().describe('until the next one; 30 where it is not said'),
  version: z.string().max(100).describe('of the station software'),
  name: z.string().max(100),
  startedAt: timestampSchema,
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  queue: syncQueueSchema,
  lastSeq: z.int().nonnegative().describe('highest stationSeq that was ever given'),
  auditHead: z.object({ number: z.int().nonnegative(), hash: hashSchema }).nullable(),
  disk: z.object({ freeBytes: z.int().nonnegative(), totalBytes: z.int().nonnegative() }),
  batches: z
    .array(
      z.object({
        id: idSchema,
        name: z.string(),
        processState: z.enum(BATCH_PROCESS_STATES),
        sequencePackage: z.string(),
        packageName: z.string().nullable(),
        packageVersion: z.string().nullable(),
        packageHash: hashSchema.nullable(),
      }),
    )
    .max(64),
});
export type HeartbeatBody = z.infer<typeof heartbeatBodySchema>;

export const heartbeatAnswerSchema = z.object({
  at: timestampSchema.describe("the backend's clock"),
  ledger: z
    .object({ count: z.int().nonnegative(), lastSeq: z.int().nonnegative() })
    .describe('what the backend has of this station; less than it was told means that a backup was restored'),
  packages: z.string().describe('changes whenever the wanted packages of this station change: ask for them then'),
});
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;

// ── what has arrived ────────────────────────────────────────────────────────

/** GET `ledger`: compares a stretch of the station's count; with `ids` it lists them. */
export const ledgerQuerySchema = z.strictObject({
  from: z.coerce.number().int().positive(),
  to: z.coerce.number().int().positive().describe('inclusive; at most 10000 after from'),
  ids: z.stringbool().default(false),
  files: z.stringbool().default(false).describe('only results whose files have all arrived'),
});
export const ledgerAnswerSchema = z.object({
  count: z.int().nonnegative(),
  digest: hashSchema.describe(
    'SHA-256 over `<stationSeq> <id> <sha256>\\n` of each, in the order of stationSeq, then id',
  ),
  entries: z.array(z.object({ id: z.uuid(), stationSeq: z.int().positive(), sha256: hashSchema })).optional(),
});
export type LedgerAnswer = z.infer<typeof ledgerAnswerSchema>;

/** POST `token`, with `X-API-Key`. */
export const stationTokenSchema = z.object({ token: z.string(), expiresAt: timestampSchema });
