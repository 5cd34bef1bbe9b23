/**
 * limits.yaml beside manifest.yaml: which limits a measurement has, by its name and by variant. snake_case in the file, camelCase from
 * here on; names of measurements and variants are never converted. Only the frame is here: each limit is read by `contracts/limits`.
 */
import * as z from 'zod';
import { hashSchema, idSchema, limitSchema } from './record.ts';

/** The variant that counts when the one at hand is not listed. */
export const DEFAULT_VARIANT = 'default';

export const limitsFrameSchema = z
  .object({
    version: z.string().regex(/^\d+\.\d+\.\d+$/, 'N.N.N, digits only'),
    variant_parameter: idSchema.optional().describe('the parameter of the sequence whose value is the variant'),
    limits: z
      .record(
        z.string().min(1).max(200).describe('<measurement>, or <step>.<measurement>'),
        z.record(
          z.string().min(1).describe('variant'),
          z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]),
        ),
      )
      .describe('by measurement, then by variant: one limit or a list; an empty list only records'),
  })
  .transform(({ version, variant_parameter, limits }) => ({ version, variantParameter: variant_parameter, limits }));

/** What limits.yaml says, checked. */
export const limitsFileSchema = z.strictObject({
  version: z.string(),
  hash: hashSchema.describe('of the file'),
  variantParameter: idSchema.optional(),
  limits: z.record(z.string(), z.record(z.string(), z.array(limitSchema))),
});
export type LimitsFile = z.infer<typeof limitsFileSchema>;
