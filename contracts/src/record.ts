/**
 * What is kept of an execution: the plan it was run by, its steps, its measurements.
 * The record grows toward the field's union schema; a field is here only when something fills it.
 * camelCase; units and clocks in names: `…At` is ISO 8601 UTC, `…Ms` is measured on a monotonic clock.
 */
import * as z from 'zod';
import { ALARM_CODES, ALARM_PRIORITIES } from './alarms.ts';
import type { ErrorData } from './errors.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { HARDWARE_FAILURE_ACTIONS } from './hardware-errors-config.ts';
import {
  AGGREGATIONS,
  ANSWER_WAYS,
  COMMAND_CATEGORIES,
  DRIVER_SCOPES,
  END_REASONS,
  ERROR_CLASSES,
  EXECUTION_MODES,
  EXECUTION_STATES,
  LOG_LEVELS,
  MEASUREMENT_KINDS,
  MEASUREMENT_OUTCOMES,
  ON_RESUME,
  PARAMETER_TYPES,
  PROMPT_KINDS,
  RETRY_POLICIES,
  RULE_SOURCES,
  STEP_ERROR_ACTIONS,
  STEP_GROUPS,
  STEP_STATUSES,
  VERDICTS,
} from './vocabulary.ts';

export const RECORD_SCHEMA_VERSION = 1;

/** A key that people choose: batch, hardware, parameter or step name. Never case-converted. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/, 'letters, digits, _ . - only, at most 100, not starting with a digit');

export const localizedTextSchema = z.union([z.string().max(500), z.strictObject({ ko: z.string(), en: z.string() })]);
export const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const timestampSchema = z.iso.datetime().describe('ISO 8601, UTC');
export const durationMsSchema = z.number().nonnegative().describe('milliseconds on a monotonic clock');
/** A SHA-256 in lower-case hex. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex');
export const executionIdSchema = z.uuid();

export const errorDataSchema: z.ZodType<ErrorData, ErrorData> = z.object({
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  stack: z.string().optional(),
  cause: z.string().optional(),
}) as z.ZodType<ErrorData, ErrorData>;

/** Text that people read back from a record: control and direction-changing characters could forge what they read. */
export const visibleText = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{C}]+$/u, 'no control or invisible characters');

/** The device under test. */
export const dutSchema = z.strictObject({
  serialNumber: visibleText(100),
  partNumber: visibleText(100).optional(),
  revision: visibleText(50).optional(),
  lot: visibleText(100).optional(),
});
export type Dut = z.infer<typeof dutSchema>;

/** What every limit carries besides its condition. */
const ofEveryLimit = {
  decisive: z
    .literal(false)
    .optional()
    .describe('a miss is recorded and marks the measurement marginal, but never fails it'),
  outcome: z
    .enum(['PASS', 'FAIL', 'ERROR'])
    .optional()
    .describe('of this limit alone; absent where nothing was judged, and in records of older stations'),
};
const exclusiveBounds = { lowExclusive: z.literal(true).optional(), highExclusive: z.literal(true).optional() };
const comparedScalar = z.union([z.string(), z.number(), z.boolean()]);
const caseSensitive = z.literal(false).optional().describe('texts are compared without regard to case');

/**
 * One limit, as data. `range`: low ≤ value ≤ high, each bound inclusive unless marked exclusive, either may be absent.
 * `outside`: value ≤ low or value ≥ high, bounds as for `range`. `nominal`: |value − nominal| ≤ tolerance (absolute, percent of
 * |nominal|, or millionths of it). `deepEquals`: the same JSON, whatever the order of its keys. `predicate`: a condition in code, kept as its text. `marginal*` bound the inner zone outside of
 * which a passing value is marked marginal; it never changes the outcome.
 */
