import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeldHints, type Hint } from './held-hints.ts';

const place = { batchId: 'b1', executionId: '00000000-0000-4000-8000-000000000001', seq: 1 };
const started = (name: string): Hint => ({
  ...{ kind: 'started', ...place, name, index: 0, attempt: 1, at: '2026-01-01T00:00:00.000Z' },
});
const progress = (name: string): Hint => ({ kind: 'progress', ...place, name, progress: 0.5 });

let told: Hint[];
let hints: HeldHints;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  hints = new HeldHints((hint) => void told.push(hint));
});
afterEach(() => {
  vi.useRealTimers();
});

test('hints are told a moment later, in their order', () => {
  hints.hold(started('a'));
  hints.hold(progress('a'));
  expect(told).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(told).toEqual([started('a'), progress('a')]);
});

test('hints of a step that is committed meanwhile are dropped, those of another are not', () => {
  hints.hold(started('a'));
  hints.dropStep('a');
  hints.hold(started('b'));
  vi.advanceTimersByTime(20);
  expect(told).toEqual([started('b')]);
});

test('hints can be told at once, and only once', () => {
  hints.hold(started('a'));
  hints.release();
  expect(told).toEqual([started('a')]);
  vi.advanceTimersByTime(20);
  expect(told).toHaveLength(1);
});

test('nothing is told of an execution that is over', () => {
  hints.hold(started('a'));
  hints.dropAll();
  vi.advanceTimersByTime(20);
  expect(told).toEqual([]);
});

test('hints that come later are told as well', () => {
  hints.hold(started('a'));
  vi.advanceTimersByTime(20);
  hints.hold(progress('a'));
  vi.advanceTimersByTime(20);
  expect(told).toEqual([started('a'), progress('a')]);
});
