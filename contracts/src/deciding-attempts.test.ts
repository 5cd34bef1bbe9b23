import { expect, test } from 'vitest';
import { decidingAttempts } from './deciding-attempts.ts';
import type { StepRecord } from './record.ts';

const stepOf = (name: string, more: Partial<StepRecord>): StepRecord => ({
  ...{ name, group: 'main', index: 0, attempt: 1, status: 'passed', durationMs: 12.5, measurements: [], ...more },
});

const tries = (...statuses: ('passed' | 'failed' | 'error')[]) =>
  statuses.map((status, i) => stepOf('rails', { status, attempt: i + 1 }));
const numbers = (steps: ReturnType<typeof tries>, policy?: 'allPass' | 'worst' | 'lastPass') =>
  [...decidingAttempts(steps, new Map(policy && [['rails', policy]]))].map(({ attempt }) => attempt);

test('the last try decides, unless the policy says the worst', () => {
  expect(numbers(tries('failed', 'error', 'passed'))).toEqual([3]);
  expect(numbers(tries('failed', 'error', 'passed'), 'worst')).toEqual([2]);
  expect(numbers(tries('failed', 'passed', 'failed'), 'allPass')).toEqual([1, 3]);
});

test('a try that a person asked for hides no miss', () => {
  const [first, second] = tries('failed', 'passed');
  expect(numbers([first, { ...second, retriedBy: 'Kim' }] as never)).toEqual([1]);
});

test('each turn of a loop is judged for itself', () => {
  const turns = [0, 1].map((index) => stepOf('rails', { iterations: [{ block: 'sweep', index }] }));
  expect(decidingAttempts(turns, new Map()).size).toBe(2);
});
