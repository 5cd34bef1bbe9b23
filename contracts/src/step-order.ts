/**
 * The order in which the steps of a sequence run, blocks and all. For the SDK when a class is described, and for the service when
 * overrides changed an order. Free of any library.
 */
import { CodedError } from './errors.ts';
import type { BlockDefinition, StepDefinition } from './record.ts';
import { STEP_GROUPS, type StepGroup } from './vocabulary.ts';

/** Deepest nesting of blocks: what `steps[].blocks` and `iterations` hold. */
export const MAX_BLOCK_DEPTH = 5;

/** The sequence itself, which blocks stand in that stand in no other. */
const SEQUENCE = null;
type Parent = string | typeof SEQUENCE;

/** A step or a block among those of what it stands in. */
type Sibling = { order: number } & ({ step: StepDefinition } | { block: BlockDefinition });

/**
 * Steps in the order of execution, each with the path of its blocks. Of a step only the last of `blocks` is read: the block it stands
 * in.
 * @throws CodedError DUPLICATE_ORDER, UNKNOWN_BLOCK, BLOCK_INVALID (no main step, stands in itself, too deep)
 */
export function orderSteps(
  steps: readonly StepDefinition[],
  blocks: readonly BlockDefinition[] = [],
): StepDefinition[] {
  const paths = new Map(blocks.map((block) => [block.name, pathOf(block, blocks)]));
  for (const { name, blocks: [...path] = [] } of steps) {
    const own = path.at(-1);
    if (own !== undefined && !paths.has(own)) throw unknownBlock(`step "${name}" is`, own, blocks);
  }
  return stepsOf(SEQUENCE);

  function stepsOf(parent: Parent): StepDefinition[] {
    return STEP_GROUPS.flatMap((group) => siblingsOf(parent, group).flatMap(flatten));
  }

  function flatten(sibling: Sibling): StepDefinition[] {
    if ('step' in sibling) {
      const { blocks: path, ...step } = sibling.step;
      const whole = path && paths.get(path.at(-1) ?? '');
      return [whole ? { ...step, blocks: whole } : step];
    }
    const { name } = sibling.block;
    if (siblingsOf(name, 'main').length > 0) return stepsOf(name);
    throw new CodedError('BLOCK_INVALID', `block "${name}" has no main step`, { details: { block: name } });
  }

  function siblingsOf(parent: Parent, group: StepGroup): Sibling[] {
    const found: Sibling[] = steps
      .filter((step) => step.group === group && (step.blocks?.at(-1) ?? SEQUENCE) === parent)
      .map((step) => ({ order: step.order, step }));
    if (group === 'main')
      for (const block of blocks) if ((block.within ?? SEQUENCE) === parent) found.push({ order: block.order, block });
    found.sort((a, b) => a.order - b.order);
    refuseEqualOrders(found, group);
    return found;
  }
}

function pathOf(block: BlockDefinition, blocks: readonly BlockDefinition[]): string[] {
  const path = [block.name];
  for (let within = block.within; within !== undefined; ) {
    const outer = blocks.find(({ name }) => name === within);
    if (!outer) throw unknownBlock(`block "${path[0]}" is`, within, blocks);
    if (path.includes(outer.name)) throw invalid(block.name, 'stands in itself');
    path.unshift(outer.name);
    within = outer.within;
  }
  if (path.length > MAX_BLOCK_DEPTH) throw invalid(block.name, `is nested deeper than ${MAX_BLOCK_DEPTH} blocks`);
  return path;
}

const invalid = (block: string, problem: string) =>
  new CodedError('BLOCK_INVALID', `block "${block}" ${problem}`, { details: { block } });

const unknownBlock = (subject: string, block: string, blocks: readonly BlockDefinition[]) =>
  new CodedError('UNKNOWN_BLOCK', `${subject} in "${block}", which is no block of the sequence`, {
    details: { block, blocks: blocks.map(({ name }) => name) },
  });

function refuseEqualOrders(sorted: readonly Sibling[], group: StepGroup): void {
  sorted.forEach((sibling, i) => {
    const before = sorted[i - 1];
    if (before?.order !== sibling.order) return;
    const names = [nameOf(before), nameOf(sibling)] as const;
    throw new CodedError('DUPLICATE_ORDER', `${group}: ${names.join(' and ')} both have order ${sibling.order}`, {
      details: {
        steps: [before, sibling].map((s) => ('step' in s ? s.step.name : s.block.name)),
        order: sibling.order,
      },
    });
  });
}

const nameOf = (sibling: Sibling) =>
  'step' in sibling ? `step "${sibling.step.name}"` : `block "${sibling.block.name}"`;
