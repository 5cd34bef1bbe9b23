/**
 * REST bodies. Every answer is `{success: true, data}` or `{success: false, error: {code, message, details?}}`.
 * OpenAPI at /api/openapi.json is generated from these schemas.
 */
import * as z from 'zod';
import { commaList } from './comma-list.ts';
import { CAUSE_STATUSES } from './failure-causes.ts';
import { limitsFileSchema } from './limits-file.ts';
import { signatureViewSchema } from './packages-rest.ts';
import {
  afterInterruptionSchema,
  alarmSchema,
  attachmentSchema,
  blockDefinitionSchema,
  checkpointSchema,
  durationMsSchema,
  dutSchema,
  errorDataSchema,
  errorHandlingSchema,
  executionIdSchema,
  executionSummarySchema,
  hashSchema,
  idSchema,
  interruptionSchema,
  iterationSchema,
  localizedTextSchema,
  logEntrySchema,
  manualCommandSchema,
  measurementRecordSchema,
  promptAnswerSchema,
  promptRecordSchema,
  promptSchema,
  scalarSchema,
  stepDefinitionSchema,
  stepWarningSchema,
  timestampSchema,
  visibleText,
} from './record.ts';
import { screenSettingsSchema } from './screen-config.ts';
import {
  BATCH_PROCESS_STATES,
  ERROR_CLASSES,
  EXECUTION_MODES,
  HARDWARE_STATES,
  LOG_LEVELS,
  MANUAL_CAUSES,
  PARAMETER_TYPES,
  STEP_GROUPS,
  STEP_STATUSES,
  VERDICTS,
  WAITS,
} from './vocabulary.ts';
import { YIELD_CLASSES } from './yield.ts';

/** The envelope of a good answer. */
export const successOf = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), data });

export const failureSchema = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type Failure = z.infer<typeof failureSchema>;

// ── system ──────────────────────────────────────────────────────────────────

export const systemInfoSchema = z.object({
  stationId: z.string(),
  stationName: z.string(),
  description: z.string(),
  version: z.string(),
  nodeVersion: z.string(),
  schemas: z
    .object({
      config: z.int().describe('of station.yaml'),
      database: z.int(),
      hub: z.int().describe('of what is sent to NeuroHub'),
    })
    .describe('versions of formats that this station writes'),
  streamId: z.string().describe('changes at every start of the service'),
  startedAt: timestampSchema,
  uptimeMs: durationMsSchema,
  insecureLan: z.boolean().describe('listening on the network without authentication'),
  warnings: z.array(z.string()).describe('about the configuration, and instruments that were left armed'),
  screen: screenSettingsSchema.describe('`screen` of station.yaml'),
});
export type SystemInfo = z.infer<typeof systemInfoSchema>;

export const healthReasonSchema = z.object({
  code: z.string().describe('of an alarm, or of an error'),
  message: z.string(),
  next: z.string().describe('what to do about it'),
  batchId: idSchema.optional(),
  instrument: idSchema.optional(),
});
export type HealthReason = z.infer<typeof healthReasonSchema>;

export const healthSchema = z.object({
  status: z
    .enum(['healthy', 'degraded', 'unhealthy'])
    .describe(
      '`degraded`: somebody should look, testing goes on; `unhealthy`: results cannot be stored, or no test begins',
    ),
  reasons: z.array(healthReasonSchema).describe('the gravest first; empty when healthy'),
  database: z.object({ ok: z.boolean(), lastCommitMs: durationMsSchema.nullable() }),
  disk: z.object({ freeBytes: z.int().nonnegative(), totalBytes: z.int().nonnegative() }),
  batches: z.object({ total: z.int(), up: z.int(), running: z.int() }),
});
export type Health = z.infer<typeof healthSchema>;

export const liveSchema = z.object({ live: z.literal(true) });
export const readySchema = z.object({ ready: z.literal(true) });

// ── batches ─────────────────────────────────────────────────────────────────

