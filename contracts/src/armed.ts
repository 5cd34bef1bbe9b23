/**
 * `data/armed/<instrument>.json`: an instrument that may be in a dangerous state, with everything a process that knows nothing else
 * needs to make it safe. Written before it is connected; removed only when it was made safe. See docs/shared-instruments.md.
 */
import * as z from 'zod';
import { executionIdSchema, hashSchema, idSchema, planHardwareSchema, timestampSchema } from './record.ts';

export const armedInstrumentSchema = z.strictObject({
  armedVersion: z.literal(1),
  instrument: planHardwareSchema.shape.instrument,
  lock: z
    .string()
    .regex(/^@[A-Za-z0-9_.-]{1,100}$/)
    .optional()
    .describe('`<lock>.lock` is that of its address, to be held besides that of its id; absent: it has no address'),
  batchId: idSchema,
  epoch: z.int().positive(),
  executionId: executionIdSchema.nullable().describe('null for a manual session'),
  hardware: idSchema.describe('what the package calls it; the name its driver is made with'),
  package: z.strictObject({
    hash: hashSchema,
    dir: z.string().describe('folder of the compiled package'),
    nodeModules: z.array(z.string()).describe('node: modules the package may import'),
  }),
  driver: planHardwareSchema.pick({ driverModule: true, driverClass: true, config: true, configTypes: true }),
  process: z
    .strictObject({ pid: z.int().positive(), host: z.string() })
    .describe('for people; whether the owner lives is told by the lock'),
  at: timestampSchema,
});
export type ArmedInstrument = z.infer<typeof armedInstrumentSchema>;

/** `data/armed/<instrument>.owner`: who holds the lock beside it. For messages; only the lock itself counts. */
export const instrumentOwnerSchema = z.strictObject({
  batchId: idSchema,
  executionId: executionIdSchema.nullable(),
  pid: z.int().positive(),
  since: timestampSchema,
});
export type InstrumentOwner = z.infer<typeof instrumentOwnerSchema>;
