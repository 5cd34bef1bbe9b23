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

export const configViewSchema = z.object({
  file: z.string(),
  text: z.string().describe(`of the file as it is on the disk now; a literal secret is ${MASKED}`),
  revision: z.string().describe('SHA-256 of that text as it is on the disk'),
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
