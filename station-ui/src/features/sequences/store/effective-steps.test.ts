import type { StepDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { effectiveSteps, leftOutOf } from './effective-steps.ts';
import { NO_CHANGES } from './override-draft.ts';

const step = (name: string, order: number, more: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name, group: 'main', order, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
  ...more,
});
const steps = [step('prepare', 1, { group: 'setup' }), step('a', 1), step('b', 2), step('c', 3, { required: false })];
const names = (order: Record<string, number>) =>
  effectiveSteps(
    { steps },
    {
      ...NO_CHANGES,
      steps: Object.fromEntries(Object.entries(order).map(([name, value]) => [name, { order: value }])),
    },
  ).map(({ name }) => name);

test('steps stand where they would run', () => {
  expect(names({})).toEqual(['prepare', 'a', 'b', 'c']);
  expect(names({ c: 1.5 })).toEqual(['prepare', 'a', 'c', 'b']);
  expect(names({ c: 2 })).toEqual(['prepare', 'a', 'b', 'c']);
});

test('required steps that are left out are named', () => {
  const off = { ...NO_CHANGES, steps: { b: { enabled: false }, c: { enabled: false }, a: { enabled: true } } };
  expect(leftOutOf({ steps }, off).map(({ name }) => name)).toEqual(['b']);
});
