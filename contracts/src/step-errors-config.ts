/** `error_handling.step_errors`, as station.yaml says it for the station and for a batch, and manifest.yaml for the package. */
import * as z from 'zod';
import { STEP_ERROR_ACTIONS } from './vocabulary.ts';

export const stepErrorKeys = {
  default_action: z
    .enum(STEP_ERROR_ACTIONS)
    .optional()
    .describe('about a step in error that says nothing itself; nobody saying anything, abort'),
  max_retries: z.int().min(0).max(100).optional().describe('further tries with retry; default 3'),
};

/** What one of those who may say something says. */
export const toStepErrorRule = (given: z.output<z.ZodObject<typeof stepErrorKeys>>) => ({
  action: given.default_action,
  maxRetries: given.max_retries,
});
export type StepErrorRule = ReturnType<typeof toStepErrorRule>;

export const stepErrorsSchema = z.strictObject(stepErrorKeys).prefault({}).transform(toStepErrorRule);