export const limitSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('range'),
    low: z.number().optional(),
    high: z.number().optional(),
    ...exclusiveBounds,
    marginalLow: z.number().optional(),
    marginalHigh: z.number().optional(),
    ...ofEveryLimit,
  }),
  z.strictObject({ op: z.literal('outside'), low: z.number(), high: z.number(), ...exclusiveBounds, ...ofEveryLimit }),
  z.strictObject({
    op: z.literal('nominal'),
    nominal: z.number(),
    tolerance: z.number().nonnegative(),
    toleranceKind: z.enum(['abs', 'percent', 'ppm']),
    marginalTolerance: z.number().nonnegative().optional(),
    ...ofEveryLimit,
  }),
  z.strictObject({ op: z.literal('equals'), expected: comparedScalar, caseSensitive, ...ofEveryLimit }),
  z.strictObject({ op: z.literal('deepEquals'), expected: z.unknown().describe('any JSON value'), ...ofEveryLimit }),
  z.strictObject({ op: z.literal('notEquals'), expected: comparedScalar, caseSensitive, ...ofEveryLimit }),
  z.strictObject({
    op: z.literal('regex'),
    pattern: z.string().max(1000),
    flags: z.string().max(8),
    ...ofEveryLimit,
  }),
  z.strictObject({
    op: z.literal('oneOf'),
    expected: z.array(z.union([z.string(), z.number()])).min(1),
    caseSensitive,
    ...ofEveryLimit,
  }),
  z.strictObject({ op: z.literal('predicate'), text: z.string().min(1).max(500), ...ofEveryLimit }),
]);
export type Limit = z.infer<typeof limitSchema>;

/** A number as JSON can carry it: `value` is null and `valueText` says why when it cannot. */
const valueTextSchema = z.enum(['NaN', 'Infinity', '-Infinity', '-0']).optional();

const seriesAxisSchema = z.strictObject({ name: z.string().min(1).max(200), unit: z.string().max(50).optional() });

/**
 * Arrays over a common axis. The values are float64, little-endian, column after column: x, then each y. They are in `data` as base64,
 * or in the file data/results/<executionId>/<hash>.f64; a screen gets neither, only the preview.
 */
export const seriesSchema = z.strictObject({
  hash: hashSchema.describe('of the bytes of all columns'),
  points: z.int().positive(),
  x: seriesAxisSchema,
  y: z.array(seriesAxisSchema).min(1).max(16),
  preview: z
    .array(z.array(z.tuple([z.number(), z.number()]).nullable()).max(64))
    .describe('for each y the lowest and highest value of up to 64 stretches; null where none is finite'),
  data: z.base64().optional(),
  stored: z.enum(['inline', 'file']).optional().describe('where the values are kept; absent before they are stored'),
});
export type Series = z.infer<typeof seriesSchema>;

/** One number made of one y axis, with its own limits. */
export const aggregationSchema = z.strictObject({
  axis: z.string().describe('name of the y axis'),
  kind: z.enum(AGGREGATIONS),
  value: z.number().nullable(),
  valueText: valueTextSchema,
  ignoredNaNs: z.int().positive().optional().describe('values left out because they are NaN'),
  limits: z.array(limitSchema),
  outcome: z.enum(MEASUREMENT_OUTCOMES),
  marginal: z.boolean(),
});
export type AggregationRecord = z.infer<typeof aggregationSchema>;

/**
 * One measured value. `value` is null and `valueText` says why when JSON cannot carry the number: NaN, Infinity, -Infinity, -0.
 * For kind `json` it is in `json`; for kind `series` in `series`, with what was made of it in `aggregations`.
 */
export const measurementRecordSchema = z.strictObject({
  name: z.string().min(1).max(200),
  kind: z.enum(MEASUREMENT_KINDS),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  valueText: valueTextSchema,
  unit: z.string().max(50).optional(),
  json: z.unknown().optional().describe('any JSON value'),
  series: seriesSchema.optional(),
  aggregations: z.array(aggregationSchema).optional(),
  limits: z.array(limitSchema),
  outcome: z.enum(MEASUREMENT_OUTCOMES),
  marginal: z
    .boolean()
    .describe('did not fail, but lies outside an inner marginal zone or missed a limit that is not decisive'),
  setAt: timestampSchema,
});
export type MeasurementRecord = z.infer<typeof measurementRecordSchema>;

