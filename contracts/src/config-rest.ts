/** REST bodies of the configuration: `/api/config`, and the batches of it. */
import * as z from 'zod';
import { idSchema, scalarSchema, timestampSchema, visibleText } from './record.ts';

/** What a changed key of station.yaml needs before it is in effect. */
export const CONFIG_NEEDS = [
  'live', // nothing: it is in effect at once
  'idle', // the batches that it is about have to be at rest: each takes it as soon as it is
  'restart', // the station has to be started again
] as const;
export type ConfigNeed = (typeof CONFIG_NEEDS)[number];

/** What a literal secret of the file is shown as. Sent back at the same place it stands for the secret that is there. */
export const MASKED = '<secret>';

export const configProblemSchema = z.object({
  line: z.int().positive().optional().describe('absent when the file as a whole is meant'),
  column: z.int().positive().optional(),
  path: z.string().describe('as in the file: batches[0].slot; empty: the file'),
  value: z.unknown().optional().describe('as it stands in the file'),
  message: z.string().describe('what is wrong, and what is allowed'),
});

export const configChangeSchema = z.object({
  path: z.string().describe('as in the file, batches by id: batches[batch_1].auto_start'),
  before: z.unknown().optional().describe('absent: the key was not there'),
  after: z.unknown().optional().describe('absent: the key is gone'),
  needs: z.enum(CONFIG_NEEDS),
});
export type ConfigChange = z.infer<typeof configChangeSchema>;

export const waitingBatchSchema = z.object({
  batchId: idSchema,
  change: z.enum(['added', 'changed', 'removed']),
  until: z.string().describe('what has to be over first'),
});
export type WaitingBatch = z.infer<typeof waitingBatchSchema>;

const settings = z.record(z.string(), z.unknown());

/** A batch as station.yaml has it, with keys in camelCase. What is wrong in it is told as for the file. */
export const batchConfigBodySchema = z.strictObject({
  id: idSchema,
  name: z.string().optional(),
  slot: z.int().optional(),
  sequencePackage: z.string(),
  hardware: z.record(idSchema, z.record(idSchema, scalarSchema)).optional(),
  parameters: z.record(idSchema, scalarSchema).optional(),
  simulation: z.boolean().optional(),
  autoStart: z.boolean().optional(),
  unattended: z.boolean().optional(),
  recovery: settings.optional(),
  errorHandling: settings.optional(),
  resourceLimits: settings.optional(),
});
export type BatchConfigBody = z.infer<typeof batchConfigBodySchema>;

const values = settings
  .nullable()
  .describe(`what the text says, as plain values; a literal secret is ${MASKED}. null: the text is no YAML`);

export const configViewSchema = z.object({
  file: z.string(),
  text: z.string().describe(`of the file as it is on the disk now; a literal secret is ${MASKED}`),
  revision: z.string().describe('SHA-256 of that text as it is on the disk'),
  values,
  hash: z.string().describe('SHA-256 of `resolved`: stations with the same hash are configured alike'),
  resolved: z
    .record(z.string(), z.unknown())
    .describe('the accepted configuration with every default and flag; ${NAME} stays as it is written'),
  fromFlags: z.array(z.string()).describe('keys of it that a flag or its environment variable has set'),
  batches: z
    .array(z.looseObject({ id: z.string(), sequencePackage: z.string() }))
    .describe('those of the accepted file, as PUT /api/batches/:id takes them; any value may be a ${NAME} here'),
  warnings: z.array(z.string()),
  invalid: z
    .object({ message: z.string(), problems: z.array(configProblemSchema) })
    .nullable()
    .describe('why the file on the disk is not in effect: the last good one stays'),
  needsRestart: z.array(configChangeSchema).describe('accepted, and in effect after the next start'),
  waiting: z
    .array(waitingBatchSchema)
    .describe('batches that take their new configuration as soon as they are at rest'),
  mayChange: z.boolean().describe('whoever asks may change it'),
});
export type ConfigView = z.infer<typeof configViewSchema>;

