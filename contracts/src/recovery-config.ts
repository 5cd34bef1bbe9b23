/** What station.yaml says about processes that die: `recovery` and `error_handling`, for the station and for a batch. */
import * as z from 'zod';
import { batchHardwareErrorsSchema, hardwareErrorsSchema } from './hardware-errors-config.ts';
import { stepErrorsSchema } from './step-errors-config.ts';

/** What becomes of an execution whose process died. */
export const RECOVERY_MODES = [
  'full_restart', // it is closed as interrupted; a fresh process is ready for the next
  'resume', // a fresh process goes on with it
  'skip_failed', // as resume, but the step that was under way is left out: never PASS, unless it is not required
] as const;
export type RecoveryMode = (typeof RECOVERY_MODES)[number];

const recoveryMode = z
  .enum(RECOVERY_MODES)
  .describe('what becomes of an execution whose process died, or that a restart of the station finds open');

const settings = {
  enabled: z
    .boolean()
    .describe(
      'start a fresh process by itself; false: make safe, close the execution as interrupted, wait for a person',
    ),
  max_retries: z.int().min(0).max(10_000).describe('in 10 minutes; one more death locks the batch out'),
  backoff_base: z.number().min(0).max(3600).describe('seconds before the first restart; doubled for each further one'),
  backoff_max: z.number().min(0).max(3600).describe('seconds; no wait is longer'),
  checkpoint_interval: z
    .int()
    .min(1)
    .max(1000)
    .describe('steps that may be on the way to the disk; 1: none begins before'),
  recycle_after_executions: z.int().min(0).describe('an idle process is replaced after so many; 0: never'),
  recycle_memory_mb: z.int().min(0).describe('an idle process that has more is replaced; 0: never'),
};

/** Of the station: everything has a value. */
export const recoverySchema = z
  .strictObject({
    enabled: settings.enabled.default(true),
    max_retries: settings.max_retries.default(3),
    backoff_base: settings.backoff_base.default(2),
    backoff_max: settings.backoff_max.default(60),
    checkpoint_interval: settings.checkpoint_interval.default(1),
    recycle_after_executions: settings.recycle_after_executions.default(1000),
    recycle_memory_mb: settings.recycle_memory_mb.default(1024),
  })
  .prefault({});
type Settings = z.output<typeof recoverySchema>;

/** Of a batch: what it says wins over the station. */
export const batchRecoverySchema = z.strictObject(settings).partial();

export const errorHandlingSchema = z
  .strictObject({
    process_errors: z.strictObject({ recovery_mode: recoveryMode.default('full_restart') }).prefault({}),
    step_errors: stepErrorsSchema,
    hardware_errors: hardwareErrorsSchema,
  })
  .prefault({})
  .transform((e) => ({
    recoveryMode: e.process_errors.recovery_mode,
    stepErrors: e.step_errors,
    hardwareErrors: e.hardware_errors,
  }));

/** Of a batch: what it says wins over the station. */
export const batchErrorHandlingSchema = z
  .strictObject({
    process_errors: z.strictObject({ recovery_mode: recoveryMode.optional() }).optional(),
    step_errors: stepErrorsSchema,
    hardware_errors: batchHardwareErrorsSchema.optional(),
  })
  .transform((e) => ({
    recoveryMode: e.process_errors?.recovery_mode,
    stepErrors: e.step_errors,
    hardwareErrors: e.hardware_errors,
  }));

export interface RecoveryConfig {
  enabled: boolean;
  /** In 10 minutes. */
  maxRetries: number;
  backoffBaseMs: number;
  backoffMaxMs: number;
  checkpointInterval: number;
  /** 0: never. */
  recycleAfterExecutions: number;
  /** 0: never. */
  recycleBytes: number;
  mode: RecoveryMode;
}

/** What holds for one batch. */
export function recoveryOf(
  station: { recovery: Settings; mode: RecoveryMode },
  batch: { recovery: z.output<typeof batchRecoverySchema> | undefined; mode: RecoveryMode | undefined },
): RecoveryConfig {
  const given = Object.fromEntries(Object.entries(batch.recovery ?? {}).filter(([, value]) => value !== undefined));
  const merged: Settings = { ...station.recovery, ...(given as Partial<Settings>) };
  return {
    enabled: merged.enabled,
    maxRetries: merged.max_retries,
    backoffBaseMs: merged.backoff_base * 1000,
    backoffMaxMs: merged.backoff_max * 1000,
    checkpointInterval: merged.checkpoint_interval,
    recycleAfterExecutions: merged.recycle_after_executions,
    recycleBytes: merged.recycle_memory_mb * 1024 ** 2,
    // Without a fresh process nothing can go on.
    mode: merged.enabled ? (batch.mode ?? station.mode) : 'full_restart',
  };
}