/** A step as the screen shows it: definition and, once begun, its newest attempt. */
export const stepViewSchema = z.object({
  name: idSchema,
  displayName: localizedTextSchema.optional(),
  group: z.enum(STEP_GROUPS),
  index: z.int().nonnegative(),
  status: z.enum(STEP_STATUSES),
  attempt: z.int().nonnegative().describe('0 while pending'),
  blocks: z.array(idSchema).optional().describe('it stands in, outermost first'),
  iterations: z.array(iterationSchema).optional().describe('of the newest attempt'),
  enabled: z.literal(false).optional().describe('off: by overrides, or not selected'),
  expectedMs: durationMsSchema.optional().describe('of one try; median of earlier passes'),
  startedAt: timestampSchema.optional(),
  durationMs: durationMsSchema.optional(),
  progress: z.number().min(0).max(1).optional(),
  progressText: z.string().optional(),
  measurements: z.array(measurementRecordSchema),
  error: errorDataSchema.optional(),
  skipReason: z.string().optional(),
  waitForOperatorMs: durationMsSchema.optional(),
  waitForResourceMs: durationMsSchema.optional(),
  waitForPeersMs: durationMsSchema.optional(),
  attachments: z.array(attachmentSchema).optional().describe('without their bytes'),
  prompts: z.array(promptRecordSchema).optional(),
  resumption: z.int().positive().optional().describe('of the execution; absent: from before the first'),
  restore: z.literal(true).optional(),
  afterInterruption: afterInterruptionSchema.optional(),
  retriedBy: z.string().optional(),
  errorClass: z.enum(ERROR_CLASSES).optional(),
  errorHandling: errorHandlingSchema.optional(),
  warnings: z.array(stepWarningSchema).optional(),
});
export type StepView = z.infer<typeof stepViewSchema>;

/** A prompt that waits for its answer. */
export const promptViewSchema = promptSchema.extend({
  step: idSchema,
  askedAt: timestampSchema,
  dueAt: timestampSchema.optional().describe('end of its time limit, which runs only while it is the oldest open one'),
});
export type PromptView = z.infer<typeof promptViewSchema>;

/** How long the last 50 passes took: of the same version of the sequence, or of the sequence when this version has none yet. */
export const expectedDurationSchema = z.object({
  medianMs: durationMsSchema,
  p95Ms: durationMsSchema,
  samples: z.int().positive().describe('passes it is made from'),
});
export type ExpectedDuration = z.infer<typeof expectedDurationSchema>;

/** Of an execution and, by name, the median of one try of each of its steps. */
export interface ExpectedDurations {
  execution: ExpectedDuration;
  steps: Record<string, number>;
}

/** A block that loops, as a screen tells of its turns. */
export const loopViewSchema = z.object({
  block: idSchema,
  displayName: localizedTextSchema.optional(),
  turns: z.int().nonnegative().optional().describe('absent when a condition in code ends it'),
});
export type LoopView = z.infer<typeof loopViewSchema>;

/** Why an execution that lost its process does not go on by itself. */
export const interruptionViewSchema = interruptionSchema.extend({
  waitsFor: z
    .enum(['process', 'operator'])
    .describe('a fresh process, after which it goes on by itself; or somebody who says so'),
  reason: z
    .enum(['armed', 'repeated', 'refused'])
    .optional()
    .describe('it waits for an operator: instruments were armed; it died here before; it cannot go on as it began'),
  refusal: errorDataSchema.optional().describe('why it cannot go on; closing it is left'),
});
export type InterruptionView = z.infer<typeof interruptionViewSchema>;

/** The execution a batch shows: the current one, or the last until the next begins. */
export const executionViewSchema = executionSummarySchema.extend({
  steps: z.array(stepViewSchema),
  prompts: z.array(promptViewSchema).describe('open ones, oldest first'),
  pausing: z.literal(true).optional().describe('it stands as soon as the running step has ended'),
  failedStep: idSchema.optional().describe('it is paused after this step, which can be run again'),
  lostHardware: z.array(idSchema).optional().describe('it is paused because these instruments are out of reach'),
  pauseEndsAt: timestampSchema
    .optional()
    .describe('the pause has a time limit: then the test is ended, with its cleanup'),
  stopping: z.literal(true).optional().describe('Stop was asked for: cleanup steps run'),
  waitingFor: z.enum(WAITS).optional(),
  waitingDetail: z.string().optional().describe('e.g. who holds the instrument'),
  loops: z.array(loopViewSchema).optional().describe('blocks of the plan that loop'),
  interruption: interruptionViewSchema.optional().describe('it has no process now, and is not closed'),
  expected: expectedDurationSchema.optional().describe('absent when it never passed, and for selected steps'),
});
export type ExecutionView = z.infer<typeof executionViewSchema>;

