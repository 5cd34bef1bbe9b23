import type { BlockDefinition, StepDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { NextPlaces } from './next-place.ts';
import { planTree, turnOf } from './plan-tree.ts';

const step = (name: string, blocks: string[] = [], group: StepDefinition['group'] = 'main'): StepDefinition => ({
  ...{ name, group, order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
  ...(blocks.length > 0 && { blocks }),
});
const loop: BlockDefinition['loop'] = { kind: 'count', count: 2 };
const steps = [
  step('first'), // 0
  step('on', ['outer'], 'setup'), // 1
  step('a', ['outer']), // 2
  step('b', ['outer', 'inner']), // 3
  step('c', ['outer', 'inner']), // 4
  step('down', ['outer', 'inner'], 'cleanup'), // 5
  step('off', ['outer'], 'cleanup'), // 6
  step('last'), // 7
];
const blocks: BlockDefinition[] = [
  { name: 'outer', order: 2, loop },
  { name: 'inner', order: 2, within: 'outer', loop },
];
const places = new NextPlaces({ steps }, planTree({ steps, blocks }));
const outer = (index: number) => turnOf('outer', { kind: 'counted', count: 2, values: [25, 85] }, index);
const inner = (index: number) => turnOf('inner', { kind: 'counted', count: 2 }, index);
const endless = (index: number) => turnOf('inner', { kind: 'while', max: 9 }, index);

const after = (index: number, ...turns: ReturnType<typeof turnOf>[]) => {
  const { nextStepIndex, nextIterations = [] } = places.after({ step: step('s'), index, turns });
  return [
    nextStepIndex,
    ...nextIterations.map(({ block, index: turn, value }) => `${block} ${turn} ${value ?? ''}`.trim()),
  ];
};

test('after a step comes the next one, with the first turn of the loops entered for it', () => {
  expect(after(0)).toEqual([1]);
  expect(after(1)).toEqual([2, 'outer 0']);
  expect(after(2, outer(1))).toEqual([3, 'outer 1 85', 'inner 0']);
  expect(after(3, outer(0), inner(1))).toEqual([4, 'outer 0 25', 'inner 1']);
  expect(after(7)).toEqual([8]);
});

test('after the last step of a turn comes the next turn, and after the last turn what follows', () => {
  expect(after(4, outer(0), inner(0))).toEqual([3, 'outer 0 25', 'inner 1']);
  expect(after(4, outer(0), inner(1))).toEqual([5, 'outer 0 25']);
  expect(after(5, outer(0))).toEqual([2, 'outer 1 85']);
  expect(after(5, outer(1))).toEqual([6]);
});

test('a while loop is expected to go on: a resume asks it again', () => {
  expect(after(4, outer(1), endless(5))).toEqual([3, 'outer 1 85', 'inner 6']);
});

test('a step that is tried again stays where it is', () => {
  expect(places.same({ step: step('b'), index: 3, turns: [outer(1), inner(1)] })).toEqual({
    nextStepIndex: 3,
    nextIterations: [
      { block: 'outer', index: 1, value: 85 },
      { block: 'inner', index: 1 },
    ],
  });
});

test('a plan without loops says nothing of turns', () => {
  const plain = [step('a'), step('b')];
  const next = new NextPlaces({ steps: plain }, planTree({ steps: plain })).after({
    step: step('a'),
    index: 0,
    turns: [],
  });
  expect(next).toEqual({ nextStepIndex: 1 });
});