/** A file that a step keeps. Its bytes travel once, in the record; then they are in data/results/<executionId>/<sha256>. */
export const attachmentSchema = z.strictObject({
  name: visibleText(200),
  mimeType: z.string().regex(/^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/i, 'type/subtype'),
  size: z.int().nonnegative().describe('bytes'),
  sha256: hashSchema,
  data: z.base64().optional().describe('only on the way from the worker to the service'),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** One turn of a block that loops: which of the enclosing blocks, the 0-based turn, and the value of a sweep. */
export const iterationSchema = z.strictObject({
  block: idSchema,
  index: z.int().nonnegative(),
  value: scalarSchema.optional(),
});
export type Iteration = z.infer<typeof iterationSchema>;

export const promptAnswerSchema = z.union([z.boolean(), z.number(), z.string().max(4000)]);
export type PromptAnswer = z.infer<typeof promptAnswerSchema>;

/** One question to the operator. */
export const promptSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(PROMPT_KINDS),
  message: localizedTextSchema,
  image: z
    .strictObject({ sha256: hashSchema, mimeType: z.string().max(100) })
    .optional()
    .describe('of the package; GET /api/batches/:id/prompts/:promptId/image'),
  unit: z.string().max(50).optional().describe('number: what is asked for'),
  min: z.number().optional().describe('number: lowest accepted'),
  max: z.number().optional().describe('number: highest accepted'),
  pattern: z.string().max(500).optional().describe('text: the whole answer must match'),
  choices: z
    .array(z.strictObject({ value: z.string().min(1).max(200), label: localizedTextSchema.optional() }))
    .min(1)
    .max(50)
    .optional(),
  timeLimitMs: z.number().positive().optional().describe('after which the default is taken'),
  default: promptAnswerSchema.optional().describe('without one, running out of time is an error of the step'),
});
export type Prompt = z.infer<typeof promptSchema>;

/** A prompt and what became of it. Without an answer: a stop or a fault ended the wait. */
export const promptRecordSchema = promptSchema.extend({
  askedAt: timestampSchema,
  waitedMs: durationMsSchema,
  answer: promptAnswerSchema.optional(),
  answeredAt: timestampSchema.optional(),
  answeredBy: z.string().max(100).optional().describe('who, as far as it is known'),
  answeredVia: z.enum(ANSWER_WAYS).optional(),
});
export type PromptRecord = z.infer<typeof promptRecordSchema>;

/** What is done about an error of a step, and whose word that is. */
export const errorHandlingSchema = z.strictObject({
  action: z.enum(STEP_ERROR_ACTIONS),
  by: z.enum(RULE_SOURCES),
});
export type ErrorHandling = z.infer<typeof errorHandlingSchema>;

/** What was odd in a step that went on. It decides nothing. */
export const stepWarningSchema = z.strictObject({
  at: timestampSchema,
  message: z.string().min(1).max(1000),
});
export type StepWarning = z.infer<typeof stepWarningSchema>;

/** What was done about a step that was in doubt. */
export const afterInterruptionSchema = z.strictObject({
  onResume: z.enum(ON_RESUME),
  verified: z
    .boolean()
    .optional()
    .describe('what its `verify` found: true, it had done its work, and was not run again'),
  rolledBack: z.literal(true).optional().describe('its `rollback` ran first'),
});
export type AfterInterruption = z.infer<typeof afterInterruptionSchema>;

/**
 * One attempt of one step. Every attempt is kept. In a loop each turn has attempts of its own, which begin at 1 again: name,
 * iterations and attempt together name one record. Of one turn the attempt with the highest number ended last; which of them counts
 * is said by the retry policy.
 */
