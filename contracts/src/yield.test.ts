import { expect, test } from 'vitest';
import { firstPassYield, type YieldClass, yieldClassOf } from './yield.ts';

const production = { mode: 'production', simulated: false, partial: false, hadFailure: false } as const;

test.each<[string, Partial<Parameters<typeof yieldClassOf>[0]>, YieldClass | null]>([
  ['a pass', { verdict: 'PASS' }, 'passed'],
  ['a pass with a failed step that is not required', { verdict: 'PASS', hadFailure: true }, 'passed'],
  ['a fail', { verdict: 'FAIL', hadFailure: true }, 'failed'],
  ['a fault', { verdict: 'ERROR' }, 'error'],
  ['a fault after a failed step', { verdict: 'ERROR', hadFailure: true }, 'error'],
  ['a stop', { verdict: 'ABORTED' }, 'aborted'],
  ['a stop after a failed step', { verdict: 'ABORTED', hadFailure: true }, 'failed'],
  ['one that runs', { verdict: null }, null],
  ['a debug execution', { verdict: 'PASS', mode: 'debug' }, null],
  ['a simulated one', { verdict: 'PASS', simulated: true }, null],
  ['one of selected steps', { verdict: 'FAIL', partial: true }, null],
])('%s is counted as it is defined', (_, execution, expected) => {
  expect(yieldClassOf({ ...production, verdict: null, ...execution })).toBe(expected);
});

test('the yield is of those that passed or failed, and of none it is not 0', () => {
  expect(firstPassYield({ passed: 3, failed: 1 })).toBe(0.75);
  expect(firstPassYield({ passed: 0, failed: 2 })).toBe(0);
  expect(firstPassYield({ passed: 0, failed: 0 })).toBeNull();
});
