/** What can be done with an execution, by where it stands: one table for the worker that refuses, the service and the screen. */

/** What a person can ask of an execution that is on. */
export const RUN_VERBS = ['pause', 'resume', 'step', 'skip', 'retry', 'stop', 'kill'] as const;
export type RunVerb = (typeof RUN_VERBS)[number];

/** Where an execution stands, as far as a person can do something with it. */
export const RUN_STATES = [
  'running', // setup and main steps
  'pausing', // it stands as soon as the running step has ended
  'paused', // it stands before a step
  'pausedAfterFailure', // it stands after a step that failed or is in error, and is not judged by it yet
  'ending', // cleanup, after Stop or by itself
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Pause and Stop may be repeated; that changes nothing. */
export const POSSIBLE: Readonly<Record<RunState, readonly RunVerb[]>> = {
  running: ['pause', 'stop', 'kill'],
  pausing: ['pause', 'resume', 'stop', 'kill'],
  paused: ['pause', 'resume', 'step', 'skip', 'stop', 'kill'],
  pausedAfterFailure: ['pause', 'resume', 'step', 'retry', 'stop', 'kill'],
  ending: ['stop', 'kill'],
};

/** What of an execution's view tells where it stands. */
export interface RunFacts {
  state: string;
  pausing?: true | undefined;
  stopping?: true | undefined;
  failedStep?: string | undefined;
  steps: readonly { group: string; status: string; blocks?: readonly unknown[] | undefined }[];
}

/** Where an execution that is on stands, by what is shown of it. */
export function runStateOf({ state, pausing, stopping, failedStep, steps }: RunFacts): RunState {
  // The cleanup of a block is within the main part.
  const isCleaningUp = steps.some((step) => step.group === 'cleanup' && step.status === 'running' && !step.blocks);
  if (stopping || isCleaningUp) return 'ending';
  if (state === 'paused') return failedStep === undefined ? 'paused' : 'pausedAfterFailure';
  return pausing ? 'pausing' : 'running';
}
