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
    .strictObject({
      pid: z.int().positive().describe('leader of its process group'),
      host: z.string(),
      startTime: z.string().optional().describe('clock ticks from boot to its start (Linux: field 22 of stat)'),
      bootId: z.string().optional(),
      servicePid: z.int().positive().optional().describe('its parent; one that has another parent now is an orphan'),
    })
    .describe('whether the owner lives is told by the lock; the rest says whom to end, and that it is really him'),
  at: timestampSchema,
});
export type ArmedInstrument = z.infer<typeof armedInstrumentSchema>;

/**
 * The name of an armed file. A second driver of the same instrument has a file of its own: each is removed when its driver made safe.
 * No id holds a `+`.
 */
export function armedFileName(instrument: string, extraHardware?: string): string {
  return `${instrument}${extraHardware === undefined ? '' : `+${extraHardware}`}.json`;
}

/** `data/armed/<instrument>.owner`: who holds the lock beside it. For messages; only the lock itself counts. */
export const instrumentOwnerSchema = z.strictObject({
  batchId: idSchema,
  executionId: executionIdSchema.nullable(),
  pid: z.int().positive(),
  since: timestampSchema,
});
export type InstrumentOwner = z.infer<typeof instrumentOwnerSchema>;
