/**
 * Socket.IO events. One rule for every stream: a snapshot, then events with growing sequence numbers;
 * a client that sees a gap subscribes again and gets a new snapshot. Delivery is at most once.
 *
 * `step_progress` with kind `ended` and `sequence_complete` carry the committed `seq` of their execution: exactly last + n for n
 * committed events. All other kinds are live hints: they repeat the last committed `seq` and may be lost.
 * `batch_status` is a whole state and replaces what the client has when its `version` is higher.
 */
import * as z from 'zod';
import {
  alarmSchema,
  errorDataSchema,
  executionIdSchema,
  executionSummarySchema,
  idSchema,
  iterationSchema,
  logEntrySchema,
  measurementRecordSchema,
  stepRecordSchema,
  timestampSchema,
  visibleText,
} from './record.ts';
import { remoteStartsSchema, remoteStartViewSchema } from './remote-start-rest.ts';
import {
  answerPromptBodySchema,
  batchViewSchema,
  manualHoldSchema,
  promptAnsweredSchema,
  promptViewSchema,
  SEQUENCE_BODIES,
  type SequenceBody,
  type SequenceVerb,
  startSequenceAnswerSchema,
} from './rest.ts';
import { syncStatusSchema } from './sync-rest.ts';

/** Client → server. `batchIds` absent means every batch. The acknowledgement is a {@link snapshotSchema} or a failure. */
export const subscribeSchema = z.strictObject({ batchIds: z.array(idSchema).max(16).optional() });
export type Subscribe = z.infer<typeof subscribeSchema>;

/** Client → server, as `POST /api/batches/:id/prompts/:promptId`. The acknowledgement is `{success}` or a failure. */
export const answerPromptSchema = answerPromptBodySchema.extend({ batchId: idSchema, promptId: z.uuid() });
export type AnswerPrompt = z.infer<typeof answerPromptSchema>;

/** Client → server: the verb of `POST /api/batches/:id/sequence/<verb>`. */
export const SEQUENCE_EVENTS = {
  start_sequence: 'start',
  stop_sequence: 'stop',
  pause_sequence: 'pause',
  resume_sequence: 'resume',
  step_over: 'step',
  skip_step: 'skip',
  retry_step: 'retry',
  kill_sequence: 'kill',
} as const satisfies Record<string, SequenceVerb>;
export type SequenceEvent = keyof typeof SEQUENCE_EVENTS;

const ofBatch = { batchId: idSchema };
/** The body of the route, with the batch. The acknowledgement has the executionId, or is a failure. */
const sequenceEventSchemas = {
  start_sequence: SEQUENCE_BODIES.start.extend(ofBatch),
  stop_sequence: SEQUENCE_BODIES.stop.extend(ofBatch),
  pause_sequence: SEQUENCE_BODIES.pause.extend(ofBatch),
  resume_sequence: SEQUENCE_BODIES.resume.extend(ofBatch),
  step_over: SEQUENCE_BODIES.step.extend(ofBatch),
  skip_step: SEQUENCE_BODIES.skip.extend(ofBatch),
  retry_step: SEQUENCE_BODIES.retry.extend(ofBatch),
  kill_sequence: SEQUENCE_BODIES.kill.extend(ofBatch),
} as const satisfies Record<SequenceEvent, z.ZodType>;
/**
 * Takes manual control of a batch for this connection: its commands carry the `hold`, those of others are refused. It is over with the
 * connection, however that ends: then the instruments are made safe. The acknowledgement has a {@link manualHoldSchema}, or is a failure.
 */
export const takeManualSchema = z.strictObject({ ...ofBatch, operator: visibleText(100).optional() });
export type TakeManual = z.infer<typeof takeManualSchema>;

export type OfBatch<V extends SequenceVerb> = SequenceBody<V> & { batchId: string };