/** How the last manual session was over; until the next one begins. */
const manualEndedSchema = z
  .object({
    at: timestampSchema,
    since: timestampSchema.describe('when it had begun'),
    cause: z.enum(MANUAL_CAUSES),
    unsafe: z.array(idSchema).optional().describe('hardware that could not be made safe'),
  })
  .describe('the manual session before, until the next one begins');

export const batchViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  slot: z.int().positive(),
  sequencePackage: z.string(),
  autoStart: z.boolean(),
  processState: z.enum(BATCH_PROCESS_STATES),
  pid: z.int().positive().nullable(),
  version: z.int().nonnegative().describe('grows with every change of this batch; a lower one is older news'),
  error: errorDataSchema.nullable().describe('why the batch is not as it should be'),
  recovery: z
    .object({ attempt: z.int().positive(), of: z.int().nonnegative(), restartAt: timestampSchema })
    .nullable()
    .describe('its process died and is started again: the how many-th of how many restarts in 10 minutes'),
  blockedUntil: timestampSchema
    .nullable()
    .describe(
      'code of the package blocks the event loop of the process, until then at the latest: Stop is queued, Kill is not',
    ),
  resources: z
    .object({
      memoryBytes: z.int().nonnegative(),
      memoryPercent: z.int().nonnegative().optional().describe('of resource_limits.max_memory_mb'),
      memoryLimitBytes: z.int().positive().optional().describe('resource_limits.max_memory_mb'),
      cpuPercent: z.int().min(0).max(100).describe('of the cores that it may use'),
    })
    .nullable()
    .describe('what its process uses, with everything that it started'),
  sequence: z
    .object({
      name: z.string(),
      version: z.string(),
      displayName: localizedTextSchema.optional(),
      packageHash: hashSchema,
      serialNumber: z.object({ pattern: z.string(), example: z.string().optional() }).optional(),
      steps: z.array(stepDefinitionSchema),
    })
    .nullable()
    .describe('null until the package has been read'),
  hardware: z.record(
    idSchema,
    z.object({
      displayName: localizedTextSchema.optional(),
      connected: z.boolean(),
      state: z.enum(HARDWARE_STATES).optional().describe('absent: disconnected'),
      attempt: z.int().positive().optional().describe('reconnecting: the how many-th try'),
      problem: z.string().optional().describe('lost, reconnecting, different: why'),
      identity: z.string().optional().describe('what it said it is, when it was connected last'),
      instrument: z.string().optional().describe('the shared instrument behind it'),
      heldBy: z.string().optional().describe('batch that holds the shared instrument now'),
    }),
  ),
  simulation: z.boolean().describe('simulators stand in for the hardware'),
  manual: z
    .object({
      hardware: z.array(idSchema).describe('connected by it'),
      since: timestampSchema,
      by: z.string().optional(),
      atScreen: z.literal(true).optional().describe('a screen has taken it: commands of anybody else are refused'),
    })
    .nullable()
    .describe('the manual session that is open'),
  lastManual: manualEndedSchema.optional(),
  execution: executionViewSchema.nullable(),
});
export type BatchView = z.infer<typeof batchViewSchema>;

export const acknowledgeBodySchema = z.strictObject({
  operator: z.string().min(1).max(100).optional().describe('who has seen it'),
});

/** Who asks for something that an execution does. */
export const controlBodySchema = z.strictObject({
  commandId: z.uuid().optional(),
  operator: z.string().min(1).max(100).optional().describe('who asks'),
});

/** As {@link controlBodySchema}, for what has to be justified. */
export const reasonedBodySchema = controlBodySchema.extend({ reason: z.string().min(1).max(500) });

export const retryBodySchema = controlBodySchema.extend({
  confirm: z.boolean().optional().describe('the bench was looked at; needed for a step that moves or powers something'),
});

export const unlockBodySchema = z.strictObject({
  operator: z.string().min(1).max(100).optional().describe('who unlocks'),
  reason: z.string().min(1).max(500).describe('what was looked at, or done; kept in the log'),
  confirmedSafe: z
    .boolean()
    .default(false)
    .describe('the person has made safe by hand what the station could not; without it the batch stays locked then'),
});

