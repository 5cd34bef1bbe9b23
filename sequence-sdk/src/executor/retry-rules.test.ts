import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';
import { describe, expect, test } from 'vitest';
import { decisiveStatus, isTriedAgain, retryDelayMs } from './retry-rules.ts';

const step = (options: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name: 's', group: 'main', order: 1, timeoutMs: 1000, retry: 2, retryDelayMs: 0, actuates: false },
  ...{ onResume: 'rerun', ...options },
});
const record = (status: StepRecord['status'], options: Partial<StepRecord> = {}): StepRecord => ({
  ...{ name: 's', group: 'main', index: 0, attempt: 1, durationMs: 1, measurements: [], status, ...options },
});
const missed: Partial<StepRecord> = {
  measurements: [{ name: 'm', kind: 'number', value: 1, limits: [], outcome: 'FAIL', marginal: false, setAt: '' }],
};
const timedOut = { error: { code: 'DRIVER_TIMEOUT', message: '' } } as const;
const limitMissed = { error: { code: 'LIMIT_MISSED', message: '' } } as const;

describe('a try is followed by another one', () => {
  // One row for each cell of the table in docs/event-sequence.md.
  test.each<[string, Partial<StepDefinition>, StepRecord, boolean]>([
    ['passed, lastPass', {}, record('passed'), false],
    ['passed, worst', { retryPolicy: 'worst' }, record('passed'), false],
    ['passed, allPass', { retryPolicy: 'allPass' }, record('passed'), true],
    ['failed, not asked', {}, record('failed', limitMissed), false],
    ['failed, asked', { retryOn: ['failed'] }, record('failed', limitMissed), true],
    ['failed, asked by code', { retryOn: ['LIMIT_MISSED'] }, record('failed', limitMissed), true],
    ['failed, asked by another code', { retryOn: ['TEST_FAILURE'] }, record('failed', limitMissed), false],
    ['failed, worst, not asked', { retryPolicy: 'worst' }, record('failed'), false],
    ['failed, allPass', { retryPolicy: 'allPass' }, record('failed'), true],
    ['error, asked by default', {}, record('error', timedOut), true],
    ['error, not asked', { retryOn: ['failed'] }, record('error', timedOut), false],
    ['error, asked by code', { retryOn: ['DRIVER_TIMEOUT'] }, record('error', timedOut), true],
    ['error, asked by another code', { retryOn: ['DRIVER_STATE'] }, record('error', timedOut), false],
    ['error, allPass, not asked', { retryPolicy: 'allPass', retryOn: ['failed'] }, record('error', timedOut), false],
    ['error beside a miss', {}, record('error', { ...timedOut, ...missed }), false],
    ['error beside a miss, both asked', { retryOn: ['error', 'failed'] }, record('error', missed), true],
    ['error beside a miss, worst', { retryPolicy: 'worst' }, record('error', missed), true],
    ['skipped', { retryOn: ['failed', 'error'] }, record('skipped'), false],
    ['aborted', { retryOn: ['failed', 'error', 'STEP_ABORTED'] }, record('aborted'), false],
    ['interrupted', { retryOn: ['failed', 'error'] }, record('interrupted'), false],
    ['the last try', {}, record('error', { attempt: 3 }), false],
    ['the last but one', {}, record('error', { attempt: 2 }), true],
    ['no retry', { retry: 0 }, record('error'), false],
    ['error, actuates', { actuates: true }, record('error'), false],
    ['passed, actuates, allPass', { actuates: true, retryPolicy: 'allPass' }, record('passed'), false],
    ['error, actuates as cleanup', { actuates: true, group: 'cleanup' }, record('error'), true],
  ])('%s', (_title, options, tried, again) => {
    expect(isTriedAgain(step(options), tried)).toBe(again);
  });
});

describe('what became of a step', () => {
  test.each([
    ['lastPass', ['failed', 'passed'], 'passed'],
    ['lastPass', ['error', 'passed'], 'passed'],
    ['lastPass', ['error', 'failed'], 'failed'],
    ['lastPass', ['failed', 'error'], 'error'],
    ['lastPass', ['passed'], 'passed'],
    ['lastPass', ['skipped'], 'skipped'],
    ['lastPass', ['failed', 'skipped'], 'failed'],
    ['lastPass', ['error', 'skipped'], 'error'],
    ['lastPass', ['failed', 'aborted'], 'aborted'],
    ['worst', ['failed', 'passed'], 'failed'],
    ['worst', ['error', 'failed'], 'error'],
    ['worst', ['passed'], 'passed'],
    ['allPass', ['passed', 'passed'], 'passed'],
    ['allPass', ['passed', 'failed', 'passed'], 'failed'],
    ['allPass', ['error', 'passed'], 'error'],
    ['allPass', ['passed', 'aborted'], 'aborted'],
  ] as const)('%s of %j is %s', (retryPolicy, statuses, status) => {
    const tries = statuses.map((tried, i) => record(tried, { attempt: i + 1 }));
    expect(decisiveStatus(step({ retryPolicy }), tries)).toBe(status);
  });
});

test('each delay is longer than the one before, up to the longest', () => {
  const growing = step({ retryDelayMs: 100, retryBackoff: 3, retryMaxDelayMs: 500 });
  expect([1, 2, 3].map((attempt) => retryDelayMs(growing, attempt))).toEqual([100, 300, 500]);
  expect([1, 2].map((attempt) => retryDelayMs(step({ retryDelayMs: 100 }), attempt))).toEqual([100, 100]);
  expect(retryDelayMs(step({ retryDelayMs: 86_400_000, retryBackoff: 10 }), 9)).toBe(86_400_000);
});