export const stepRecordSchema = z.strictObject({
  name: idSchema,
  displayName: localizedTextSchema.optional(),
  group: z.enum(STEP_GROUPS),
  index: z.int().nonnegative().describe('0-based place in the order of execution'),
  attempt: z.int().positive().describe('1 for the first try of its turn'),
  iterations: z.array(iterationSchema).min(1).max(5).optional().describe('of the loops around it, outermost first'),
  status: z.enum(STEP_STATUSES),
  startedAt: timestampSchema.optional().describe('absent when the step never began'),
  durationMs: durationMsSchema.describe('from begin to end, waits included'),
  waitForOperatorMs: durationMsSchema.optional(),
  waitForResourceMs: durationMsSchema.optional().describe('for shared instruments, before the step began'),
  waitForPeersMs: durationMsSchema.optional().describe('at a rendezvous, before the step began'),
  error: errorDataSchema.optional(),
  errorClass: z.enum(ERROR_CLASSES).optional().describe('of an attempt in error'),
  errorHandling: errorHandlingSchema
    .optional()
    .describe('what the rules say about the error; absent: nobody had said anything, and the main steps end'),
  warnings: z.array(stepWarningSchema).min(1).max(100).optional(),
  skipReason: z.string().optional(),
  measurements: z.array(measurementRecordSchema),
  attachments: z.array(attachmentSchema).max(100).optional(),
  prompts: z.array(promptRecordSchema).max(100).optional(),
  resumption: z
    .int()
    .positive()
    .optional()
    .describe('which resumption of the execution it belongs to; absent: it is from before the first'),
  restore: z
    .literal(true)
    .optional()
    .describe('it had run before, and was run again by a resumption: a setup step, or one that restores'),
  afterInterruption: afterInterruptionSchema
    .optional()
    .describe('the step had begun in a process that died: what was done about it'),
  retriedBy: z
    .string()
    .max(100)
    .optional()
    .describe('a person asked for this attempt, after the one before had failed'),
});
export type StepRecord = z.infer<typeof stepRecordSchema>;

/** How far the verdict has come. It never gets better, in whatever process the execution goes on. */
export const verdictSoFarSchema = z.strictObject({
  verdict: z.enum(VERDICTS).nullable(),
  hadFailure: z.boolean(),
  endReason: z.enum(END_REASONS).optional().describe('why the main part has ended; absent while it goes on'),
  error: errorDataSchema.optional(),
});
export type VerdictSoFar = z.infer<typeof verdictSoFarSchema>;

/** What a resume needs; written in the same transaction as the step it follows. */
export const checkpointSchema = z.strictObject({
  seq: z.int().nonnegative().describe('of the step it follows; 0 before the first'),
  nextStepIndex: z.int().nonnegative(),
  iterations: z.array(iterationSchema).optional().describe('the turns of the loops around the next step'),
  state: z.record(z.string(), z.unknown()).optional().describe('this.state of the sequence, as JSON'),
  verdict: verdictSoFarSchema.optional().describe('absent: nothing has decided anything yet'),
  elapsedMs: durationMsSchema.optional().describe('how long it had run, the time without a process left out'),
  activeMs: durationMsSchema.optional().describe('of that, what counts for plan.timeLimits.sequenceMs'),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** A time in which an execution had no process: when it lost it, and who continued it. */
export const interruptionSchema = z.strictObject({
  number: z.int().positive().describe('counted from 1; steps of the resumption after it carry it as `resumption`'),
  at: timestampSchema,
  seq: z.int().nonnegative().describe('last committed number before it'),
  nextStepIndex: z.int().nonnegative().describe('0-based; where it goes on'),
  iterations: z.array(iterationSchema).optional().describe('the turns of the loops around that step'),
  error: errorDataSchema.describe('what happened'),
  armed: z.array(z.string()).describe('instruments that were armed, or may have been'),
  takeOvers: z
    .int()
    .nonnegative()
    .describe('processes that were to go on with it; all but the last died before they did'),
  resumedAt: timestampSchema.optional().describe('absent: it was never continued, or not yet'),
  resumedBy: z.string().max(100).optional().describe('who confirmed it; absent: nobody had to'),
  epoch: z.int().positive().optional().describe('of the process that continued it'),
});
export type Interruption = z.infer<typeof interruptionSchema>;

/** How often a block is run: a number of times, once for each value, or while its condition in code holds. Text names a parameter. */
export const loopSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('count'),
    count: z.union([z.int().min(0).max(1_000_000), idSchema]).describe('a number, or the parameter that holds it'),
  }),
  z.strictObject({
    kind: z.literal('sweep'),
    values: z
      .union([z.array(scalarSchema).max(10_000), idSchema])
      .describe('the values, or the parameter that holds them as a comma list'),
  }),
  z.strictObject({
    kind: z.literal('while'),
    max: z.int().min(1).max(1_000_000).describe('turns; one more is an error'),
  }),
]);
export type Loop = z.infer<typeof loopSchema>;

