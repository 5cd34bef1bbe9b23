import { describe, expect, test } from 'vitest';
import type { BlockDefinition, StepDefinition } from './record.ts';
import { orderSteps } from './step-order.ts';

type Input = [name: string, order: number, options?: { in?: string; group?: StepDefinition['group'] }];

const step = ([name, order, { in: block, group = 'main' } = {}]: Input): StepDefinition => ({
  ...{ name, group, order, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' as const },
  ...(block !== undefined && { blocks: [block] }),
});
const step1 = (name: string, within?: string): Input => [name, 1, within === undefined ? {} : { in: within }];
const block = (name: string, order: number, within?: string): BlockDefinition => ({
  ...{ name, order },
  ...(within !== undefined && { within }),
});
const order = (steps: Input[], blocks: BlockDefinition[] = []) =>
  orderSteps(steps.map(step), blocks).map(({ name, blocks: path }) => [name, ...(path ?? [])].join(' '));

describe('orderSteps', () => {
  test('without blocks: setup, main, cleanup, each by its own order', () => {
    const steps: Input[] = [
      ['b', 2],
      ['off', 1, { group: 'cleanup' }],
      ['a', 1],
      ['on', 9, { group: 'setup' }],
    ];
    expect(order(steps)).toEqual(['on', 'a', 'b', 'off']);
  });

  test('a block stands among the main steps of what it is in; its setup is before and its cleanup after its own', () => {
    const steps: Input[] = [
      ['last', 3],
      ['first', 1],
      ['heat', 1, { in: 'thermal', group: 'setup' }],
      ['cool', 1, { in: 'thermal', group: 'cleanup' }],
      ['soak', 2, { in: 'thermal' }],
      ['read', 1, { in: 'cycle' }],
    ];
    const blocks = [block('cycle', 1, 'thermal'), block('thermal', 2)];
    expect(order(steps, blocks)).toEqual([
      ...['first', 'heat thermal', 'read thermal cycle', 'soak thermal', 'cool thermal', 'last'],
    ]);
    const ordered = orderSteps(steps.map(step), blocks);
    expect(orderSteps(ordered, blocks)).toEqual(ordered);
  });

  const REFUSED: { what: string; steps: Input[]; blocks: BlockDefinition[]; code: string; message: string }[] = [
    {
      ...{ what: 'two equal steps', blocks: [], code: 'DUPLICATE_ORDER' },
      ...{ steps: [step1('a'), step1('b')], message: 'step "a" and step "b" both have order 1' },
    },
    {
      ...{ what: 'a step and a block', blocks: [block('x', 1)], code: 'DUPLICATE_ORDER' },
      ...{ steps: [step1('a'), step1('b', 'x')], message: 'step "a" and block "x" both have order 1' },
    },
    {
      ...{ what: 'a step in no block', blocks: [block('x', 1)], code: 'UNKNOWN_BLOCK' },
      ...{ steps: [step1('a', 'y')], message: 'step "a" is in "y"' },
    },
    {
      ...{ what: 'a block in no block', blocks: [block('x', 1, 'y')], code: 'UNKNOWN_BLOCK' },
      ...{ steps: [step1('a', 'x')], message: 'block "x" is in "y"' },
    },
    {
      ...{ what: 'blocks in each other', blocks: [block('x', 1, 'y'), block('y', 1, 'x')], code: 'BLOCK_INVALID' },
      ...{ steps: [step1('a', 'x')], message: 'stands in itself' },
    },
    {
      ...{ what: 'an empty block', blocks: [block('x', 2)], code: 'BLOCK_INVALID' },
      ...{ steps: [step1('a')], message: 'block "x" has no main step' },
    },
    {
      ...{ what: 'a block with setup only', blocks: [block('x', 2)], code: 'BLOCK_INVALID' },
      steps: [step1('a'), ['b', 1, { in: 'x', group: 'setup' }]],
      message: 'block "x" has no main step',
    },
    {
      ...{ what: 'six blocks in each other', code: 'BLOCK_INVALID', message: 'deeper than 5' },
      blocks: [1, 2, 3, 4, 5, 6].map((n) => block(`b${n}`, 1, n === 1 ? undefined : `b${n - 1}`)),
      steps: [step1('a', 'b6')],
    },
  ];
  test.each(REFUSED)('refuses $what by name', ({ steps, blocks, code, message }) => {
    expect(() => order(steps, blocks)).toThrowError(expect.objectContaining({ code }));
    expect(() => order(steps, blocks)).toThrowError(message);
  });
});
