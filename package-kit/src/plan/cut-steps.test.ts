import type { StepDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { cutSteps, timeLimitsOf } from './cut-steps.ts';

const step = (timeoutMs: number, more: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name: 'a', group: 'main', order: 1, timeoutMs, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
  ...more,
});

test('a step has the smaller limit of its own and the station’s, and may block for no longer', () => {
  expect(cutSteps([step(500), step(5_000), step(9, { maxBlockMs: 5_000 })], 1_000)).toMatchObject([
    { timeoutMs: 500 },
    { timeoutMs: 1_000 },
    { timeoutMs: 9, maxBlockMs: 1_000 },
  ]);
});

test('a station that limits nothing changes nothing, and the plan says nothing', () => {
  const steps = [step(500)];
  expect(cutSteps(steps, undefined)).toBe(steps);
  expect(timeLimitsOf()).toEqual({});
});

test('the plan says what the station limits, so that a resume compares it', () => {
  expect(timeLimitsOf({ stepMs: 1, sequenceMs: undefined })).toEqual({ timeLimits: { stepMs: 1 } });
  expect(timeLimitsOf({ pauseMs: 5 })).toEqual({ timeLimits: { pauseMs: 5 } });
});