/**
 * Main steps that belong together. Its setup steps run when it is entered, its cleanup steps when it is left, whatever happened in
 * between; its main steps once, or as its loop says.
 */
export const blockDefinitionSchema = z.strictObject({
  name: idSchema,
  displayName: localizedTextSchema.optional(),
  order: z.number().describe('among the steps and blocks of what it stands in'),
  within: idSchema.optional().describe('the block it stands in'),
  condition: z.string().optional().describe('parameter name, or `function` for a condition in code'),
  loop: loopSchema.optional(),
  uses: z.array(idSchema).min(1).optional().describe('shared hardware held from its setup to its cleanup'),
});
export type BlockDefinition = z.infer<typeof blockDefinitionSchema>;

/** A step as declared, in the order of execution. */
export const stepDefinitionSchema = z.strictObject({
  name: idSchema,
  displayName: localizedTextSchema.optional(),
  description: z.string().optional(),
  group: z.enum(STEP_GROUPS).describe('within its block, or within the sequence when it is in none'),
  blocks: z.array(idSchema).min(1).max(5).optional().describe('the blocks it stands in, outermost first'),
  order: z.number(),
  timeoutMs: z.number().positive(),
  retry: z.int().min(0).max(100).describe('further tries after the first'),
  retryDelayMs: z.number().nonnegative().describe('before the second try'),
  retryBackoff: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe('each further delay is this many times longer; default 1'),
  retryMaxDelayMs: z.number().positive().optional().describe('no delay is longer'),
  retryOn: z
    .array(z.string().max(100))
    .min(1)
    .optional()
    .describe('what is tried again: error, failed, or error codes; default error'),
  retryPolicy: z.enum(RETRY_POLICIES).optional().describe('default lastPass'),
  retryBy: z.enum(RULE_SOURCES).optional().describe('whose word the number of tries is; absent: nobody gave one'),
  onError: errorHandlingSchema.optional().describe('what is done about an error; in a plan: about one that remains'),
  required: z.literal(false).optional().describe('PASS without it is a PASS; default required'),
  enabled: z.literal(false).optional().describe('set by overrides or a selection: it is skipped'),
  disabledBy: z.enum(['overrides', 'selection']).optional().describe('why it is not enabled'),
  dependsOn: z.array(idSchema).min(1).optional().describe('steps that a selection of this one brings along'),
  uses: z.array(idSchema).min(1).optional().describe('shared hardware it holds while it runs'),
  rendezvous: idSchema.optional().describe('it begins together with the same step of other batches'),
  condition: z.string().optional().describe('parameter name, or `function` for a condition in code'),
  actuates: z.boolean().describe('moves or powers something: begins only with nothing uncommitted'),
  idempotent: z.literal(true).optional().describe('it actuates, and running it again does the same: it may be retried'),
  onResume: z.enum(ON_RESUME),
  restore: z
    .boolean()
    .optional()
    .describe(
      'of a main step: whether a resume that comes through runs it again. Absent when it actuates: no resume does',
    ),
  rollback: z.literal(true).optional().describe('it says how to undo what an interrupted attempt may have begun'),
  verify: z.literal(true).optional().describe('it can find out whether an interrupted attempt had done its work'),
  maxBlockMs: z.number().positive().optional().describe('how long it may legally block the event loop'),
});
export type StepDefinition = z.infer<typeof stepDefinitionSchema>;

