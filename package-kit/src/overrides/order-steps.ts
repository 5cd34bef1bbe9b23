import type { BlockDefinition, StepDefinition } from '@neurohub/contracts/record';
import { STEP_GROUPS } from '@neurohub/contracts/vocabulary';

type Item = { order: number; steps: StepDefinition[] };

/** The steps in the order of execution: setup, main, cleanup of the sequence, and of each block in its place among the main steps. */
export function orderSteps(
  steps: readonly StepDefinition[],
  blocks: readonly BlockDefinition[] = [],
): StepDefinition[] {
  const inside = (container: string | undefined): StepDefinition[] => {
    const own = steps.filter((step) => step.blocks?.at(-1) === container);
    return STEP_GROUPS.flatMap((group) => {
      const items: Item[] = own
        .filter((step) => step.group === group)
        .map((step) => ({ order: step.order, steps: [step] }));
      if (group === 'main')
        for (const block of blocks.filter(({ within }) => within === container))
          items.push({ order: block.order, steps: inside(block.name) });
      return items.sort((a, b) => a.order - b.order).flatMap((item) => item.steps);
    });
  };
  return inside(undefined);
}
