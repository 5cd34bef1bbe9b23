import type { ExecutionTelemetry } from '@neurohub/sequence-sdk/executor';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeldTelemetry } from './held-telemetry.ts';

const executionId = '00000000-0000-4000-8000-000000000001';
const at = '2026-01-01T00:00:00.000Z';
const start = (name: string): ExecutionTelemetry => ({
  type: 'STEP_START',
  executionId,
  name,
  index: 0,
  attempt: 1,
  at,
});
const progress = (name: string): ExecutionTelemetry => ({ type: 'STEP_PROGRESS', executionId, name, progress: 0.5 });
const measured = (step: string): ExecutionTelemetry => ({
  type: 'MEASUREMENT',
  executionId,
  step,
  measurement: { name: 'vcc', kind: 'number', value: 5, limits: [], outcome: 'INFO', marginal: false, setAt: at },
});
const complete = (name: string): ExecutionTelemetry => ({
  ...{ type: 'STEP_COMPLETE', executionId, name, index: 0, attempt: 1, status: 'passed', seq: 2 },
});

let sent: ExecutionTelemetry[];
let telemetry: HeldTelemetry;
const types = () => sent.map(({ type }) => type);

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  telemetry = new HeldTelemetry({ publish: (event) => void sent.push(event) });
});
afterEach(() => {
  vi.useRealTimers();
});

test('the beginning of a step is told at once', () => {
  telemetry.publish(start('a'));
  expect(types()).toEqual(['STEP_START']);
});

test('the beginning of a step is told before anything that is held, which goes on waiting', () => {
  for (const event of [measured('a'), start('b')]) telemetry.publish(event);
  expect(types()).toEqual(['STEP_START']);
  vi.advanceTimersByTime(20);
  expect(types()).toEqual(['STEP_START', 'MEASUREMENT']);
});

test('what a step shows while it runs is told a moment later, in its order', () => {
  for (const event of [start('a'), measured('a'), progress('a')]) telemetry.publish(event);
  expect(types()).toEqual(['STEP_START']);
  vi.advanceTimersByTime(20);
  expect(types()).toEqual(['STEP_START', 'MEASUREMENT', 'STEP_PROGRESS']);
});

test('what a step showed is not told any more once the step is committed', () => {
  for (const event of [start('a'), measured('a'), progress('a'), complete('a'), start('b')]) telemetry.publish(event);
  vi.advanceTimersByTime(1_000);
  expect(types()).toEqual(['STEP_START', 'STEP_START', 'STEP_COMPLETE']);
});

test('the commit of one step keeps what another shows', () => {
  for (const event of [measured('b'), complete('a')]) telemetry.publish(event);
  vi.advanceTimersByTime(20);
  expect(types()).toEqual(['MEASUREMENT', 'STEP_COMPLETE']);
});

test('a log line does not wait for what is held', () => {
  telemetry.publish(measured('a'));
  telemetry.publish({ type: 'LOG', executionId, step: 'a', level: 'info', message: 'hello', at });
  expect(types()).toEqual(['LOG']);
});

test('the end of the execution comes after everything that was held', () => {
  telemetry.publish(complete('a'));
  telemetry.publish({ type: 'SEQUENCE_COMPLETE', executionId, verdict: 'PASS', seq: 3 });
  expect(types()).toEqual(['STEP_COMPLETE', 'SEQUENCE_COMPLETE']);
});
