import { sequenceDefinitionSchema } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { type BlockOptions, hardware, parameter, Sequence, type StepOptions, sequence, step } from '../index.ts';
import { toStepDefinition } from '../step-options.ts';
import type { NotingDriver } from './_util.ts';
import { describeSequence } from './describe-sequence.ts';

@sequence({ name: 'base' })
class Base extends Sequence {
  @parameter() nominal = 5;
  @hardware() dmm!: NotingDriver;
  @step({ order: 2 }) async second() {}
  @step({ order: 1 }) async first() {}
  @step({ order: 1, cleanup: true }) async off() {}
  @step({ order: 5, setup: true }) async prepare() {}
}

test('gives blocks, and steps with the path of theirs', () => {
  @sequence({
    name: 'blocks',
    blocks: {
      thermal: { order: 2, sweep: [25, 85], uses: ['dmm'] },
      cycle: { order: 1, within: 'thermal', loop: 'nominal', condition: () => true },
    },
  })
  class Blocks extends Base {
    @step({ in: 'cycle', order: 1, uses: ['dmm'], dependsOn: ['first'], required: false }) async read() {}
    @step({ in: 'thermal', order: 1, setup: true, retry: { count: 1, backoff: 2, on: ['DRIVER_TIMEOUT'] } }) heat() {}
    @step({ order: 3 }) override async second() {}
  }
  const definition = describeSequence(Blocks);
  expect(sequenceDefinitionSchema.parse(definition)).toEqual(definition);
  expect(definition.blocks).toEqual([
    { name: 'thermal', order: 2, loop: { kind: 'sweep', values: [25, 85] }, uses: ['dmm'] },
    { name: 'cycle', order: 1, within: 'thermal', loop: { kind: 'count', count: 'nominal' }, condition: 'function' },
  ]);
  expect(definition.steps.map(({ name, blocks = [] }) => [name, ...blocks].join(' '))).toEqual([
    ...['prepare', 'first', 'heat thermal', 'read thermal cycle', 'second', 'off'],
  ]);
  expect(definition.steps[3]).toMatchObject({ uses: ['dmm'], dependsOn: ['first'], required: false });
  expect(definition.steps[2]).toMatchObject({ retry: 1, retryBackoff: 2, retryOn: ['DRIVER_TIMEOUT'] });
});

test.each<[string, Record<string, BlockOptions>, StepOptions, string, string]>([
  ['a loop over no parameter', { b: { order: 2, loop: 'turns' } }, {} as StepOptions, 'UNDECLARED_PARAMETER', 'turns'],
  [
    'a condition of no parameter',
    { b: { order: 2, condition: 'x' } },
    {} as StepOptions,
    'UNDECLARED_PARAMETER',
    '"x"',
  ],
  [
    'a block that uses no hardware',
    { b: { order: 2, uses: ['psu'] } },
    {} as StepOptions,
    'UNDECLARED_HARDWARE',
    'psu',
  ],
  [
    ...(['a step that uses more than its block holds', { b: { order: 2, uses: ['dmm'] } }] as const),
    ...([{ uses: ['dmm', 'amp'] } as unknown as StepOptions, 'BLOCK_INVALID', 'add it to `uses`'] as const),
  ],
  [
    ...([
      'a dependency that is no step',
      { b: { order: 2 } },
      { dependsOn: ['gone'] } as unknown as StepOptions,
    ] as const),
    ...(['STEP_NOT_FOUND', 'depends on "gone"'] as const),
  ],
])('refuses %s', (_title, blocks, options, code, message) => {
  @sequence({ name: 'refused', blocks })
  class Refused extends Sequence {
    @hardware() dmm!: NotingDriver;
    @hardware() amp!: NotingDriver;
    @step({ order: 1 }) async first() {}
    @step({ ...options, in: 'b', order: 1 }) async read() {}
  }
  expect(() => describeSequence(Refused)).toThrowError(expect.objectContaining({ code }));
  expect(() => describeSequence(Refused)).toThrowError(message);
});

test.each<[string, BlockOptions, string]>([
  ['both loop and sweep', { order: 1, loop: 1, sweep: [1] }, 'exclude each other'],
  ['half a turn', { order: 1, loop: 1.5 }, 'a whole number from 0 to 1000000, got 1.5'],
  [
    'a while without a maximum',
    { order: 1, loop: { while: () => true } as never },
    'loop.max is a whole number from 1',
  ],
  ['no order', {} as BlockOptions, 'order has to be a number'],
])('refuses a block with %s', (_title, block, message) => {
  expect(() => sequence({ name: 'x', blocks: { b: block } })(Base, contextOf())).toThrowError(message);
});

test.each<[string, StepOptions['retry'], string]>([
  ['a backoff below 1', { count: 1, backoff: 0.5 }, 'retry.backoff is 1 to 10, got 0.5'],
  ['a code that is none', { count: 1, on: ['NO_SUCH' as never] }, '"NO_SUCH" is neither'],
  ['nothing to retry on', { count: 1, on: [] }, 'retry.on names at least one'],
  ['an unknown policy', { count: 1, policy: 'best' as never }, 'retry.policy is one of lastPass'],
])('refuses a retry with %s', (_title, retry, message) => {
  expect(() => toStepDefinition('s', { order: 1, retry: retry ?? 0 })).toThrowError(message);
});

const contextOf = () => ({ metadata: {} }) as unknown as ClassDecoratorContext;