export const snapshotSchema = z.object({
  streamId: z.string().describe('another one means the service has restarted: forget everything'),
  at: timestampSchema,
  batches: z.array(batchViewSchema),
  alarms: z.array(alarmSchema),
  remoteStarts: z.array(remoteStartViewSchema).optional().describe('tests that NeuroHub asks for; absent: none'),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

const inExecution = { batchId: idSchema, executionId: executionIdSchema, seq: z.int().nonnegative() };

/** The batch as a whole, sent when its state changes; steps in between come by step_progress. */
export const batchStatusSchema = z.object({ batch: batchViewSchema });
export type BatchStatus = z.infer<typeof batchStatusSchema>;

export const stepProgressSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    ...inExecution,
    name: idSchema,
    index: z.int().nonnegative(),
    attempt: z.int().positive(),
    iterations: z.array(iterationSchema).optional(),
    at: timestampSchema,
  }),
  z.object({
    kind: z.literal('progress'),
    ...inExecution,
    name: idSchema,
    progress: z.number().min(0).max(1),
    text: z.string().optional(),
  }),
  z.object({ kind: z.literal('measurement'), ...inExecution, name: idSchema, measurement: measurementRecordSchema }),
  z.object({ kind: z.literal('ended'), ...inExecution, step: stepRecordSchema }),
  // A committed event that ends no step. `prompts`: all that are open now, when it changed them.
  z.object({ kind: z.literal('marker'), ...inExecution, prompts: z.array(promptViewSchema).optional() }),
]);
export type StepProgress = z.infer<typeof stepProgressSchema>;

export const sequenceCompleteSchema = z.object({ ...inExecution, execution: executionSummarySchema });
export type SequenceComplete = z.infer<typeof sequenceCompleteSchema>;

/** Lines count up by 1 over all batches: with the number of the last one, `GET /api/logs?after=` gives what a client has missed. */
export const logEventSchema = logEntrySchema.extend({ id: logEntrySchema.shape.id.optional() });
export type LogEvent = z.infer<typeof logEventSchema>;

/** Batches have come or gone: subscribe again, which gives a snapshot and the events of the new ones. */
export const batchesChangedSchema = z.object({ batchIds: z.array(idSchema).describe('that have come or gone') });
export type BatchesChanged = z.infer<typeof batchesChangedSchema>;

/** The events a client can send, with the shape of their payload. */
export const CLIENT_EVENTS = {
  subscribe: subscribeSchema,
  unsubscribe: subscribeSchema,
  answer_prompt: answerPromptSchema,
  take_manual: takeManualSchema,
  ...sequenceEventSchemas,
} as const;

/** The events the server sends, with the shape of their payload. */
export const SERVER_EVENTS = {
  batch_status: batchStatusSchema,
  step_progress: stepProgressSchema,
  log_entry: logEventSchema,
  sequence_complete: sequenceCompleteSchema,
  alarm: alarmSchema,
  batches_changed: batchesChangedSchema,
  /** All that wait now, whenever that changes. */
  remote_starts: remoteStartsSchema,
  /** How the queue to NeuroHub stands, whenever that changes; at most once a second. */
  sync_status: syncStatusSchema,
} as const;

/** What a client event is answered with. */
export const subscribeAnswerSchema = z.union([
  z.object({ success: z.literal(true), data: snapshotSchema }),
  z.object({ success: z.literal(false), error: errorDataSchema }),
]);
export type SubscribeAnswer = z.infer<typeof subscribeAnswerSchema>;

/** What `answer_prompt` is answered with. */
export const answerPromptAnswerSchema = z.union([
  z.object({ success: z.literal(true), data: promptAnsweredSchema }),
  z.object({ success: z.literal(false), error: errorDataSchema }),
]);
export type AnswerPromptAnswer = z.infer<typeof answerPromptAnswerSchema>;

/** What `take_manual` is answered with. */
export const takeManualAnswerSchema = z.union([
  z.object({ success: z.literal(true), data: manualHoldSchema }),
  z.object({ success: z.literal(false), error: errorDataSchema }),
]);
export type TakeManualAnswer = z.infer<typeof takeManualAnswerSchema>;

/** What the events of {@link SEQUENCE_EVENTS} are answered with. */
export const sequenceAnswerSchema = z.union([
  z.object({ success: z.literal(true), data: startSequenceAnswerSchema }),
  z.object({ success: z.literal(false), error: errorDataSchema }),
]);
export type SequenceAnswer = z.infer<typeof sequenceAnswerSchema>;
