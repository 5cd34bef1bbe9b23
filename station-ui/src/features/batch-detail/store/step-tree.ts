/**
 * The steps of an execution as rows of a tree: groups, blocks, the turns of their loops, steps, and the tries of a step before the newest.
 * Only what is unfolded becomes a row. Pure.
 */
import type { Iteration, StepRecord } from '@neurohub/contracts/record';
import type { LoopView, StepView } from '@neurohub/contracts/rest';
import type { StepGroup, StepStatus } from '@neurohub/contracts/vocabulary';
import type { ListedStep } from '@neurohub/ui-kit/components/step-sections';
import { type AttemptIndex, pathOf, type Tally, type TurnPath } from './attempt-index.ts';

interface Row {
  /** Also names what a person has folded or unfolded. */
  readonly key: string;
  /** How far it is indented. */
  readonly depth: number;
}
export interface GroupRow extends Row {
  readonly kind: 'group';
  readonly group: StepGroup;
  /** The block it belongs to; absent for a group of the sequence. */
  readonly block?: string;
  readonly isOpen: boolean;
  readonly steps: number;
}
export interface BlockRow extends Row {
  readonly kind: 'block';
  readonly block: string;
  readonly isOpen: boolean;
  /** Of a loop. */
  readonly turnsSoFar?: number;
}
export interface TurnRow extends Row {
  readonly kind: 'turn';
  readonly iteration: Iteration;
  readonly isOpen: boolean;
  readonly tally: Tally;
  /** Its steps are in the record only. */
  readonly isForgotten: boolean;
}
export interface StepRow extends Row {
  readonly kind: 'step';
  readonly step: ListedStep;
  /** Tries before this one. */
  readonly earlier: number;
  readonly isOpen: boolean;
}
export interface TryRow extends Row {
  readonly kind: 'try';
  readonly step: StepRecord;
}
export type TreeRow = GroupRow | BlockRow | TurnRow | StepRow | TryRow;

export interface TreeParts {
  /** In the order of execution, each as its newest try. */
  readonly steps: readonly StepView[];
  readonly attempts: AttemptIndex;
  readonly loops: readonly LoopView[];
  /** The execution goes on: what has not run yet will. */
  readonly isOn: boolean;
  /** What a person said of a row; undefined: nothing. */
  readonly chosenOpen: (key: string) => boolean | undefined;
}

interface Place {
  readonly depth: number;
  /** How many of the blocks of a step are around. */
  readonly blocks: number;
  readonly path: TurnPath;
  /** A later turn has begun: what did not run here never will. */
  readonly isOver: boolean;
}

export function stepTree(parts: TreeParts): TreeRow[] {
  const rows: TreeRow[] = [];
  const sections = cut(parts.steps, ({ group, blocks }) => (blocks ? 'main' : group));
  for (const steps of sections) {
    const [first] = steps;
    if (!first) continue;
    const group = first.blocks ? 'main' : first.group;
    const key = `group ${group}`;
    const isOpen = parts.chosenOpen(key) ?? true;
    rows.push({ kind: 'group', key, depth: 0, group, isOpen, steps: steps.length });
    if (isOpen) rows.push(...rowsOf(steps, { depth: 0, blocks: 0, path: [], isOver: !parts.isOn }, parts));
  }
  return rows;
}

/** Steps that stand side by side, and the blocks between them. */
function rowsOf(steps: readonly StepView[], place: Place, parts: TreeParts): TreeRow[] {
  return cut(steps, ({ blocks }) => blocks?.[place.blocks] ?? '').flatMap((some) => {
    const block = some[0]?.blocks?.[place.blocks];
    return block === undefined
      ? some.flatMap((step) => stepRows(step, place, parts))
      : blockRows(block, some, place, parts);
  });
}

function blockRows(block: string, steps: readonly StepView[], place: Place, parts: TreeParts): TreeRow[] {
  const { depth, path } = place;
  const key = `block ${path.join('.')} ${block}`;
  const isOpen = parts.chosenOpen(key) ?? true;
  const within = { ...place, depth: depth + 1, blocks: place.blocks + 1 };
  const isLoop = parts.loops.some((loop) => loop.block === block);
  const turns = isLoop ? turnsOf(block, steps, path, parts) : [];
  const head: BlockRow = { kind: 'block', key, depth, block, isOpen, ...(isLoop && { turnsSoFar: turns.length }) };
  if (!isOpen) return [head];
  const isOwn = ({ group, blocks }: StepView, of: StepGroup) => group === of && blocks?.length === within.blocks;
  const around = (group: StepGroup) =>
    ownGroup(
      group,
      steps.filter((step) => isOwn(step, group)),
      { block, key, place: within, parts },
    );
  const inner = steps.filter((step) => !isOwn(step, 'setup') && !isOwn(step, 'cleanup'));
  const turnRows = turns.flatMap((turn, at) => {
    const isLast = at === turns.length - 1;
    return rowsOfTurn(turn, inner, { ...within, isOver: place.isOver || !isLast }, { parts, isLast });
  });
  return [
    head,
    ...around('setup'),
    ...(turns.length > 0 ? turnRows : rowsOf(inner, within, parts)),
    ...around('cleanup'),
  ];
}

