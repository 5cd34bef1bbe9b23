/**
 * The live link: a station tells NeuroHub what happens now, NeuroHub tells its dashboards. Hints only: what counts is in results.
 * One rule for both: a snapshot, then changes with growing sequence numbers; a gap asks for a snapshot again. What is told is the whole
 * state of a batch, newest wins, at most {@link LIVE_CHANGES_PER_SECOND} times a second: whoever is slow skips, and misses nothing.
 */
import * as z from 'zod';
import {
  alarmSchema,
  dutSchema,
  executionIdSchema,
  idSchema,
  localizedTextSchema,
  scalarSchema,
  timestampSchema,
} from '../record.ts';
import {
  BATCH_PROCESS_STATES,
  END_REASONS,
  EXECUTION_MODES,
  EXECUTION_STATES,
  VERDICTS,
  WAITS,
} from '../vocabulary.ts';

export const LIVE_CHANGES_PER_SECOND = 4;
/** Socket.IO namespaces of NeuroHub. */
export const LIVE_NAMESPACES = { station: '/station', floor: '/floor' } as const;

/** An execution as the floor sees it. */
export const liveExecutionSchema = z.object({
  id: executionIdSchema,
  dut: dutSchema,
  operator: z.string().optional(),
  mode: z.enum(EXECUTION_MODES),
  simulated: z.boolean(),
  sequenceName: z.string(),
  sequenceVersion: z.string(),
  state: z.enum(EXECUTION_STATES),
  verdict: z.enum(VERDICTS).nullable().describe('null while it runs'),
  hadFailure: z.boolean(),
  endReason: z.enum(END_REASONS).nullable(),
  startedAt: timestampSchema,
  endedAt: timestampSchema.optional(),
  expectedMs: z.number().nonnegative().optional(),
  step: z
    .object({
      name: idSchema,
      displayName: localizedTextSchema.optional(),
      index: z.int().nonnegative(),
      waiting: z.enum(WAITS).optional(),
    })
    .nullable()
    .describe('that runs now'),
  stepsDone: z.int().nonnegative(),
  stepCount: z.int().nonnegative(),
});
export type LiveExecution = z.infer<typeof liveExecutionSchema>;

export const liveBatchSchema = z.object({
  id: idSchema,
  name: z.string(),
  slot: z.int().positive(),
  processState: z.enum(BATCH_PROCESS_STATES),
  sequencePackage: z.string(),
  execution: liveExecutionSchema.nullable().describe('the running one, else the last; null before the first'),
});
export type LiveBatch = z.infer<typeof liveBatchSchema>;

export const stationLiveSchema = z.object({
  stationId: idSchema,
  streamId: z.string().describe('another one means that the station service has restarted'),
  seq: z.int().nonnegative(),
  at: timestampSchema.describe("the station's clock"),
  batches: z.array(liveBatchSchema).max(64),
  alarms: z.array(alarmSchema).max(200).describe('active ones'),
});
export type StationLive = z.infer<typeof stationLiveSchema>;

/** What has changed since `seq` − 1. */
export const liveChangeSchema = z.object({
  streamId: z.string(),
  seq: z.int().positive(),
  at: timestampSchema,
  batches: z.array(liveBatchSchema).max(64).describe('whole, in place of what was known of each'),
  gone: z.array(idSchema).max(64).optional().describe('batches that are no longer there'),
  alarms: z.array(alarmSchema).max(200).optional().describe('all active ones, when they have changed'),
});
export type LiveChange = z.infer<typeof liveChangeSchema>;

/** What a station shows as it connects, in the `auth` of Socket.IO. */
export const stationHandshakeSchema = z.strictObject({
  stationId: idSchema,
  installId: z.uuid(),
  apiKey: z.string().min(1).max(300).optional(),
  token: z.string().min(1).max(4000).optional(),
});

/** Asks the station to look for packages now. */
export const packageRefreshSchema = z.strictObject({ requestId: z.uuid(), by: z.string().max(100) });
/**
 * Asks the station to start a test. Refused unless `backend.remote_start` allows it; then a person at the station has to confirm
 * before it expires. Answered at once with what becomes of the question, not of the test.
 */
