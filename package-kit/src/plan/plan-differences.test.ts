import type { ExecutionPlan } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { planDifferences } from './plan-differences.ts';

const step = (name: string, timeoutMs: number) => ({ name, group: 'main', timeoutMs });
const plan = (changes: object = {}) =>
  ({
    sequence: { name: 'pcb', packageHash: 'a' },
    steps: [step('first', 1), step('second', 2)],
    hardware: { dmm: { config: { host: '10.0.0.1', port: 5025 } } },
    ...changes,
  }) as unknown as ExecutionPlan;

test('equal plans have no differences', () => expect(planDifferences(plan(), plan())).toEqual([]));

test('each difference is named with both values', () => {
  const now = plan({
    steps: [step('first', 1), step('second', 9)],
    hardware: { dmm: { config: { host: '10.0.0.2' } } },
    limits: { version: '2' },
  });
  expect(planDifferences(plan(), now)).toEqual([
    'steps.second.timeoutMs: 2 → 9',
    'hardware.dmm.config.host: "10.0.0.1" → "10.0.0.2"',
    'hardware.dmm.config.port: 5025 → nothing',
    'limits: nothing → {"version":"2"}',
  ]);
});

test('many differences are counted', () => {
  const steps = Array.from({ length: 30 }, (_, i) => step(`s${i}`, i));
  expect(planDifferences(plan({ steps }), plan({ steps: steps.map((s) => ({ ...s, timeoutMs: -1 })) })).at(-1)).toBe(
    'and 20 more',
  );
});
