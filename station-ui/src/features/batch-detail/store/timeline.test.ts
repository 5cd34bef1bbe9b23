import type { StepRecord } from '@neurohub/contracts/record';
import { AT, sampleStep, sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { describe, expect, it } from 'vitest';
import { sampleExecution, samplePrompt } from '../../../testing/sample-views.ts';
import { joinClose, marksOf, type TimelineParts, timelineOf } from './timeline.ts';

const BEGIN = Date.parse(AT);
const at = (ms: number) => new Date(BEGIN + ms).toISOString();
const steps = ['a', 'b'].map((name, index) => sampleStep(name, { index }));

function timeline(attempts: StepRecord[], more: Partial<TimelineParts> = {}) {
  const execution = sampleExecution({ startedAt: AT, steps });
  return timelineOf({ execution, attempts, record: undefined, nowMs: BEGIN + 10_000, ...more });
}
const bars = (row: { bars: readonly { kind: string; fromMs: number; toMs: number }[] } | undefined) =>
  row?.bars.map(({ kind, fromMs, toMs }) => [kind, fromMs - BEGIN, toMs - BEGIN]);

describe('a step', () => {
  it('waits for others before it begins, first for the other slots and then for the instrument', () => {
    const waits = { waitForPeersMs: 300, waitForResourceMs: 200 };
    const { rows } = timeline([sampleStepRecord('a', { startedAt: at(1000), durationMs: 400, ...waits })]);
    expect(bars(rows[0])).toEqual([
      ['peers', 500, 800],
      ['instrument', 800, 1000],
      ['ran', 1000, 1400],
    ]);
    expect(rows[0]).toMatchObject({ ranMs: 400, waitedMs: { peers: 300, instrument: 200 } });
  });

  it('waits for the operator in between, and two questions at once are one wait', () => {
    const asked = (from: number, waitedMs: number) => ({ ...samplePrompt({ askedAt: at(from) }), waitedMs });
    const prompts = [asked(2000, 500), asked(1200, 300), asked(1300, 300)];
    const { rows } = timeline([sampleStepRecord('a', { startedAt: at(1000), durationMs: 2000, prompts })]);
    expect(bars(rows[0])).toEqual([
      ['ran', 1000, 1200],
      ['operator', 1200, 1500],
      ['operator', 1500, 1600],
      ['ran', 1600, 2000],
      ['operator', 2000, 2500],
      ['ran', 2500, 3000],
    ]);
  });

  it('that runs lasts until now, and one that never began is not there', () => {
    const running = [sampleStep('a', { status: 'running', attempt: 1, startedAt: at(9000) }), sampleStep('b')];
    const execution = sampleExecution({ startedAt: AT, steps: running });
    const { rows, toMs } = timeline([sampleStepRecord('b', { status: 'skipped', durationMs: 0 })], { execution });
    expect(rows).toHaveLength(1);
    expect(bars(rows[0])).toEqual([['ran', 9000, 10_000]]);
    expect(toMs - BEGIN).toBe(10_000);
  });
});

it('what it waits for now is seen, too', () => {
  const asking = sampleExecution({
    ...{ startedAt: AT, state: 'waiting', waitingFor: 'operator' },
    steps: [sampleStep('a', { status: 'running', attempt: 1, startedAt: at(1000) })],
    prompts: [samplePrompt({ askedAt: at(4000) })],
  });
  expect(bars(timeline([], { execution: asking }).rows[0])).toEqual([
    ['ran', 1000, 4000],
    ['operator', 4000, 10_000],
  ]);
  const held = sampleExecution({ startedAt: AT, state: 'waiting', waitingFor: 'instrument', steps });
  const { rows } = timeline([sampleStepRecord('a', { startedAt: at(0), durationMs: 3000 })], { execution: held });
  expect(bars(rows[0])).toEqual([['instrument', 3000, 10_000]]);
});

it('pauses and interruptions stand above the steps; what lasts ends now', () => {
  const pauses = [{ at: at(1000), continuedAt: at(2000) }, { at: at(8000) }];
  const { rows } = timeline([], { record: { pauses } });
  expect(rows[0]?.step).toBeUndefined();
  expect(bars(rows[0])).toEqual([
    ['paused', 1000, 2000],
    ['paused', 8000, 10_000],
  ]);
});

it('bars that nobody could tell apart are one', () => {
  const many = Array.from({ length: 1000 }, (_, index) => index * 10);
  const ran = many.map((from) => ({ kind: 'ran', status: 'passed', fromMs: from, toMs: from + 9 }) as const);
  expect(joinClose(ran, 2)).toEqual([{ kind: 'ran', status: 'passed', fromMs: 0, toMs: 9999 }]);
  expect(joinClose(ran, 0)).toHaveLength(1000);
  const failed = { ...ran[0], kind: 'ran', status: 'failed', fromMs: 9, toMs: 10 } as const;
  expect(joinClose([ran[0] ?? failed, failed, ran[1] ?? failed], 5)).toHaveLength(3);
});

it('the scale has round marks', () => {
  expect(marksOf(9_500, 6)).toEqual([0, 2000, 4000, 6000, 8000]);
  expect(marksOf(0, 6)).toEqual([0]);
  expect(marksOf(3 * 3600_000, 6).at(-1)).toBe(3 * 3600_000);
  expect(marksOf(20 * 86_400_000, 6).length).toBeLessThanOrEqual(7);
});