export const remoteStartSchema = z.strictObject({
  requestId: z.uuid(),
  by: z.string().max(100),
  batchId: idSchema,
  dut: dutSchema,
  parameters: z.record(idSchema, scalarSchema).optional(),
  expiresAt: timestampSchema,
  lastExecutionId: executionIdSchema
    .nullable()
    .optional()
    .describe('what the batch showed to who asks; when something else has been tested since, it is refused'),
});
export type RemoteStart = z.infer<typeof remoteStartSchema>;
export const REMOTE_START_OUTCOMES = ['asked', 'refused', 'confirmed', 'declined', 'expired'] as const;
export const remoteStartAnswerSchema = z.object({
  requestId: z.uuid(),
  outcome: z.enum(REMOTE_START_OUTCOMES),
  reason: z.string().optional(),
  by: z.string().optional().describe('who confirmed or declined, at the station'),
  executionId: executionIdSchema.optional(),
});
export type RemoteStartAnswer = z.infer<typeof remoteStartAnswerSchema>;

/** POST /api/stations/:id/remote-start. Answered with a {@link remoteStartAnswerSchema}: `asked`, or `refused` with the reason. */
export const askRemoteStartBodySchema = z.strictObject({
  requestId: z.uuid().optional().describe('the same again is the same question, and has the answer that it had'),
  batchId: idSchema,
  dut: dutSchema,
  parameters: z.record(idSchema, scalarSchema).optional(),
  lastExecutionId: executionIdSchema.nullable().optional(),
  expiresInS: z
    .int()
    .min(10)
    .max(3600)
    .default(300)
    .describe('seconds in which somebody at the station has to have confirmed it'),
});
export type AskRemoteStartBody = z.input<typeof askRemoteStartBodySchema>;
/** POST /api/stations/:id/package-refresh */
export const packageRefreshAnswerSchema = z.object({ requestId: z.uuid() });

/**
 * Station → NeuroHub, each acknowledged with a {@link liveAckSchema} before the next is sent. `live_resume` comes first: `seq` is the
 * number from which on the station can still tell every change. NeuroHub answers with the number that it has of this stream, and
 * gets the changes after it; or with a failure, and gets a `live_snapshot`. A change that does not fit is answered with a failure, too.
 */
export const STATION_EVENTS = {
  live_resume: z.strictObject({ streamId: z.string(), seq: z.int().nonnegative() }),
  live_snapshot: stationLiveSchema,
  live_change: liveChangeSchema,
  remote_start_answer: remoteStartAnswerSchema,
} as const;
export const liveAckSchema = z.union([
  z.object({ success: z.literal(true), data: z.object({ seq: z.int().nonnegative() }) }),
  z.object({ success: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** NeuroHub → station. */
export const HUB_TO_STATION_EVENTS = {
  package_refresh: packageRefreshSchema,
  remote_start: remoteStartSchema,
} as const;

/** A station on the floor, with how far its words can be trusted. */
export const floorStationSchema = stationLiveSchema.extend({
  name: z.string(),
  connected: z.boolean().describe('its live link stands'),
  heardAt: timestampSchema.nullable().describe("the backend's clock: last sign of life by link or heartbeat"),
  pending: z.int().nonnegative().describe('results that have not arrived, as it said last'),
  quarantined: z.int().nonnegative(),
});
export type FloorStation = z.infer<typeof floorStationSchema>;

/**
 * Dashboard → NeuroHub: `subscribe`, acknowledged with a {@link floorSnapshotSchema}. On the floor `streamId` and `seq` are NeuroHub's
 * own count of each station, so that they go on when a station moves to another instance. What is older than a snapshot is dropped by
 * its `seq`; {@link FLOOR_EVENTS} tells what is a gap.
 */
export const floorSnapshotSchema = z.object({
  at: timestampSchema.describe("the backend's clock: ages are counted from it"),
  stations: z.array(floorStationSchema),
});
export type FloorSnapshot = z.infer<typeof floorSnapshotSchema>;

/** NeuroHub → dashboard. */
export const FLOOR_EVENTS = {
  /** A station as a whole: it is new, has restarted, or its link came or went. */
  station: z.object({ at: timestampSchema, station: floorStationSchema }),
  /** A gap in `seq` of a station: subscribe again. */
  change: z.object({ at: timestampSchema, stationId: idSchema, change: liveChangeSchema }),
  remote_start_answer: remoteStartAnswerSchema.extend({ stationId: idSchema }),
} as const;