/** One value that a manual command takes. */
export const commandParameterSchema = z.strictObject({
  name: idSchema,
  displayName: localizedTextSchema.optional(),
  type: z.enum(PARAMETER_TYPES),
  required: z.boolean(),
  default: scalarSchema.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(scalarSchema).optional(),
  unit: z.string().max(50).optional(),
  description: localizedTextSchema.optional(),
});
export type CommandParameter = z.infer<typeof commandParameterSchema>;

/** One method of a driver that a technician may call by hand. */
export const manualCommandSchema = z.strictObject({
  name: idSchema.describe('of the method'),
  displayName: localizedTextSchema.optional(),
  description: localizedTextSchema.optional(),
  category: z.enum(COMMAND_CATEGORIES),
  parameters: z.array(commandParameterSchema).max(20),
  returns: z.strictObject({ type: z.enum(PARAMETER_TYPES).optional(), unit: z.string().max(50).optional() }).optional(),
  timeoutMs: z.number().positive().optional().describe('default 10 s'),
  actuates: z
    .boolean()
    .optional()
    .describe(
      'moves or powers something: the screen asks before; absent: a control command does, unless its name says off or stop',
    ),
});
export type ManualCommand = z.infer<typeof manualCommandSchema>;

/** A sequence as declared: what DESCRIBE answers. Decorators only record this. */
export const sequenceDefinitionSchema = z.strictObject({
  name: idSchema,
  displayName: localizedTextSchema.optional(),
  description: z.string().optional(),
  className: z.string(),
  steps: z.array(stepDefinitionSchema),
  blocks: z.array(blockDefinitionSchema).min(1).optional(),
  parameters: z.array(idSchema),
  hardware: z.array(idSchema),
  commands: z
    .record(idSchema, z.array(manualCommandSchema))
    .optional()
    .describe('by hardware id: what its driver declares'),
  driverErrors: z
    .record(idSchema, errorDataSchema)
    .optional()
    .describe('by hardware id: why its driver cannot be loaded'),
});
export type SequenceDefinition = z.infer<typeof sequenceDefinitionSchema>;

/** One instrument as configured. Values may hold `${NAME}`: the plan never carries the secret itself. */
export const planHardwareSchema = z.strictObject({
  driverModule: z.string().describe('compiled module, relative to the compiled package'),
  driverClass: z.string(),
  displayName: localizedTextSchema.optional(),
  config: z.record(z.string(), scalarSchema),
  configTypes: z.record(z.string(), z.enum(PARAMETER_TYPES)).describe('what a `${NAME}` is converted to'),
  instrument: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,210}$/)
    .describe('which instrument it is, among all of the station: <batch>.<hardware>, or the id of a shared one'),
  shared: z.literal(true).optional().describe('other batches use it too: only while a lease is held'),
  scope: z.enum(DRIVER_SCOPES).optional().describe('default execution'),
  simulator: z
    .strictObject({ module: z.string(), class: z.string() })
    .optional()
    .describe('what stands in for it when the plan is simulated'),
});
export type PlanHardware = z.infer<typeof planHardwareSchema>;

