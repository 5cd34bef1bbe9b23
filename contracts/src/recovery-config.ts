/** What station.yaml says about processes that die: `error_handling.process_errors`. */
import * as z from 'zod';

/** What becomes of an execution whose process died. */
export const RECOVERY_MODES = [
  'full_restart', // it is closed as interrupted; a fresh process is ready for the next
  'resume', // a fresh process goes on with it
  'skip_failed', // as resume, but the step that was under way is left out: never PASS, unless it is not required
] as const;
export type RecoveryMode = (typeof RECOVERY_MODES)[number];

export const errorHandlingSchema = z
  .strictObject({
    process_errors: z
      .strictObject({
        recovery_mode: z
          .enum(RECOVERY_MODES)
          .default('full_restart')
          .describe('what becomes of an execution whose process died, or that a restart of the station finds open'),
      })
      .prefault({}),
  })
  .prefault({})
  .transform((e) => ({ recoveryMode: e.process_errors.recovery_mode }));
