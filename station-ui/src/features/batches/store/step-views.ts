/** The steps a tile shows, and what one step event changes in them. */
import type { StepProgress } from '@neurohub/contracts/events';
import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';

export function pendingSteps(definitions: readonly StepDefinition[]): StepView[] {
  return definitions.map((step, index) => ({
    name: step.name,
    ...(step.displayName === undefined ? {} : { displayName: step.displayName }),
    group: step.group,
    index,
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
      return change(steps, event.name, (step) => begin(step, event.attempt, event.at));
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
        ? change(steps, event.step.name, () => viewOf(event.step))
        : mergeSteps(steps, [viewOf(event.step)]);
    case 'marker':
      return steps;
  }
}

function change(steps: readonly StepView[], name: string, to: (step: StepView) => StepView): StepView[] {
  return steps.map((step) => (step.name === name ? to(step) : step));
}

function begin(step: StepView, attempt: number, startedAt: string): StepView {
  const { name, displayName, group, index } = step;
  return {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    group,
    index,
    status: 'running',
    attempt,
    startedAt,
    measurements: [],
  };
}

function viewOf(record: StepRecord): StepView {
  return { ...record };
}

export function hasEnded(step: StepView): boolean {
  return step.status !== 'pending' && step.status !== 'running';
}