export const configCheckSchema = z.object({
  isValid: z.boolean(),
  problems: z.array(configProblemSchema),
  warnings: z.array(z.string()),
  changes: z.array(configChangeSchema).describe('against what is accepted now; empty when it is not valid'),
  values,
});
export type ConfigCheck = z.infer<typeof configCheckSchema>;

const text = z.string().max(1024 ** 2);
const who = {
  operator: visibleText(100).optional().describe('who asks'),
  revision: z.string().max(100).optional().describe('of the text that was changed; refused when it is another now'),
  reason: visibleText(500).optional().describe('why; kept in the audit trail'),
};

export const checkConfigBodySchema = z.strictObject({ text });
export const putConfigBodySchema = z.strictObject({ text, ...who });
export const restoreConfigBodySchema = z.strictObject(who);

/** One key of the text; without a value it is taken out. */
export const configEditSchema = z.strictObject({
  path: z
    .array(z.union([z.string().min(1).max(200), z.int().min(0).max(10_000)]))
    .min(1)
    .max(12)
    .describe('keys as in the file; what is missing on the way is made'),
  value: z.unknown().optional(),
});
export type ConfigEdit = z.infer<typeof configEditSchema>;
export const draftConfigBodySchema = z.strictObject({ text, edits: z.array(configEditSchema).min(1).max(100) });
export const configDraftSchema = configCheckSchema.extend({ text });
export type ConfigDraft = z.infer<typeof configDraftSchema>;

export const configFormSchema = z.object({
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of station.yaml, as it is written'),
  needs: z
    .record(z.string(), z.enum(CONFIG_NEEDS))
    .describe('what a change needs, by section, or by section and key: the longer one counts'),
});
export type ConfigForm = z.infer<typeof configFormSchema>;

// ── trying out, before anything is saved ────────────────────────────────────

/** How a try to reach somebody has ended. */
export const REACH_RESULTS = [
  'reached', // it answers as it should
  'refused', // it answers, and does not want this station
  'unreachable', // nothing answers there
  'wrong', // something else answers, or it cannot be there
  'inUse', // a process of this station has it now: it was not touched
  'unknown', // the settings name no place that could be tried
] as const;
export type ReachResult = (typeof REACH_RESULTS)[number];
export const reachSchema = z.object({
  result: z.enum(REACH_RESULTS),
  place: z.string().nullable().describe('what was tried'),
  message: z.string().describe('what was found, for people'),
  tookMs: z.number().nonnegative(),
});
export type Reach = z.infer<typeof reachSchema>;

/** The `backend` of this text is asked, with its key. */
export const tryBackendBodySchema = checkConfigBodySchema;
/** Settings by hardware id, as a batch has them. Nothing is sent to an instrument. */
export const tryInstrumentsBodySchema = z.strictObject({
  hardware: z.record(idSchema, z.record(idSchema, scalarSchema)),
});
export const triedInstrumentsSchema = z.record(idSchema, reachSchema);

export const configVersionSchema = z.object({
  id: z.string().regex(/^[\w.~%-]{1,200}$/),
  at: timestampSchema.describe('when it was accepted'),
  how: z.enum(['start', 'file', 'api', 'command', 'restore']).describe('file: somebody edited the file itself'),
  by: z.string().optional(),
  revision: z.string(),
});
export type ConfigVersion = z.infer<typeof configVersionSchema>;
export const configVersionTextSchema = configVersionSchema.extend({ text: z.string() });

export const postBatchBodySchema = z.strictObject({ batch: batchConfigBodySchema, ...who });
export const putBatchBodySchema = z.strictObject({ batch: batchConfigBodySchema.omit({ id: true }), ...who });
export const deleteBatchBodySchema = z.strictObject(who);

export const configChangedSchema = z.object({
  revision: z.string(),
  hash: z.string(),
  changes: z.array(configChangeSchema),
  needsRestart: z.array(configChangeSchema),
  waiting: z.array(waitingBatchSchema),
});
export type ConfigChanged = z.infer<typeof configChangedSchema>;
