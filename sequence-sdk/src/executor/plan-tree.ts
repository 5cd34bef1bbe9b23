import type { LoopTurns } from '@neurohub/contracts/loop';
import type { BlockDefinition, ExecutionPlan, Iteration, StepDefinition } from '@neurohub/contracts/record';
import type { LoopTurn } from '../step-context.ts';

/** A step at its place in the order of execution. */
export interface PlacedStep {
  step: StepDefinition;
  index: number;
}

/** A block with everything in it. */
export interface PlacedBlock extends Part {
  block: BlockDefinition;
  /** Every step in it, those of inner blocks too, in order. */
  all: PlacedStep[];
}

export type Node = PlacedStep | PlacedBlock;

/** What the sequence as a whole and each block are made of. */
export interface Part {
  setup: PlacedStep[];
  main: Node[];
  cleanup: PlacedStep[];
}

/** A step in one turn of the loops around it. */
export interface StepTurn extends PlacedStep {
  turns: readonly LoopTurn[];
  /** It had run before and is run again to restore what it set up, by a resume that goes on here. */
  restoredFor?: NextPlace;
}

/** Where a resume would go on. */
export interface NextPlace {
  nextStepIndex: number;
  nextIterations?: Iteration[];
}

export const turnOf = (block: string, loop: LoopTurns, index: number): LoopTurn => ({
  ...{ block, index, loop },
  ...(loop.kind === 'counted' && loop.values && { value: loop.values[index] }),
});

/** The turns as a record keeps them; nothing for a step in no loop. */
export function iterationsOf(turns: readonly LoopTurn[]): { iterations?: Iteration[] } {
  if (turns.length === 0) return {};
  return {
    iterations: turns.map(({ block, index, value }) => ({ block, index, ...(value !== undefined && { value }) })),
  };
}

/** The plan's steps as a tree of blocks; the order is that of the plan. */
export function planTree({ steps, blocks = [] }: Pick<ExecutionPlan, 'steps' | 'blocks'>): Part {
  const root: Part = { setup: [], main: [], cleanup: [] };
  const placed = new Map<string, PlacedBlock>();
  steps.forEach((step, index) => {
    const here: PlacedStep = { step, index };
    let part = root;
    for (const name of step.blocks ?? []) {
      const block = placed.get(name) ?? place(name, part);
      block.all.push(here);
      part = block;
    }
    part[step.group].push(here);
  });
  return root;

  function place(name: string, within: Part): PlacedBlock {
    const block = blocks.find((declared) => declared.name === name) ?? { name, order: 0 };
    const node: PlacedBlock = { block, setup: [], main: [], cleanup: [], all: [] };
    placed.set(name, node);
    within.main.push(node);
    return node;
  }
}

/** The main steps of a part, those of inner blocks with their setup and cleanup too. */
export const stepsOfMain = (part: Part): PlacedStep[] =>
  part.main.flatMap((node) => ('block' in node ? node.all : [node]));

/** Whether anything in the block would be tested at all. */
export const hasEnabledMainStep = (block: PlacedBlock): boolean =>
  block.main.some((node) => ('block' in node ? hasEnabledMainStep(node) : node.step.enabled !== false));
