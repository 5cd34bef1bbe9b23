/** The steps as a draft wants them, in the order in which they would run. Pure. */
import type { StepDefinition } from '@neurohub/contracts/record';
import { orderSteps } from '@neurohub/contracts/step-order';
import type { OverrideDraft, Release } from './override-draft.ts';

export function effectiveSteps(
  { steps, blocks }: Pick<Release, 'steps' | 'blocks'>,
  draft: OverrideDraft,
): StepDefinition[] {
  const moved = steps.map((step) => {
    const order = draft.steps[step.name]?.order;
    return order === undefined ? step : { ...step, order };
  });
  try {
    return orderSteps(moved, blocks);
  } catch {
    // Two at one place, from a file written by hand: the station says so, and they are shown as released.
    return [...steps];
  }
}

/** Required steps that a draft leaves out: without them no execution counts as production. */
export const leftOutOf = ({ steps }: Pick<Release, 'steps'>, draft: OverrideDraft): StepDefinition[] =>
  steps.filter(({ name, required }) => required !== false && draft.steps[name]?.enabled === false);
