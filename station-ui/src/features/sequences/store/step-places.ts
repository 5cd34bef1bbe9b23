/** Where steps stand among their neighbours, and how one is moved. Pure. */
import type { BlockDefinition, StepDefinition } from '@neurohub/contracts/record';

/** A step or a block among those of what it stands in. */
export interface Place {
  readonly name: string;
  readonly order: number;
}

type Steps = readonly Pick<StepDefinition, 'name' | 'group' | 'blocks' | 'order'>[];

/** The neighbours of a step and itself, in their order. */
export function placesAround(stepName: string, steps: Steps, blocks: readonly BlockDefinition[] = []): Place[] {
  const step = steps.find(({ name }) => name === stepName);
  if (!step) return [];
  const within = step.blocks?.at(-1);
  const others = steps.filter(({ group, blocks: path }) => group === step.group && path?.at(-1) === within);
  const between = step.group === 'main' ? blocks.filter((block) => block.within === within) : [];
  return [...others, ...between].map(({ name, order }) => ({ name, order })).sort((a, b) => a.order - b.order);
}

/** The order that brings a step one place up or down: only its own changes. Undefined when there is no such place. */
export function movedOrder(stepName: string, places: readonly Place[], by: 1 | -1): number | undefined {
  const index = places.findIndex(({ name }) => name === stepName);
  const passed = places[index + by];
  if (index < 0 || !passed) return undefined;
  const beyond = places[index + 2 * by];
  return beyond ? (passed.order + beyond.order) / 2 : passed.order + by;
}
