/** What station.yaml says about how much a batch's process may take: `resource_limits`. What is not given is not limited, but for pauses. */
import * as z from 'zod';

export const WORKER_PRIORITIES = ['low', 'normal', 'high'] as const;
export type WorkerPriority = (typeof WORKER_PRIORITIES)[number];

/** A worker that runs nothing has about 70 MB. */
export const LEAST_MEMORY_MB = 96;

const MOST_MEMORY_MB = 1024 ** 2;
const MOST_CORE = 1023;
const A_WEEK_S = 7 * 86_400;
/** An hour: longer than somebody looks for a fault, shorter than a night with the supply on. */
const DEFAULT_PAUSE_S = 3600;

const coreList = z
  .array(z.int().min(0).max(MOST_CORE))
  .min(1)
  .refine((cores) => new Set(cores).size === cores.length, 'each core once');

export const resourceLimitsSchema = z
  .strictObject({
    max_memory_mb: z
      .int()
      .min(LEAST_MEMORY_MB)
      .max(MOST_MEMORY_MB)
      .optional()
      .describe('of the process with everything it started; an alarm at 80 %, ended at 100 %'),
    cpu_affinity: coreList.optional().describe('numbers of the cores it may use, from 0'),
    priority: z.enum(WORKER_PRIORITIES).optional().describe('when cores are scarce'),
    timeout_sequence: z
      .int()
      .min(1)
      .max(A_WEEK_S)
      .optional()
      .describe('seconds for setup and main steps, without waits for people, instruments and other batches'),
    timeout_step: z
      .int()
      .min(1)
      .max(A_WEEK_S)
      .optional()
      .describe('seconds; a step that allows itself less keeps that'),
    timeout_pause: z
      .int()
      .min(1)
      .max(A_WEEK_S)
      .default(DEFAULT_PAUSE_S)
      .describe('seconds; a test that stands paused for longer is ended, with its cleanup'),
  })
  .prefault({})
  .transform((limits) => ({
    maxMemoryBytes: limits.max_memory_mb === undefined ? undefined : limits.max_memory_mb * 1024 ** 2,
    cpuAffinity: limits.cpu_affinity,
    priority: limits.priority,
    sequenceMs: limits.timeout_sequence === undefined ? undefined : limits.timeout_sequence * 1000,
    pauseMs: limits.timeout_pause * 1000,
    stepMs: limits.timeout_step === undefined ? undefined : limits.timeout_step * 1000,
  }));

export type ResourceLimits = z.output<typeof resourceLimitsSchema>;
