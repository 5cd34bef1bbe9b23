import { manifestSchema } from '@neurohub/contracts/manifest';
import type { Overrides } from '@neurohub/contracts/overrides';
import { executionPlanSchema, type StepDefinition } from '@neurohub/contracts/record';
import { describe, expect, test } from 'vitest';
import { type PlanSources, resolvePlan } from './plan.ts';

const step = (name: string, changes: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name, group: 'main', order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
  ...changes,
});
const high = (value: number) => [{ op: 'range' as const, high: value }];
const sources = (changes: Partial<PlanSources> = {}): PlanSources => ({
  manifest: manifestSchema.parse({
    ...{ name: 'demo', version: '1.0.0', entry_point: { module: 'sequence', class: 'Demo' } },
    parameters: { board: { display_name: 'Board', type: 'string', default: 'small' } },
  }),
  definition: {
    ...{ name: 'demo', className: 'Demo', parameters: [], hardware: [] },
    steps: [step('first'), step('extra', { order: 2, required: false }), step('off', { group: 'cleanup' })],
  },
  compiled: {
    ...{ origin: 'folder', hash: 'a'.repeat(64), module: 'sequence.js', drivers: {}, simulators: {} },
    limits: {
      ...{ version: '2.0.0', hash: 'b'.repeat(64), variantParameter: 'board' },
      limits: { vcc: { default: high(5), large: high(12) }, vio: { default: high(3) } },
    },
  },
  batch: { id: 'b1', parameters: {}, hardware: {} },
  request: {},
  ...changes,
});
const overrides = (changes: Partial<Overrides>): Overrides => ({
  ...{ version: '1.0.0', packageHash: 'a'.repeat(64), reason: 'worn fixture', by: 'kim' },
  ...{ at: '2026-01-01T00:00:00.000Z', steps: {}, limits: {} },
  ...changes,
});
const plan = (changes: Partial<PlanSources> = {}) => resolvePlan(sources(changes)).plan;

describe('overrides in the plan', () => {
  test('stand with reason and author, with what was released, for the variant at hand', () => {
    const limits = { vcc: { default: { high: 6 }, large: { high: 13 } } };
    const made = plan({ overrides: overrides({ steps: { first: { retry: 1 } }, limits }) });
    expect(made.overrides).toEqual({
      ...{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), reason: 'worn fixture', by: 'kim' },
      at: '2026-01-01T00:00:00.000Z',
      differs: [
        { path: 'steps.first.retry', released: 0, effective: 1 },
        { path: 'limits.vcc', released: high(5), effective: high(6) },
      ],
    });
    expect(made.limits).toMatchObject({ byName: { vcc: high(6), vio: high(3) }, overridden: ['vcc'] });
    expect(made).toMatchObject({ mode: 'production', steps: [{ retry: 1 }, {}, {}] });
    expect(executionPlanSchema.parse(made)).toEqual(made);
  });

  test('give a parameter another default, which the batch and the start still replace', () => {
    const changed = overrides({ parameters: { board: 'large' } });
    const made = plan({ overrides: changed });
    expect(made).toMatchObject({ parameters: { board: 'large' }, limits: { variant: 'large' } });
    expect(made.overrides?.differs).toEqual([{ path: 'parameters.board', released: 'small', effective: 'large' }]);
    const given = plan({ overrides: changed, batch: { id: 'b1', parameters: { board: 'other' }, hardware: {} } });
    expect(given.parameters).toEqual({ board: 'other' });
    expect(given.overrides).toBeUndefined();
  });

  test('change the hash of the plan, and say nothing when nothing differs', () => {
    const released = resolvePlan(sources()).planHash;
    const changed = overrides({ steps: { first: { retry: 1 } } });
    expect(resolvePlan(sources({ overrides: changed })).planHash).not.toBe(released);
    expect(resolvePlan(sources({ overrides: overrides({}) })).planHash).toBe(released);
    const onlyLarge = overrides({ limits: { vcc: { large: { high: 13 } } } });
    expect(resolvePlan(sources({ overrides: onlyLarge })).planHash).toBe(released);
  });

  test('may give the limits of a variant that the release has none for', () => {
    const limits = { ...sources().compiled.limits, limits: { vcc: { large: high(12) } } } as never;
    const compiled = { ...sources().compiled, limits };
    expect(() => plan({ compiled })).toThrow(expect.objectContaining({ code: 'LIMITS_INVALID' }));
    const given = overrides({ limits: { vcc: { small: { high: 4 } } } });
    expect(plan({ compiled, overrides: given }).overrides?.differs).toEqual([
      { path: 'limits.vcc', released: null, effective: high(4) },
    ]);
  });
});

describe('no production execution', () => {
  const disabled = (name: string) => overrides({ steps: { [name]: { enabled: false } } });
  test.each<[string, Partial<PlanSources>, RegExp]>([
    ['is one without a required step', { overrides: disabled('first') }, /required: first/],
    ['is one of selected steps', { request: { steps: ['first'] } }, /only selected steps/],
    ['is one on simulators', { batch: { ...sources().batch, simulation: true } }, /simulators/],
  ])('%s: it is debug, and refused when asked for by name', (_, changes, reason) => {
    expect(plan(changes).mode).toBe('debug');
    const asked = { ...changes, request: { ...changes.request, mode: 'production' as const } };
    expect(() => plan(asked)).toThrow(
      expect.objectContaining({ code: 'NOT_PRODUCTION', message: expect.stringMatching(reason) }),
    );
  });

  test('a step that is not required may be left out of one', () => {
    expect(plan({ overrides: disabled('extra') }).mode).toBe('production');
  });
});

test('a selection is kept as it was asked for', () => {
  const made = plan({ request: { steps: ['first', 'first'] } });
  expect(made.partial).toEqual(['first']);
  expect(made.steps.map(({ name, disabledBy }) => [name, disabledBy])).toEqual([
    ['first', undefined],
    ['extra', 'selection'],
    ['off', undefined],
  ]);
  expect(executionPlanSchema.parse(made)).toEqual(made);
});

test('whether a failed step ends the main steps is chosen per start', () => {
  expect(plan().stopOnFail).toBe(true);
  expect(plan({ request: { stopOnFail: false } }).stopOnFail).toBe(false);
});
