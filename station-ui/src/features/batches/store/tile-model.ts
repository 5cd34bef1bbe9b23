/** What a tile says, derived from a batch and the serial number staged for it. No text, no time, no React. */
import type { MeasurementRecord } from '@neurohub/contracts/record';
import type { BatchView, ExecutionView, StepView } from '@neurohub/contracts/rest';
import type { StepStatus, Verdict } from '@neurohub/contracts/vocabulary';
import { canTakeUnit, isExecuting, isInterrupted } from '../../../lib/batch-state.ts';
import { hasEnded } from './step-views.ts';

/** `staged` hides an old verdict: it must never stand beside a new unit. */
export type TileMode = 'executing' | 'interrupted' | 'staged' | 'verdict' | 'ready' | 'down';

export type TileAction = 'stop' | 'stopping' | 'continue' | 'start' | 'restart' | 'unlock' | 'endManual' | 'none';

export function tileMode(batch: BatchView, stagedSerial: string): TileMode {
  if (isExecuting(batch)) return 'executing';
  if (isInterrupted(batch)) return 'interrupted';
  if (stagedSerial !== '' && canTakeUnit(batch)) return 'staged';
  if (batch.execution?.verdict) return 'verdict';
  return canTakeUnit(batch) ? 'ready' : 'down';
}

export function tileAction(batch: BatchView): TileAction {
  if (batch.processState === 'stopping') return 'stopping';
  if (isExecuting(batch) && batch.processState !== 'stopped') return 'stop';
  if (batch.execution?.interruption?.waitsFor === 'operator' && canBeAsked(batch)) return 'continue';
  if (batch.manual) return 'endManual';
  if (batch.processState === 'locked-out') return 'unlock';
  if (batch.recovery) return 'restart';
  if (batch.processState === 'stopped') return batch.error ? 'restart' : 'start';
  return 'none';
}

/** A process that is down is started for it. */
const canBeAsked = ({ processState }: BatchView) => processState === 'idle' || processState === 'stopped';

export interface Progress {
  readonly ended: number;
  readonly total: number;
}

/** Every step counts once for each turn of the loops around it, as far as their number is known: it never goes back. */
export function progressOf({ steps, loops = [] }: ExecutionView): Progress {
  const turnsOf = new Map(loops.map(({ block, turns }) => [block, turns]));
  const parts = steps.map((step) => progressOfStep(step, turnsOf));
  const sum = (key: keyof Progress) => parts.reduce((all, part) => all + part[key], 0);
  return { ended: sum('ended'), total: sum('total') };
}

/** `turnsOf`: undefined for a loop of which nobody knows the end. */
function progressOfStep(step: StepView, turnsOf: ReadonlyMap<string, number | undefined>): Progress {
  // Setup and cleanup of a block have their turn once, before and after its loop.
  const around = step.group === 'main' ? step.blocks : step.blocks?.slice(0, -1);
  let total = 1;
  let before = 0;
  let hasTurnedOnce = false;
  for (const block of around ?? []) {
    if (!turnsOf.has(block)) continue;
    const index = step.iterations?.find((iteration) => iteration.block === block)?.index ?? 0;
    const turns = turnsOf.get(block);
    if (turns === undefined) {
      hasTurnedOnce ||= index > 0;
      continue;
    }
    total *= turns;
    before = before * turns + index;
  }
  const isSkippedWhole = step.status === 'skipped' && step.iterations === undefined;
  if (isSkippedWhole) return { ended: total, total };
  const isOver = hasEnded(step) || hasTurnedOnce;
  return { ended: Math.min(total, before + (isOver ? 1 : 0)), total };
}

export function currentStep(execution: ExecutionView): StepView | undefined {
  return execution.steps.find((step) => step.status === 'running');
}

const DECISIVE: Readonly<Record<Verdict, readonly StepStatus[]>> = {
  PASS: [],
  FAIL: ['failed'],
  ERROR: ['error', 'interrupted', 'aborted'],
  ABORTED: ['aborted'],
};

/** The step that made the verdict what it is; absent for PASS and when no step did. */
export function decisiveStep(execution: ExecutionView): StepView | undefined {
  const statuses = execution.verdict ? DECISIVE[execution.verdict] : [];
  return execution.steps.find((step) => statuses.includes(step.status));
}

/** The measurement to show for a step that did not pass. */
export function decisiveMeasurement(step: StepView): MeasurementRecord | undefined {
  return step.measurements.find((m) => m.outcome === 'FAIL' || m.outcome === 'ERROR');
}

/** How long a PASS keeps its fill. */
export const FRESH_MS = 60_000;

/** A PASS fades; what needs a person does not. */
export function isFresh(execution: ExecutionView, serviceNowMs: number): boolean {
  if (execution.verdict !== 'PASS') return true;
  return execution.endedAt !== undefined && serviceNowMs - Date.parse(execution.endedAt) < FRESH_MS;
}
