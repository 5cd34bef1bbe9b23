import type { Overrides, StepOverride } from '@neurohub/contracts/overrides';
import type { BlockDefinition, Difference, SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import { mayBeRepeated } from '@neurohub/contracts/step-error-rules';
import { orderSteps } from '@neurohub/contracts/step-order';
import { nearestKey } from '../nearest-key.ts';

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
  const isMoved = differs.some(({ path }) => path.endsWith('.order'));
  const hasPlaces = !isMoved || haveOwnOrders(changed, overrides, blocks, report);
  return { steps: isMoved && hasPlaces ? orderSteps(changed, blocks) : changed, differs };
}

function refuseUnsafe(step: StepDefinition, given: StepOverride, report: Report): void {
  if (given.enabled === false && step.group === 'cleanup')
    report(['steps', step.name, 'enabled'], 'a cleanup step cannot be disabled: it leaves the hardware safe');
  if ((given.retry ?? 0) > 0 && !mayBeRepeated(step))
    report(
      ['steps', step.name, 'retry'],
      'a step that actuates cannot be retried unless it is idempotent: nobody knows how far the first try got',
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
    ...(retry !== undefined && { retry, retryBy: 'overrides' as const }),
    ...(enabled === false && { enabled: false as const, disabledBy: 'overrides' as const }),
  };
}

/** Neighbours are the steps of a group, and the blocks among the main steps, of the same block. */
function haveOwnOrders(
  steps: readonly StepDefinition[],
  overrides: Overrides['steps'],
  blocks: readonly BlockDefinition[],
  report: Report,
): boolean {
  const place = (within: string | undefined, group: string, order: number) => `${within ?? ''} ${group} ${order}`;
  const taken = new Map(blocks.map(({ name, within, order }) => [place(within, 'main', order), name]));
  let areOwn = true;
  for (const { name, blocks: path, group, order } of steps) {
    const here = place(path?.at(-1), group, order);
    const other = taken.get(here);
    taken.set(here, name);
    if (other === undefined) continue;
    areOwn = false;
    const moved = overrides[name]?.order === undefined ? other : name;
    report(['steps', moved, 'order'], `"${other}" and "${name}" would both have order ${order}`);
  }
  return areOwn;
}