/** Optional body of every POST that changes something: the same commandId again gives the same answer and has no second effect. */
export const commandBodySchema = z.strictObject({ commandId: z.uuid().optional() });

export const startSequenceBodySchema = z.strictObject({
  dut: dutSchema,
  parameters: z.record(idSchema, scalarSchema).optional(),
  operator: visibleText(100).optional(),
  mode: z
    .enum(EXECUTION_MODES)
    .optional()
    .describe('default production; debug when simulated, partial, or without a required step'),
  steps: z.array(idSchema).min(1).max(500).optional().describe('only these, with what they depend on'),
  stopOnFail: z.boolean().optional().describe("default the package's"),
  pauseOnFail: z
    .boolean()
    .optional()
    .describe('pause after each step that failed or is in error, so that a person can retry it; default false'),
  commandId: z.uuid().optional(),
});
export type StartSequenceBody = z.infer<typeof startSequenceBodySchema>;
export const startSequenceAnswerSchema = z.object({ executionId: executionIdSchema });

/** What can be wanted of a batch's sequence, with the body of `POST /api/batches/:id/sequence/<verb>`. All are answered with the executionId. */
export const SEQUENCE_BODIES = {
  start: startSequenceBodySchema,
  stop: commandBodySchema,
  pause: controlBodySchema,
  resume: controlBodySchema,
  step: controlBodySchema,
  skip: reasonedBodySchema,
  retry: retryBodySchema,
  kill: reasonedBodySchema,
} as const;
export type SequenceVerb = keyof typeof SEQUENCE_BODIES;
export type SequenceBody<V extends SequenceVerb> = z.infer<(typeof SEQUENCE_BODIES)[V]>;

export const answerPromptBodySchema = z.strictObject({
  answer: promptAnswerSchema,
  operator: visibleText(100).optional().describe("who answers; default the execution's operator"),
  via: z.enum(['screen', 'api', 'terminal']).optional().describe('default api'),
  commandId: z.uuid().optional(),
});
export type AnswerPromptBody = z.infer<typeof answerPromptBodySchema>;
export const promptAnsweredSchema = z.object({ executionId: executionIdSchema, promptId: z.uuid() });

/** How far an execution has come, for people: what another process would go on with. Nothing reads it back. */
export const checkpointExportSchema = z.object({
  checkpointVersion: z.literal(1),
  executionId: executionIdSchema,
  batchId: idSchema,
  dut: dutSchema,
  sequenceName: z.string(),
  sequenceVersion: z.string(),
  packageHash: hashSchema.optional(),
  planHash: hashSchema.optional(),
  endReason: z.string().nullable().describe('null while the execution has not ended'),
  lastSeq: z.int().nonnegative().describe('last committed number'),
  stopAsked: z.boolean().describe('somebody has stopped it: no other process goes on with it'),
  nextStep: idSchema.nullable().describe('null when no step is left'),
  checkpoint: checkpointSchema,
  interruptions: z.array(interruptionSchema),
});
export type CheckpointExport = z.infer<typeof checkpointExportSchema>;

export const resumeExecutionBodySchema = z.strictObject({
  operator: visibleText(100).optional().describe('who confirms it'),
  commandId: z.uuid().optional(),
});
export type ResumeExecutionBody = z.infer<typeof resumeExecutionBodySchema>;

// ── manual control ──────────────────────────────────────────────────────────

/** An instrument of a batch, and what can be done with it by hand. */
export const hardwareViewSchema = z.object({
  id: idSchema,
  displayName: localizedTextSchema.optional(),
  connected: z.boolean(),
  state: z.enum(HARDWARE_STATES).optional().describe('absent: disconnected'),
  attempt: z.int().positive().optional().describe('reconnecting: the how many-th try'),
  problem: z.string().optional().describe('lost, reconnecting, different: why'),
  identity: z.string().optional().describe('what it said it is, when it was connected last'),
  instrument: z.string(),
  shared: z.boolean(),
  heldBy: z.string().optional(),
  simulated: z.boolean(),
  commands: z.array(manualCommandSchema).describe('measurements first, then control, configuration, diagnostics'),
  error: errorDataSchema.optional().describe('why its driver cannot be loaded'),
});
export type HardwareView = z.infer<typeof hardwareViewSchema>;