/** One thing that is not as the package was released; null where there is nothing. */
export const differenceSchema = z.strictObject({
  path: z.string().describe('e.g. steps.powerOn.timeoutMs, limits.rail_5v'),
  released: z.unknown(),
  effective: z.unknown(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** How the plan differs from the release of the package, and who wanted it so. */
export const planOverridesSchema = z.strictObject({
  hash: hashSchema.describe('of the overrides'),
  reason: z.string(),
  by: z.string(),
  at: timestampSchema,
  differs: z.array(differenceSchema).min(1),
});
export type PlanOverrides = z.infer<typeof planOverridesSchema>;

/** Everything an execution depends on, resolved by the service, frozen and hashed before START. */
export const executionPlanSchema = z.strictObject({
  planVersion: z.literal(1),
  sequence: z.strictObject({
    name: idSchema,
    version: z.string(),
    displayName: localizedTextSchema.optional(),
    className: z.string(),
    module: z.string().describe('compiled module, relative to the compiled package'),
    packageHash: hashSchema,
    origin: z
      .enum(['folder', 'installed'])
      .describe('folder: a development origin, unsigned; installed: as it was packed, under the hash of the archive'),
    signedBy: hashSchema.optional().describe('key id of the trusted signature; absent: nobody that the station trusts'),
  }),
  steps: z.array(stepDefinitionSchema),
  blocks: z.array(blockDefinitionSchema).min(1).optional(),
  parameters: z.record(idSchema, scalarSchema),
  parameterTypes: z.record(idSchema, z.enum(PARAMETER_TYPES)),
  hardware: z.record(idSchema, planHardwareSchema),
  limits: z
    .strictObject({
      version: z.string().describe('of limits.yaml'),
      hash: hashSchema.describe('of limits.yaml'),
      variant: z.string(),
      byName: z
        .record(z.string(), z.array(limitSchema))
        .describe('<measurement>, with <step>. before and .<aggregation> or .<axis>.<aggregation> behind it'),
      overridden: z
        .array(z.string())
        .min(1)
        .optional()
        .describe('names whose limits come from overrides: they win over those in code'),
    })
    .optional()
    .describe('what measure() judges by when the step gives no limits'),
  mode: z.enum(EXECUTION_MODES),
  simulated: z.literal(true).optional().describe('simulators stand in for the hardware that names one'),
  partial: z.array(idSchema).min(1).optional().describe('the steps that were selected'),
  overrides: planOverridesSchema.optional(),
  stopOnFail: z.boolean(),
  pauseOnFail: z.literal(true).optional().describe('it stands after each step that failed or is in error'),
  checkpointInterval: z.int().min(1).max(1000).describe('steps per RECORD message'),
  timeLimits: z
    .strictObject({
      stepMs: z.int().positive().optional().describe('no step has more; their own limits are cut to it already'),
      sequenceMs: z.int().positive().optional().describe('setup and main steps, without their waits'),
      pauseMs: z.int().positive().optional().describe('no pause is longer'),
    })
    .optional()
    .describe('of the station: resource_limits of the batch'),
  hardwareErrors: z
    .strictObject({
      reconnectAttempts: z.int().positive(),
      reconnectDelayMs: z.number().nonnegative(),
      onFailure: z.enum(HARDWARE_FAILURE_ACTIONS),
    })
    .optional()
    .describe('what is done about a lost instrument: error_handling.hardware_errors; absent: one try, then safe_stop'),
});
export type ExecutionPlan = z.infer<typeof executionPlanSchema>;

/** An execution without its steps: a row of the results list. */
export const executionSummarySchema = z.object({
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  id: executionIdSchema,
  stationId: z.string(),
  batchId: idSchema,
  dut: dutSchema,
  operator: z.string().optional(),
  mode: z.enum(EXECUTION_MODES),
  simulated: z.boolean().describe('simulators stood in for hardware; never a production execution'),
  partial: z.boolean().describe('only selected steps were wanted; never a production execution'),
  overridden: z.boolean().describe('the plan differs from the release of the package: see plan.overrides'),
  sequenceName: z.string(),
  sequenceVersion: z.string(),
  sequenceDisplayName: localizedTextSchema.optional(),
  packageHash: hashSchema.optional().describe('absent when the package could not be loaded'),
  planHash: hashSchema.optional().describe('absent when no plan could be made'),
  state: z.enum(EXECUTION_STATES),
  verdict: z.enum(VERDICTS).nullable(),
  hadFailure: z.boolean().describe('a step failed, whatever the verdict became'),
  endReason: z.enum(END_REASONS).nullable(),
  error: errorDataSchema.optional().describe('why the execution as a whole ended in error'),
  acceptedAt: timestampSchema,
  startedAt: timestampSchema.optional(),
  endedAt: timestampSchema.optional(),
  durationMs: durationMsSchema.optional(),
  stepCount: z.int().nonnegative().describe('steps of the plan'),
  lastSeq: z.int().nonnegative().describe('last committed sequence number of this execution'),
  droppedLogs: z.int().nonnegative(),
  resumptions: z
    .int()
    .positive()
    .optional()
    .describe('how often it was continued by another process; absent: it never lost one and went on'),
});
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;

/** A time in which an execution stood between two steps because a person wanted it. */
export const pauseSchema = z.object({
  at: timestampSchema,
  by: z.string().optional(),
  failedStep: idSchema.optional().describe('it stood after this step had failed; absent: before a step'),
  continuedAt: timestampSchema.optional().describe('absent: it lasts, or its process died'),
  continuedBy: z.string().optional(),
  pausedMs: z.number().nonnegative().optional(),
});
export type Pause = z.infer<typeof pauseSchema>;

/** A time in which an instrument that the execution needed was out of reach. */
export const hardwareLossSchema = z.object({
  hardware: idSchema,
  at: timestampSchema.describe('when it was seen'),
  step: idSchema.optional().describe('the step it broke in; absent: between two'),
  error: errorDataSchema,
  givenUpAt: timestampSchema.optional().describe('when the attempts to reach it again were used up'),
  backAt: timestampSchema.optional().describe('absent: it did not come back while it was needed'),
  lostMs: z.number().nonnegative().optional(),
  attempts: z.int().nonnegative().optional().describe('it took to reach it again'),
  trustedBy: z.string().optional().describe('who said that it is as the steps have left it'),
});
export type HardwareLoss = z.infer<typeof hardwareLossSchema>;

/** The whole execution, as kept. */
export const executionRecordSchema = executionSummarySchema.extend({
  plan: executionPlanSchema.optional(),
  steps: z.array(stepRecordSchema).describe('every attempt, in the order they ended'),
  interruptions: z.array(interruptionSchema).min(1).optional().describe('oldest first'),
  pauses: z.array(pauseSchema).min(1).optional().describe('oldest first'),
  hardwareLosses: z.array(hardwareLossSchema).min(1).optional().describe('oldest first'),
});
export type ExecutionRecord = z.infer<typeof executionRecordSchema>;

export const logEntrySchema = z.object({
  id: z.int().positive().describe('grows in the order in which lines were said; some may not have been kept'),
  at: timestampSchema,
  level: z.enum(LOG_LEVELS),
  batchId: idSchema.optional(),
  executionId: executionIdSchema.optional(),
  step: z.string().optional(),
  message: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/** A condition of the station (not a result) that a person should know of. */
export const alarmSchema = z.object({
  id: z.uuid(),
  code: z.enum(ALARM_CODES),
  priority: z.enum(ALARM_PRIORITIES),
  batchId: idSchema.optional(),
  instrument: z.string().optional(),
  message: z.string().describe('what is the matter, for people'),
  raisedAt: timestampSchema,
  acknowledgedAt: timestampSchema.optional(),
  acknowledgedBy: z.string().optional(),
  clearedAt: timestampSchema.optional().describe('it is over; absent: it is active'),
});
export type Alarm = z.infer<typeof alarmSchema>;
