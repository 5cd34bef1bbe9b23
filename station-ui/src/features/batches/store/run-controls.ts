/** Which commands have a place on the tile, and which of them can be given now: by the table by which the station refuses the rest. */
import type { StepDefinition } from '@neurohub/contracts/record';
import type { BatchView, ExecutionView, StepView } from '@neurohub/contracts/rest';
import { POSSIBLE, type RunState, runStateOf } from '@neurohub/contracts/run-control';
import { isExecuting } from '../../../lib/batch-state.ts';

/** In the order of their places, which never change. Stop, and Kill after it, have the place below. */
export const PLACES = ['pause', 'resume', 'step', 'skip', 'retry'] as const;
export type PlacedVerb = (typeof PLACES)[number];

/** All of them where somebody looks into the test; once it stands, those that matter, on every screen. */
export type Extent = 'all' | 'essential';

export interface RunControlsModel {
  readonly state: RunState;
  readonly places: readonly { readonly verb: PlacedVerb; readonly isPossible: boolean }[];
}

/** Null where there is nothing to be steered. */
export function runControlsOf(batch: BatchView, { isDetailed, extent }: Shown): RunControlsModel | null {
  const { execution, processState } = batch;
  if (!execution || !isExecuting(batch) || processState === 'stopped' || processState === 'stopping') return null;
  const state = runStateOf(execution);
  // An operator who tests units has one action, Stop, until somebody has paused.
  if (!isDetailed && (state === 'running' || state === 'ending')) return null;
  const places = PLACES.map((verb) => ({ verb, isPossible: isWorthPressing(verb, state) }));
  if (extent === 'all') return { state, places };
  return { state, places: places.filter(({ verb, isPossible }) => isPossible && ESSENTIAL.includes(verb)) };
}

interface Shown {
  /** The page of one batch. */
  readonly isDetailed: boolean;
  readonly extent: Extent;
}

const ESSENTIAL: readonly PlacedVerb[] = ['resume', 'retry'];

/** A second pause is accepted and changes nothing. */
const isWorthPressing = (verb: PlacedVerb, state: RunState) =>
  POSSIBLE[state].includes(verb) && (verb !== 'pause' || state === 'running');

/** Stop was pressed: the same place offers Kill then. */
export function isStopping({ execution }: BatchView): boolean {
  return execution?.stopping === true;
}

/** The step after which the execution is paused because it failed, as declared. */
export function failedStepOf({ execution, sequence }: BatchView): StepDefinition | undefined {
  return sequence?.steps.find(({ name }) => name === execution?.failedStep);
}

/** What a paused execution runs next. In loops nobody knows by the steps alone. */
export function nextStepOf({ steps, loops = [] }: ExecutionView): StepView | undefined {
  if (loops.length > 0) return undefined;
  return steps.find(({ status, group, enabled }) => status === 'pending' && group !== 'cleanup' && enabled !== false);
}