export const manualBodySchema = z.strictObject({
  hardware: idSchema,
  command: idSchema,
  params: z.record(idSchema, scalarSchema).optional(),
  operator: visibleText(100).optional(),
  hold: z.uuid().optional().describe('of take_manual: without it a command is refused while a screen has the batch'),
  poll: z
    .literal(true)
    .optional()
    .describe(
      'a measurement that is read again and again: put down once for each session, and not asked for too often',
    ),
  commandId: z.uuid().optional(),
});
export type ManualBody = z.infer<typeof manualBodySchema>;

/** A value is polled at most this often, in milliseconds. */
export const LEAST_POLL_MS = 200;

/** What a screen has that took manual control. */
export const manualHoldSchema = z.object({
  hold: z.uuid(),
  since: timestampSchema,
  idleMs: z.int().positive().describe('without a command for this long, manual control ends by itself'),
});
export type ManualHold = z.infer<typeof manualHoldSchema>;

export const manualHistoryItemSchema = z.object({
  at: timestampSchema,
  by: z.string(),
  hardware: idSchema,
  command: idSchema,
  params: z.record(z.string(), z.unknown()).optional(),
  value: z.unknown().optional(),
  unit: z.string().optional(),
  durationMs: durationMsSchema.optional(),
  error: z.string().optional().describe('code of what went wrong'),
});
export type ManualHistoryItem = z.infer<typeof manualHistoryItemSchema>;
export const manualHistoryQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const manualAnswerSchema = z.object({
  value: z.unknown().optional().describe('what the method returned; absent for nothing'),
  unit: z.string().optional(),
  durationMs: durationMsSchema,
  at: timestampSchema,
});
export type ManualAnswer = z.infer<typeof manualAnswerSchema>;

// ── shared instruments ──────────────────────────────────────────────────────

export const sharedInstrumentSchema = z.object({
  id: z.string(),
  batches: z.array(idSchema).describe('that may use it'),
  holder: z
    .object({
      batchId: idSchema,
      executionId: executionIdSchema.nullable(),
      step: z.string(),
      token: z.int().nullable().describe('fencing number; null while it waits for its other instruments still'),
      since: timestampSchema,
    })
    .nullable(),
  waiting: z.array(z.object({ batchId: idSchema, step: z.string(), since: timestampSchema })),
});
export type SharedInstrument = z.infer<typeof sharedInstrumentSchema>;

export const breakLeaseBodySchema = z.strictObject({ reason: visibleText(500), operator: visibleText(100).optional() });
export type BreakLeaseBody = z.infer<typeof breakLeaseBodySchema>;

// ── sequences ───────────────────────────────────────────────────────────────

export const sequenceSummarySchema = z.object({
  name: z.string(),
  folder: z.string(),
  version: z.string().optional(),
  displayName: localizedTextSchema.optional(),
  description: localizedTextSchema.optional(),
  error: errorDataSchema.optional().describe('why the package cannot be used'),
  signature: signatureViewSchema.optional().describe('of the version in use'),
  overridden: z.boolean().optional().describe('this station has overrides for it, be it for another release'),
});
export type SequenceSummary = z.infer<typeof sequenceSummarySchema>;

/** One setting of an instrument, as manifest.yaml of the package describes it. */
export const hardwareSettingSchema = z.object({
  type: z.enum(PARAMETER_TYPES),
  required: z.boolean(),
  default: scalarSchema.optional(),
  description: localizedTextSchema.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(scalarSchema).optional(),
});
export type HardwareSetting = z.infer<typeof hardwareSettingSchema>;

