import type { Overrides, StepOverride } from '@neurohub/contracts/overrides';
import type { Difference, SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import { nearestKey } from '../nearest-key.ts';
import { orderSteps } from './order-steps.ts';

/** Takes one problem; the path is that of the overrides as JSON. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** The steps as overrides want them, in their order, and what of that is not as released. */
export function overrideSteps(
  { steps, blocks = [] }: Pick<SequenceDefinition, 'steps' | 'blocks'>,
  overrides: Overrides['steps'],
  report: Report,
): { steps: StepDefinition[]; differs: Difference[] } {
  const names = steps.map(({ name }) => name);
  for (const name of Object.keys(overrides).filter((key) => !names.includes(key))) {
    const meant = nearestKey(name, names);
    report(['steps', name], `the sequence has no step "${name}"${meant ? `; did you mean "${meant}"?` : ''}`);
  }
  const differs: Difference[] = [];
  const changed = steps.map((step) => {
    const given = Object.hasOwn(overrides, step.name) ? overrides[step.name] : undefined;
    if (!given) return step;
    refuseUnsafe(step, given, report);
    differs.push(...differences(step, given));
    return overridden(step, given);
  });
  // What nobody has moved stays where the sequence has put it.
  if (!differs.some(({ path }) => path.endsWith('.order'))) return { steps: changed, differs };
  refuseEqualOrders(changed, overrides, [...blocks.map((block) => ({ ...block, blocks: around(block.name) }))], report);
  return { steps: orderSteps(changed, blocks), differs };

  function around(block: string): string[] {
    const within = blocks.find(({ name }) => name === block)?.within;
    return within === undefined ? [] : [...around(within), within];
  }
}

function refuseUnsafe(step: StepDefinition, given: StepOverride, report: Report): void {
  if (given.enabled === false && step.group === 'cleanup')
    report(['steps', step.name, 'enabled'], 'a cleanup step cannot be disabled: it leaves the hardware safe');
  if ((given.retry ?? 0) > 0 && step.actuates && step.group !== 'cleanup')
    report(
      ['steps', step.name, 'retry'],
      'a step that actuates cannot be retried: nobody knows how far the first try got',
    );
}

const FIELDS = ['order', 'timeoutMs', 'retry'] as const;

function differences(step: StepDefinition, given: StepOverride): Difference[] {
  const changed: Difference[] = FIELDS.filter(
    (field) => given[field] !== undefined && given[field] !== step[field],
  ).map((field) => ({ path: `steps.${step.name}.${field}`, released: step[field], effective: given[field] }));
  if (given.enabled === false) changed.push({ path: `steps.${step.name}.enabled`, released: true, effective: false });
  return changed;
}

function overridden(step: StepDefinition, { order, timeoutMs, retry, enabled }: StepOverride): StepDefinition {
  return {
    ...step,
    ...(order !== undefined && { order }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(retry !== undefined && { retry }),
    ...(enabled === false && { enabled: false as const, disabledBy: 'overrides' as const }),
  };
}

interface Neighbour {
  name: string;
  order: number;
  group?: string;
  blocks?: readonly string[] | undefined;
}

/** Neighbours are the steps of a group, and the blocks among the main steps, of the same block. */
function refuseEqualOrders(
  steps: readonly StepDefinition[],
  overrides: Overrides['steps'],
  blocks: readonly Neighbour[],
  report: Report,
): void {
  const seen = new Map<string, string>();
  const place = ({ group = 'main', blocks: around = [], order }: Neighbour) => `${around.join('/')} ${group} ${order}`;
  for (const block of blocks) seen.set(place(block), block.name);
  for (const step of steps) {
    const other = seen.get(place(step));
    seen.set(place(step), step.name);
    if (other === undefined) continue;
    const moved = [step.name, other].find((name) => overrides[name]?.order !== undefined) ?? step.name;
    report(['steps', moved, 'order'], `"${other}" and "${step.name}" would both have order ${step.order}`);
  }
}
