/** What became of a unit, test by test. Pure. */
import type { UnitHistory } from '@neurohub/contracts/rest';
import { yieldClassOf } from '@neurohub/contracts/yield';

export type UnitExecution = UnitHistory['executions'][number];

export interface ToldExecution {
  readonly execution: UnitExecution;
  /** 1: the first that counts, 2 and more: a retest; null: it is not counted (docs/statistics.md), or has not ended. */
  readonly count: number | null;
}

/** `passedFirst`, or after so many tests; `notYet`: what counts last did not pass; `never`: nothing that counts has ended. */
export type Outcome = 'passedFirst' | 'passedLater' | 'notYet' | 'never';

export interface UnitStory {
  readonly sequenceName: string;
  readonly outcome: Outcome;
  /** How many tests count. */
  readonly counted: number;
  /** Which of them was the first to pass. */
  readonly passedAt: number | null;
  /** Newest first. */
  readonly executions: readonly ToldExecution[];
}

/** A story for each sequence: a unit may be tested by several. */
export function unitStories({ executions }: Pick<UnitHistory, 'executions'>): UnitStory[] {
  const bySequence = Map.groupBy(executions, ({ sequenceName }) => sequenceName);
  return [...bySequence].map(([sequenceName, ofSequence]) => storyOf(sequenceName, ofSequence));
}

function storyOf(sequenceName: string, executions: readonly UnitExecution[]): UnitStory {
  // Statistics go by when a test ended, of equal times by when it was accepted.
  const counted = executions
    .filter((one) => one.endedAt !== undefined && yieldClassOf(one) !== null)
    .toSorted((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? -1 : (a.endedAt ?? '') > (b.endedAt ?? '') ? 1 : 0));
  const places = new Map(counted.map(({ id }, index) => [id, index + 1]));
  const passed = counted.findIndex(({ verdict }) => verdict === 'PASS');
  const outcome = counted.length === 0 ? 'never' : passed === 0 ? 'passedFirst' : passed > 0 ? 'passedLater' : 'notYet';
  return {
    ...{ sequenceName, outcome, counted: counted.length, passedAt: passed < 0 ? null : passed + 1 },
    executions: executions.map((execution) => ({ execution, count: places.get(execution.id) ?? null })).toReversed(),
  };
}
