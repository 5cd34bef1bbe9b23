/** The steps a tile shows, and what one step event changes in them. */
import type { StepProgress } from '@neurohub/contracts/events';
import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';
import { compareTries } from '@neurohub/contracts/turn-order';

export function pendingSteps(definitions: readonly StepDefinition[]): StepView[] {
  return definitions.map((step, index) => ({
    name: step.name,
    ...(step.displayName === undefined ? {} : { displayName: step.displayName }),
    group: step.group,
    index,
    ...(step.blocks && { blocks: step.blocks }),
    ...(step.enabled === false && { enabled: false as const }),
    status: 'pending',
    attempt: 0,
    measurements: [],
  }));
}

/** `known` wins over `base`, step by step; the order is that of execution. */
export function mergeSteps(base: readonly StepView[], known: readonly StepView[]): StepView[] {
  const byName = new Map([...base, ...known].map((step) => [step.name, step]));
  return [...byName.values()].sort((a, b) => a.index - b.index);
}

/** Steps the event does not touch stay the same objects, so that their rows need no new rendering. */
export function applyStepProgress(steps: StepView[], event: StepProgress): StepView[] {
  switch (event.kind) {
    case 'started':
      return change(steps, event.name, (step) => begin(step, event));
    case 'progress':
      return change(steps, event.name, (step) => ({
        ...step,
        progress: event.progress,
        ...(event.text === undefined ? {} : { progressText: event.text }),
      }));
    case 'measurement':
      return change(steps, event.name, (step) => ({
        ...step,
        measurements: [...step.measurements.filter((m) => m.name !== event.measurement.name), event.measurement],
      }));
    case 'ended':
      return steps.some((step) => step.name === event.step.name)
        ? change(steps, event.step.name, (step) => end(step, event.step))
        : mergeSteps(steps, [{ ...event.step }]);
    case 'marker':
      return steps;
  }
}

function change(steps: readonly StepView[], name: string, to: (step: StepView) => StepView): StepView[] {
  return steps.map((step) => (step.name === name ? to(step) : step));
}

type Started = Extract<StepProgress, { kind: 'started' }>;

function begin(step: StepView, { attempt, iterations, at }: Started): StepView {
  const turn = iterations === undefined ? {} : { iterations };
  return { ...whatStays(step), status: 'running', attempt, ...turn, startedAt: at, measurements: [] };
}

/** A try that is committed after a later one has begun is not shown any more. */
function end(step: StepView, record: StepRecord): StepView {
  return compareTries(record, step) < 0 ? step : { ...whatStays(step), ...record };
}

/** What is the same for every try of a step. */
function whatStays({ name, displayName, group, index, blocks, enabled, expectedMs }: StepView) {
  return {
    ...{ name, group, index },
    ...(displayName === undefined ? {} : { displayName }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(expectedMs === undefined ? {} : { expectedMs }),
  };
}

export function hasEnded(step: StepView): boolean {
  return step.status !== 'pending' && step.status !== 'running';
}
