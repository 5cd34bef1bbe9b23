import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { ListedStep } from '../components/step-sections.ts';

/** The steps of a stored execution, each with what only its plan says: the blocks it stands in, and that it was off. */
export function stepsByPlan({ steps, plan }: ExecutionRecord): ListedStep[] {
  const planned = new Map(plan?.steps.map((step) => [step.name, step]));
  return steps.map((step) => {
    const { blocks, enabled } = planned.get(step.name) ?? {};
    return { ...step, ...(blocks && { blocks }), ...(enabled === false && { enabled }) };
  });
}