export const sequenceDetailSchema = sequenceSummarySchema.extend({
  packageHash: hashSchema.optional(),
  warnings: z.array(z.string()),
  serialNumber: z.object({ pattern: z.string(), example: z.string().optional() }).optional(),
  author: z.string().optional(),
  stopOnFail: z.boolean().optional(),
  signedBy: hashSchema.optional().describe('key id of the trusted signature that was compared with what would run'),
  limits: limitsFileSchema.optional().describe('limits.yaml'),
  steps: z.array(stepDefinitionSchema),
  blocks: z.array(blockDefinitionSchema).optional(),
  parameters: z.record(
    idSchema,
    z.object({
      displayName: localizedTextSchema,
      type: z.enum(PARAMETER_TYPES),
      default: scalarSchema.optional(),
      required: z.boolean(),
      min: z.number().optional(),
      max: z.number().optional(),
      unit: z.string().optional(),
      options: z.array(scalarSchema).optional(),
      description: localizedTextSchema.optional(),
    }),
  ),
  hardware: z.record(
    idSchema,
    z.object({
      displayName: localizedTextSchema,
      driver: z.string(),
      class: z.string(),
      description: localizedTextSchema.optional(),
      simulator: z.boolean().optional().describe('something stands in for it in a simulated batch'),
      required: z.array(idSchema).optional().describe('settings that station.yaml has to give'),
      settings: z.record(idSchema, hardwareSettingSchema).optional().describe('what station.yaml may say about it'),
    }),
  ),
});
export type SequenceDetail = z.infer<typeof sequenceDetailSchema>;

export const uploadQuerySchema = z.strictObject({
  use: z
    .enum(['true', 'false'])
    .default('true')
    .describe('make it the version in use: batches take it when they start the next time')
    .transform((text) => text === 'true'),
});

/** A packed package that was taken in, and what the check says of it. */
export const uploadedSequenceSchema = z.object({
  name: z.string(),
  version: z.string(),
  id: z.string().describe('`<version>-<first digits of the hash>`: names it without doubt'),
  packageHash: hashSchema,
  folder: z.string().describe('what `sequence_package` of a batch says to run the version in use'),
  isCurrent: z.boolean().describe('it is the version in use'),
  signedBy: z
    .object({ keyId: hashSchema, name: z.string() })
    .nullable()
    .describe('null: nobody that the station trusts'),
  steps: z.array(stepDefinitionSchema.pick({ name: true, group: true, order: true })),
  warnings: z.array(z.string()),
});
export type UploadedSequence = z.infer<typeof uploadedSequenceSchema>;

// ── results ─────────────────────────────────────────────────────────────────

const limit = (fallback: number) => z.coerce.number().int().min(1).max(500).default(fallback);
const cursor = z.string().max(200).optional().describe('nextCursor of the page before');

export const alarmsQuerySchema = z.strictObject({
  state: z.enum(['active', 'all']).default('active').describe('active ones come all at once'),
  limit: limit(100),
  cursor,
});

/** Alarms, newest first. */
export const alarmsPageSchema = z.object({ items: z.array(alarmSchema), nextCursor: z.string().nullable() });
export type AlarmsPage = z.infer<typeof alarmsPageSchema>;

/** Which executions are meant. All that is given has to match. */
export const resultsFilterShape = {
  batchId: commaList(idSchema).optional().describe('ids, with commas between'),
  serialNumber: z
    .string()
    .min(1)
    .max(101)
    .optional()
    .describe('serial number; `*` at the end matches what begins with it'),
  verdict: commaList(z.enum(VERDICTS)).optional(),
  sequence: commaList(z.string().max(100)).optional().describe('names of sequences'),
  mode: z.enum(EXECUTION_MODES).optional(),
  simulated: z.stringbool().optional(),
  lot: z.string().max(100).optional(),
  partNumber: z.string().max(100).optional(),
  operator: z.string().max(100).optional(),
  from: timestampSchema.optional().describe('accepted at or after'),
  to: timestampSchema.optional().describe('accepted before'),
  endedFrom: timestampSchema.optional().describe('ended at or after'),
  endedTo: timestampSchema.optional().describe('ended before'),
  countedAs: commaList(z.enum(YIELD_CLASSES))
    .optional()
    .describe('as what statistics count them (docs/statistics.md); only production executions that have ended'),
  first: z
    .stringbool()
    .optional()
    .describe('true: first executions of their unit, which the yield is made of; false: later ones'),
  step: idSchema.optional().describe('it has a try of this step'),
  measurement: z
    .string()
    .max(300)
    .optional()
    .describe('it has measured this, in `step` if that is given; with `cause` empty for a step that failed by itself'),
  cause: commaList(z.enum(CAUSE_STATUSES))
    .optional()
    .describe('`step` and `measurement` are what it failed by, as in the Pareto'),
  valueFrom: z.coerce.number().optional().describe('the last try of `measurement` was at least this'),
  valueBelow: z.coerce.number().optional().describe('… and below this'),
};

