/** Steps in the order in which they run, cut where block, group or (in a record) turn of the loops changes. Pure. */
import type { Iteration } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';
import type { StepGroup } from '@neurohub/contracts/vocabulary';

export type ListedStep = Omit<StepView, 'progress' | 'progressText'>;

export interface StepSection {
  readonly key: string;
  readonly group: StepGroup;
  /** The blocks they stand in, outermost first. */
  readonly blocks: readonly string[];
  /** The turn that all of them belong to; absent outside of loops, and where each row tells its own. */
  readonly iterations?: readonly Iteration[];
  readonly steps: readonly ListedStep[];
}

const turnKey = (iterations: readonly Iteration[] = []) => iterations.map(({ index }) => index).join('.');

export function stepSections(steps: readonly ListedStep[], { byTurn }: { byTurn: boolean }): StepSection[] {
  const sections: (StepSection & { steps: ListedStep[] })[] = [];
  for (const step of steps) {
    const { group, blocks = [], iterations } = step;
    const place = `${blocks.join('/')} ${group} ${byTurn ? turnKey(iterations) : ''}`;
    const last = sections.at(-1);
    if (last?.key.endsWith(`:${place}`)) last.steps.push(step);
    else
      sections.push({
        ...{ key: `${sections.length}:${place}`, group, blocks, steps: [step] },
        ...(byTurn && iterations && { iterations }),
      });
  }
  return sections;
}

/** Nothing in it needs a look. */
export function isQuiet({ steps }: StepSection): boolean {
  return steps.every(
    ({ status, attempt, warnings }) => !warnings && ((status === 'passed' && attempt === 1) || status === 'skipped'),
  );
}
