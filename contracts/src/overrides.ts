/**
 * What a station changes of one release of a package: data/overrides/<package>.yaml, snake_case in the file, camelCase from here on;
 * names of steps, measurements and variants are never converted. Limits are written as in limits.yaml; here they are only framed.
 */
import * as z from 'zod';
import { differenceSchema, hashSchema, idSchema, scalarSchema, timestampSchema, visibleText } from './record.ts';

const version = z
  .string()
  .regex(/^\d+\.\d+\.\d+$/, 'N.N.N, digits only')
  .describe('of the package it is made for');
const reason = visibleText(500).describe('why; it is kept with every record');
const by = visibleText(100).describe('who wanted it so');
const order = z.number().optional().describe('place among its neighbours');
const enabled = z.boolean().optional().describe('false: the step is skipped; cleanup steps cannot be');
const retry = z.int().min(0).max(100).optional().describe('further tries after the first');
const oneOrMany = z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown())).max(20)]);
const limits = z
  .record(z.string().min(1).max(200), z.record(z.string().min(1), oneOrMany))
  .default({})
  .describe('as in limits.yaml, by measurement and variant; only what is there can be changed');

const parameters = z
  .record(idSchema, scalarSchema)
  .optional()
  .describe('by parameter: in place of its default; what station.yaml gives to a batch, and a start, still win');

/** What is changed of one step. */
export const stepOverrideSchema = z.strictObject({
  order,
  enabled,
  timeoutMs: z.number().positive().max(86_400_000).optional(),
  retry,
});
export type StepOverride = z.infer<typeof stepOverrideSchema>;

export const overridesSchema = z.strictObject({
  version,
  packageHash: hashSchema.describe('of the package it is made for'),
  reason,
  by,
  at: timestampSchema,
  parameters,
  steps: z.record(idSchema, stepOverrideSchema).default({}).describe('by step'),
  limits,
});
export type Overrides = z.infer<typeof overridesSchema>;

/** The file as people read and edit it. */
export const overridesFileSchema = z
  .strictObject({
    version,
    hash: hashSchema.describe('of the package it is made for: `station check` and the screen show it'),
    reason,
    by,
    at: timestampSchema,
    parameters,
    steps: z
      .record(
        idSchema,
        z.strictObject({
          order,
          enabled,
          timeout: z.number().positive().max(86_400).optional().describe('seconds'),
          retry,
        }),
      )
      .default({})
      .describe('by step'),
    limits,
  })
  .transform(({ hash, steps, ...file }) => ({
    ...file,
    packageHash: hash,
    steps: Object.fromEntries(
      Object.entries(steps).map(([name, { timeout, ...step }]) => [
        name,
        { ...step, ...(timeout !== undefined && { timeoutMs: timeout * 1000 }) },
      ]),
    ),
  }));

/** `PUT /api/sequences/:name/overrides`. */
export const overridesBodySchema = overridesSchema
  .omit({ at: true, by: true })
  .extend({ by: by.optional().describe('who wanted it so; of whoever is signed in the name counts') });
export type OverridesBody = z.infer<typeof overridesBodySchema>;

/** `POST /api/sequences/:name/overrides/check`: the same before anybody has said why. */
export const overridesCheckBodySchema = overridesBodySchema.omit({ reason: true, by: true });
export type OverridesCheckBody = z.infer<typeof overridesCheckBodySchema>;

export const overridesCheckSchema = z.object({
  problems: z.array(z.object({ path: z.string().describe('e.g. steps.powerOn.retry'), message: z.string() })),
  differs: z.array(differenceSchema).describe('from the release; empty while there are problems'),
});
export type OverridesCheck = z.infer<typeof overridesCheckSchema>;

/** Body of `DELETE /api/sequences/:name/overrides`. */
export const deleteOverridesBodySchema = z.strictObject({
  reason: reason.optional(),
  operator: visibleText(100).optional().describe('who asks'),
});

/** `GET /api/sequences/:name/overrides`. */
export const overridesViewSchema = z.object({
  overrides: overridesSchema.nullable(),
  package: z.object({ version: z.string(), packageHash: hashSchema }).describe('as it is now'),
  stale: z.boolean().describe('made for another release: nothing starts until they are saved again or deleted'),
  differs: z.array(differenceSchema).describe('from the release; empty when they are stale'),
});
export type OverridesView = z.infer<typeof overridesViewSchema>;