interface OwnGroup {
  readonly block: string;
  readonly key: string;
  readonly place: Place;
  readonly parts: TreeParts;
}

/** Setup or cleanup of a block: once, before or after its turns. */
function ownGroup(
  group: StepGroup,
  steps: readonly StepView[],
  { block, key: around, place, parts }: OwnGroup,
): TreeRow[] {
  if (steps.length === 0) return [];
  const key = `${group} of ${around}`;
  const isOpen = parts.chosenOpen(key) ?? true;
  const head: GroupRow = { kind: 'group', key, depth: place.depth, group, block, isOpen, steps: steps.length };
  return isOpen ? [head, ...steps.flatMap((step) => stepRows(step, place, parts))] : [head];
}

function rowsOfTurn(
  iteration: Iteration,
  steps: readonly StepView[],
  place: Place,
  { parts, isLast }: { parts: TreeParts; isLast: boolean },
): TreeRow[] {
  const path = [...place.path, iteration.index];
  const key = `turn ${path.join('.')} ${iteration.block}`;
  const isOpen = parts.chosenOpen(key) ?? isLast;
  const { depth } = place;
  const inner = isOpen ? rowsOf(steps, { ...place, path, depth: depth + 1 }, parts) : [];
  const tally = parts.attempts.tally(iteration.block, path);
  const isForgotten = isOpen && inner.length === 0;
  return [{ kind: 'turn', key, depth, iteration, isOpen, tally, isForgotten }, ...inner];
}

/** Known from what has ended, and from what runs. */
function turnsOf(block: string, steps: readonly StepView[], path: TurnPath, { attempts }: TreeParts): Iteration[] {
  const turns = new Map(attempts.turns(block, path).map((turn) => [turn.index, turn]));
  for (const { iterations, status } of steps) {
    const turn = iterations?.[path.length];
    if (status !== 'pending' && turn?.block === block && isWithin(iterations, path)) turns.set(turn.index, turn);
  }
  return [...turns.values()].sort((a, b) => a.index - b.index);
}

const isWithin = (iterations: readonly Iteration[] = [], path: TurnPath) =>
  path.every((index, depth) => iterations[depth]?.index === index);

function stepRows(live: StepView, { depth, path, isOver }: Place, parts: TreeParts): TreeRow[] {
  const { attempts, chosenOpen } = parts;
  const known = attempts.attempts(live.name, path);
  const isHere = live.status !== 'pending' && pathOf(live.iterations).join('.') === path.join('.');
  const last = known.at(-1);
  const newest: ListedStep | undefined = isHere && live.attempt >= (last?.attempt ?? 0) ? live : last;
  const step = newest ?? (isOver && path.length > 0 ? undefined : pendingOf(live));
  if (!step) return [];
  const earlier = known.filter(({ attempt }) => attempt < step.attempt);
  const key = `step ${path.join('.')} ${live.name}`;
  const isOpen = earlier.length > 0 && (chosenOpen(key) ?? false);
  const tries = isOpen
    ? earlier.map((one): TryRow => ({ kind: 'try', key: `try ${one.attempt} of ${key}`, depth: depth + 1, step: one }))
    : [];
  return [...tries, { kind: 'step', key, depth, step, earlier: earlier.length, isOpen }];
}

/** Kept, so that rows that do not change are not drawn again. */
const pending = new WeakMap<StepView, ListedStep>();

/** A step in a turn that it has not come to. */
function pendingOf(step: StepView): ListedStep {
  if (step.status === 'pending' || (step.status === 'skipped' && !step.iterations)) return step;
  const made = pending.get(step) ?? withoutTry(step);
  pending.set(step, made);
  return made;
}

function withoutTry({ name, displayName, group, index, blocks, enabled, expectedMs }: StepView): ListedStep {
  return {
    ...{ name, group, index, status: 'pending', attempt: 0, measurements: [] },
    ...(displayName !== undefined && { displayName }),
    ...(blocks && { blocks }),
    ...(enabled === false && { enabled }),
    ...(expectedMs !== undefined && { expectedMs }),
  };
}

/** Runs of neighbours with the same key. */
function cut(steps: readonly StepView[], keyOf: (step: StepView) => string): StepView[][] {
  const runs: { key: string; steps: StepView[] }[] = [];
  for (const step of steps) {
    const key = keyOf(step);
    const last = runs.at(-1);
    if (last?.key === key) last.steps.push(step);
    else runs.push({ key, steps: [step] });
  }
  return runs.map((run) => run.steps);
}

/** From bad to good: what a row that is folded says first. */
const WORST_FIRST: readonly StepStatus[] = [
  'error',
  'interrupted',
  'failed',
  'aborted',
  'running',
  'skipped',
  'passed',
];

export function worstOf({ counts }: Tally): StepStatus | undefined {
  return WORST_FIRST.find((status) => (counts[status] ?? 0) > 0);
}