export type ResultsFilter = z.infer<z.ZodObject<typeof resultsFilterShape>>;

export const resultsQuerySchema = z.strictObject({
  ...resultsFilterShape,
  order: z.enum(['newest', 'oldest']).optional().describe('by when they were accepted; default newest'),
  limit: limit(50),
  cursor,
});
export type ResultsQuery = z.infer<typeof resultsQuerySchema>;

export const resultsPageSchema = z.object({
  items: z
    .array(executionSummarySchema)
    .describe('fewer than `limit`, or none, where looking into 25,000 executions found no more'),
  nextCursor: z.string().nullable().describe('null: there are no others'),
  lookedUpTo: timestampSchema.optional().describe('how far in time it has looked, where it looked into executions'),
});
export type ResultsPage = z.infer<typeof resultsPageSchema>;

/** By what an execution failed: as in the Pareto (failure-causes.ts). */
export const failureCauseSchema = z.object({
  step: z.string(),
  measurement: z.string().nullable().describe('null: the step failed or was in error by itself'),
  status: z.enum(CAUSE_STATUSES),
});

/** GET /api/units/:serialNumber: what was ever done with a unit. */
export const unitHistorySchema = z.object({
  serialNumber: z.string(),
  executions: z
    .array(executionSummarySchema.extend({ causes: z.array(failureCauseSchema) }))
    .describe('oldest first, of the newest 500'),
  isTruncated: z.boolean().describe('there are older ones'),
});
export type UnitHistory = z.infer<typeof unitHistorySchema>;

export const seriesQuerySchema = z.strictObject({
  step: idSchema,
  attempt: z.coerce.number().int().positive(),
  iteration: z
    .string()
    .regex(/^\d+(\.\d+)*$/)
    .optional()
    .describe('of a step in loops: its 0-based turns, outermost first, e.g. `1.3`'),
  measurement: z.string().min(1).max(200),
  format: z
    .enum(['json', 'csv', 'f64'])
    .default('json')
    .describe('f64: float64, little-endian, column after column (x, then each y), without anything around them'),
});
export type SeriesQuery = z.infer<typeof seriesQuerySchema>;

const seriesColumnSchema = z.object({
  name: z.string(),
  unit: z.string().optional(),
  data: z.array(z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])])),
});
/** The values of a series; those that JSON cannot carry are texts. */
export const seriesValuesSchema = z.object({
  hash: hashSchema,
  x: seriesColumnSchema,
  y: z.array(seriesColumnSchema),
});
export type SeriesValues = z.infer<typeof seriesValuesSchema>;

// ── logs ────────────────────────────────────────────────────────────────────

/** Where a line comes from: a step, a test outside of its steps, or a batch outside of tests, such as manual control. */
export const LOG_SOURCES = ['step', 'execution', 'batch'] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

const logFilter = {
  batchId: idSchema.optional(),
  executionId: executionIdSchema.optional(),
  step: idSchema.optional().describe('only what this step said'),
  source: z.enum(LOG_SOURCES).optional().describe('step, execution (outside of its steps) or batch (outside of tests)'),
  level: z.enum(LOG_LEVELS).optional().describe('this level and worse'),
  search: z.string().max(200).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
};
export const logsQuerySchema = z.strictObject({
  ...logFilter,
  limit: limit(100),
  cursor,
  before: z.coerce.number().int().min(1).optional().describe('id of a line: only older ones'),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'id of the last line that is known: only newer ones, oldest first. While nextCursor is not null there are more',
    ),
});
export type LogsQuery = z.infer<typeof logsQuerySchema>;
export const LOG_EXPORT_FORMATS = ['text', 'ndjson'] as const;
/** Lines of one export: the newest ones. */
export const MOST_EXPORTED_LINES = 100_000;
export const logsExportQuerySchema = z.strictObject({
  ...logFilter,
  format: z.enum(LOG_EXPORT_FORMATS).default('text'),
});
export type LogsExportQuery = z.infer<typeof logsExportQuerySchema>;
export const logsPageSchema = z.object({
  items: z.array(logEntrySchema).describe('newest first; with `after` oldest first'),
  nextCursor: z.string().nullable(),
});
export type LogsPage = z.infer<typeof logsPageSchema>;
