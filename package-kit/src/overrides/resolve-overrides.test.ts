import type { Overrides } from '@neurohub/contracts/overrides';
import type { BlockDefinition, StepDefinition } from '@neurohub/contracts/record';
import { describe, expect, test } from 'vitest';
import { type OverriddenRelease, resolveOverrides } from './resolve-overrides.ts';

const step = (name: string, order: number, changes: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name, group: 'main', order, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
  ...changes,
});
const high = (value: number) => [{ op: 'range' as const, high: value }];
const release = (changes: Partial<OverriddenRelease> = {}): OverriddenRelease => ({
  ...{ name: 'demo', version: '1.0.0', packageHash: 'a'.repeat(64) },
  definition: {
    steps: [
      step('prepare', 1, { group: 'setup' }),
      step('first', 1),
      step('second', 2),
      step('power', 3, { actuates: true }),
      step('off', 1, { group: 'cleanup' }),
    ],
  },
  parameters: {
    volts: { displayName: 'Volts', type: 'float', default: 12, required: false, min: 7, max: 24 },
    note: { displayName: 'Note', type: 'string', required: false },
  },
  limits: {
    ...{ version: '2.0.0', hash: 'b'.repeat(64), variantParameter: 'board' },
    limits: { vcc: { default: high(5), large: high(12) } },
  },
  ...changes,
});
const overrides = (changes: Partial<Overrides> = {}): Overrides => ({
  ...{ version: '1.0.0', packageHash: 'a'.repeat(64), reason: 'worn fixture', by: 'kim' },
  ...{ at: '2026-01-01T00:00:00.000Z', steps: {}, limits: {} },
  ...changes,
});
const names = (steps: readonly StepDefinition[]) => steps.map(({ name }) => name);

describe('resolveOverrides', () => {
  test('changes time limit, retries, order and use of a step, and says what was released', () => {
    const steps = { first: { timeoutMs: 5000, retry: 2, order: 9 }, second: { enabled: false } };
    const resolved = resolveOverrides(overrides({ steps }), release());
    expect(names(resolved.steps)).toEqual(['prepare', 'second', 'power', 'first', 'off']);
    expect(resolved.steps[3]).toMatchObject({ timeoutMs: 5000, retry: 2, order: 9 });
    expect(resolved.steps[1]).toMatchObject({ enabled: false, disabledBy: 'overrides' });
    expect(resolved.differs).toEqual([
      { path: 'steps.first.order', released: 1, effective: 9 },
      { path: 'steps.first.timeoutMs', released: 1000, effective: 5000 },
      { path: 'steps.first.retry', released: 0, effective: 2 },
      { path: 'steps.second.enabled', released: true, effective: false },
    ]);
  });

  test('moves a block with its steps only by its own order, and steps within their block', () => {
    const blocks: BlockDefinition[] = [{ name: 'sweep', order: 2 }];
    const definition = {
      blocks,
      steps: [step('a', 1), step('in1', 1, { blocks: ['sweep'] }), step('in2', 2, { blocks: ['sweep'] }), step('z', 3)],
    };
    const resolved = resolveOverrides(
      overrides({ steps: { in1: { order: 5 }, z: { order: 0 } } }),
      release({ definition }),
    );
    expect(names(resolved.steps)).toEqual(['z', 'a', 'in2', 'in1']);
    const onBlock = () => resolveOverrides(overrides({ steps: { z: { order: 2 } } }), release({ definition }));
    expect(onBlock).toThrow('steps.z.order: "sweep" and "z" would both have order 2');
  });

  test('changes limits of one variant and leaves the others', () => {
    const resolved = resolveOverrides(overrides({ limits: { vcc: { large: { high: 13 } } } }), release());
    expect(resolved.limits?.limits).toEqual({ vcc: { default: high(5), large: high(13) } });
    expect(resolved.differs).toEqual([{ path: 'limits.vcc.large', released: high(12), effective: high(13) }]);
  });

  test('gives parameters another default', () => {
    const resolved = resolveOverrides(overrides({ parameters: { volts: 9, note: 'slow' } }), release());
    expect(resolved.differs).toEqual([
      { path: 'parameters.volts', released: 12, effective: 9 },
      { path: 'parameters.note', released: null, effective: 'slow' },
    ]);
  });

  test('what says the same as the release changes nothing', () => {
    const same = overrides({
      parameters: { volts: 12 },
      steps: { first: { timeoutMs: 1000, enabled: true } },
      limits: { vcc: { default: { high: 5 } } },
    });
    expect(resolveOverrides(same, release())).toMatchObject({ differs: [], steps: release().definition.steps });
  });

  test.each([
    ['an unknown step', { steps: { fist: { retry: 1 } } }, 'steps.fist: the sequence has no step "fist"; did you mean'],
    ['a step of every object', { steps: Object.fromEntries([['constructor', { retry: 1 }]]) }, 'steps.constructor: '],
    ['an unknown parameter', { parameters: { volt: 9 } }, 'parameters.volt: the sequence has no parameter "volt"; did'],
    ['a value out of its range', { parameters: { volts: 30 } }, 'parameters.volts: expected a number ≤ 24; got 30'],
    ['no value', { parameters: { volts: null } }, 'parameters.volts: a value is missing'],
    ['two equal orders', { steps: { first: { order: 2 } } }, '"first" and "second" would both have order 2'],
    ['a disabled cleanup step', { steps: { off: { enabled: false } } }, 'steps.off.enabled: a cleanup step cannot be'],
    ['a retry of a step that actuates', { steps: { power: { retry: 1 } } }, 'steps.power.retry: a step that actuates'],
    [
      'a limit that is not there',
      { limits: { vdd: { default: { high: 1 } } } },
      'limits.vdd: limits.yaml has no "vdd"',
    ],
    [
      'a limit that cannot be',
      { limits: { vcc: { default: [{ hgih: 1 }] } } },
      'limits.vcc.default.0: "hgih" does not',
    ],
  ])('refuses %s with its place', (_, changes, message) => {
    expect(() => resolveOverrides(overrides(changes as Partial<Overrides>), release())).toThrow(
      expect.objectContaining({ code: 'OVERRIDES_INVALID', message: expect.stringContaining(message) }),
    );
  });

  test('a variant is refused where there are none, and limits without limits.yaml', () => {
    const limits = { vcc: { large: { high: 1 } } };
    const file = { version: '1.0.0', hash: 'b'.repeat(64), limits: { vcc: { default: high(5) } } };
    expect(() => resolveOverrides(overrides({ limits }), release({ limits: file }))).toThrow('the only variant is');
    expect(() => resolveOverrides(overrides({ limits }), release({ limits: undefined }))).toThrow('has no limits.yaml');
  });

  test.each([{ version: '1.0.1' }, { packageHash: 'c'.repeat(64) }])('is for one release only: %o', (changed) => {
    expect(() => resolveOverrides(overrides(), release(changed))).toThrow(
      expect.objectContaining({ code: 'OVERRIDES_STALE', message: expect.stringContaining('kim: worn fixture') }),
    );
  });
});
