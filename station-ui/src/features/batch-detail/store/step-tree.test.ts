import type { StepRecord } from '@neurohub/contracts/record';
import type { StepView } from '@neurohub/contracts/rest';
import { sampleStep, sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { describe, expect, it } from 'vitest';
import { AttemptIndex } from './attempt-index.ts';
import { stepTree, type TreeParts, type TreeRow, worstOf } from './step-tree.ts';

const LOOPS = [{ block: 'thermal', turns: 3 }, { block: 'cycle' }];

/** setup · prepare of thermal · soak · [cycle: measure, off] · stop of thermal · cleanup */
function steps(change: Partial<Record<string, Partial<StepView>>> = {}): StepView[] {
  const step = (name: string, index: number, more: Partial<StepView> = {}) =>
    sampleStep(name, { index, ...more, ...change[name] });
  return [
    step('open', 0, { group: 'setup' }),
    step('prepare', 1, { group: 'setup', blocks: ['thermal'] }),
    step('soak', 2, { blocks: ['thermal'] }),
    step('measure', 3, { blocks: ['thermal', 'cycle'] }),
    step('off', 4, { blocks: ['thermal', 'cycle'] }),
    step('stop', 5, { group: 'cleanup', blocks: ['thermal'] }),
    step('close', 6, { group: 'cleanup' }),
  ];
}
const turn = (thermal: number, cycle?: number) => [
  { block: 'thermal', index: thermal },
  ...(cycle === undefined ? [] : [{ block: 'cycle', index: cycle }]),
];

function tree(views: StepView[], records: StepRecord[] = [], more: Partial<TreeParts> = {}): TreeRow[] {
  const attempts = new AttemptIndex();
  for (const record of records) attempts.add(record);
  return stepTree({ steps: views, attempts, loops: LOOPS, isOn: true, chosenOpen: () => undefined, ...more });
}

/** One line for each row, indented as it is. */
function text(rows: TreeRow[]): string[] {
  return rows.map((row) => `${'  '.repeat(row.depth)}${textOf(row)}`);
}

function textOf(row: TreeRow): string {
  switch (row.kind) {
    case 'group':
      return `${row.group}${row.isOpen ? '' : ' (folded)'}`;
    case 'block':
      return `${row.block}${row.turnsSoFar === undefined ? '' : ` ×${row.turnsSoFar}`}`;
    case 'turn':
      return `${row.iteration.block} #${row.iteration.index}${row.isOpen ? '' : ` (${worstOf(row.tally)})`}`;
    default:
      return `${row.step.name} ${row.step.status}${row.step.attempt > 1 ? ` try ${row.step.attempt}` : ''}`;
  }
}

describe('a sequence with nested loops', () => {
  it('that has not begun is what it will run', () => {
    expect(text(tree(steps()))).toEqual([
      'setup',
      'open pending',
      'main',
      'thermal ×0',
      '  setup',
      '  prepare pending',
      '  soak pending',
      '  cycle ×0',
      '    measure pending',
      '    off pending',
      '  cleanup',
      '  stop pending',
      'cleanup',
      'close pending',
    ]);
  });

  it('shows the steps of the turn under way, and of the turns before how they ended', () => {
    const views = steps({
      soak: { status: 'passed', attempt: 1, iterations: turn(1) },
      measure: { status: 'running', attempt: 1, iterations: turn(1, 1) },
      off: { status: 'passed', attempt: 1, iterations: turn(1, 0) },
    });
    const records = [
      sampleStepRecord('soak', { iterations: turn(0) }),
      sampleStepRecord('measure', { iterations: turn(0, 0), status: 'failed' }),
      sampleStepRecord('off', { iterations: turn(0, 0) }),
      sampleStepRecord('soak', { iterations: turn(1) }),
      sampleStepRecord('measure', { iterations: turn(1, 0) }),
      sampleStepRecord('off', { iterations: turn(1, 0) }),
    ];
    const rows = text(tree(views, records));
    expect(rows.slice(4, -3)).toEqual([
      '  setup',
      '  prepare pending',
      '  thermal #0 (failed)',
      '  thermal #1',
      '    soak passed',
      '    cycle ×2',
      '      cycle #0 (passed)',
      '      cycle #1',
      '        measure running',
      '        off pending',
      '  cleanup',
    ]);
    const unfolded = text(tree(views, records, { chosenOpen: (key) => key.startsWith('turn 0') || undefined }));
    expect(unfolded).toContain('        measure failed');
  });

  it('of one that is over, what a turn never came to is left out', () => {
    const measure = { status: 'aborted', attempt: 1, iterations: turn(0, 0) } as const;
    const views = steps({ measure, off: { status: 'skipped' }, soak: { status: 'passed', iterations: turn(0) } });
    const rows = text(tree(views, [sampleStepRecord('soak', { iterations: turn(0) })], { isOn: false }));
    expect(rows).toContain('        measure aborted');
    expect(rows.filter((row) => row.includes('off'))).toEqual([]);
  });
});

describe('the tries of a step', () => {
  const views = [sampleStep('a', { status: 'passed', attempt: 3 })];
  const records = [1, 2].map((attempt) => sampleStepRecord('a', { attempt, status: 'failed' }));

  it('are counted beside the newest', () => {
    expect(tree(views, records)).toMatchObject([{ kind: 'group' }, { kind: 'step', earlier: 2, step: { attempt: 3 } }]);
  });

  it('stand before it when they are unfolded', () => {
    const rows = tree(views, records, { chosenOpen: () => true });
    expect(text(rows)).toEqual(['main', '  a failed', '  a failed try 2', 'a passed try 3']);
  });
});

it('a group that is folded has no rows', () => {
  expect(text(tree(steps(), [], { chosenOpen: (key) => key !== 'group main' }))).toEqual([
    'setup',
    'open pending',
    'main (folded)',
    'cleanup',
    'close pending',
  ]);
});

it('a step that did not change is the same object, so that its row is not drawn again', () => {
  const views = steps({ off: { status: 'passed', attempt: 1, iterations: turn(0, 0) }, soak: { iterations: turn(1) } });
  const stepsOf = (rows: TreeRow[]) => rows.flatMap((row) => (row.kind === 'step' ? [row.step] : []));
  const [once, again] = [stepsOf(tree(views)), stepsOf(tree(views))];
  once.forEach((step, index) => {
    expect(step).toBe(again[index]);
  });
});
