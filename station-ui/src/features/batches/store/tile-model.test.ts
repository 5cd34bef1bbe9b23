import type { InterruptionView } from '@neurohub/contracts/rest';
import { AT, sampleStep } from '@neurohub/ui-kit/testing/sample-records';
import { describe, expect, it } from 'vitest';
import { sampleBatch, sampleExecution } from '../../../testing/sample-views.ts';
import { decisiveStep, FRESH_MS, isFresh, progressOf, tileAction, tileMode } from './tile-model.ts';

const passed = sampleExecution({ state: 'completed', verdict: 'PASS', endedAt: AT });

it('takes an old verdict away as soon as the next unit is staged', () => {
  const batch = sampleBatch({ execution: passed });
  expect(tileMode(batch, '')).toBe('verdict');
  expect(tileMode(batch, 'PCB-2')).toBe('staged');
});

it('shows the execution while it is on, whatever is staged', () => {
  expect(tileMode(sampleBatch({ processState: 'running', execution: sampleExecution() }), 'PCB-2')).toBe('executing');
});

it('offers Stop only while something executes, and a restart where a person is needed', () => {
  expect(tileAction(sampleBatch({ processState: 'running', execution: sampleExecution() }))).toBe('stop');
  expect(tileAction(sampleBatch())).toBe('none');
  expect(tileAction(sampleBatch({ processState: 'stopped' }))).toBe('start');
  expect(tileAction(sampleBatch({ processState: 'stopped', error: { code: 'WORKER_CRASHED', message: '' } }))).toBe(
    'restart',
  );
  expect(tileAction(sampleBatch({ processState: 'locked-out' }))).toBe('unlock');
  const recovery = { attempt: 1, of: 3, restartAt: '2026-01-02T03:04:05.000Z' };
  expect(tileAction(sampleBatch({ processState: 'recovering', recovery }))).toBe('restart');
});

it('offers to end manual control while somebody has instruments in hand', () => {
  const manual = { hardware: ['power'], since: AT };
  expect(tileAction(sampleBatch({ manual }))).toBe('endManual');
});

it('names the step that made the verdict', () => {
  const steps = [sampleStep('a', { status: 'failed' }), sampleStep('b', { status: 'error' })];
  expect(decisiveStep(sampleExecution({ verdict: 'FAIL', steps }))?.name).toBe('a');
  expect(decisiveStep(sampleExecution({ verdict: 'ERROR', steps }))?.name).toBe('b');
  expect(decisiveStep(sampleExecution({ verdict: 'PASS', steps }))).toBeUndefined();
});

it('counts every step that is over', () => {
  const steps = [sampleStep('a', { status: 'skipped' }), sampleStep('b', { status: 'running' }), sampleStep('c')];
  expect(progressOf(sampleExecution({ steps }))).toEqual({ ended: 1, total: 3 });
});

describe('progress in loops', () => {
  const at = (...iterations: [string, number][]) => ({
    iterations: iterations.map(([block, index]) => ({ block, index })),
  });
  const blocks = ['outer', 'inner'];
  const loops = [
    { block: 'outer', turns: 3 },
    { block: 'inner', turns: 4 },
  ];

  it('counts each turn, and never goes back', () => {
    const seen = [
      sampleStep('a', { blocks }),
      sampleStep('a', { blocks, ...at(['outer', 0], ['inner', 0]), status: 'running' }),
      sampleStep('a', { blocks, ...at(['outer', 0], ['inner', 0]), status: 'passed' }),
      sampleStep('a', { blocks, ...at(['outer', 0], ['inner', 1]), status: 'running' }),
      sampleStep('a', { blocks, ...at(['outer', 1], ['inner', 0]), status: 'running' }),
      sampleStep('a', { blocks, ...at(['outer', 2], ['inner', 3]), status: 'failed' }),
    ].map((step) => progressOf(sampleExecution({ steps: [step], loops })));
    expect(seen.map(({ ended }) => ended)).toEqual([0, 0, 1, 1, 4, 12]);
    expect(seen.every(({ total }) => total === 12)).toBe(true);
  });

  it('counts setup and cleanup of a block once for each turn of what is around it', () => {
    const steps = [sampleStep('heat', { blocks, group: 'setup' })];
    expect(progressOf(sampleExecution({ steps, loops })).total).toBe(3);
  });

  it('counts a block that is skipped as a whole, and one without turns, as done', () => {
    const steps = [sampleStep('a', { blocks, status: 'skipped' }), sampleStep('z', { blocks: ['none'] })];
    const all = [...loops, { block: 'none', turns: 0 }];
    expect(progressOf(sampleExecution({ steps, loops: all }))).toEqual({ ended: 12, total: 12 });
  });

  it('counts a loop without a known end once, and does not take that back in its next turn', () => {
    const steps = [sampleStep('a', { blocks: ['open'], ...at(['open', 1]), status: 'running' })];
    expect(progressOf(sampleExecution({ steps, loops: [{ block: 'open' }] }))).toEqual({ ended: 1, total: 1 });
  });
});

it('lets a PASS fade and keeps a FAIL', () => {
  const later = Date.parse(AT) + FRESH_MS;
  expect(isFresh(passed, later - 1)).toBe(true);
  expect(isFresh(passed, later)).toBe(false);
  expect(isFresh({ ...passed, verdict: 'FAIL' }, later)).toBe(true);
});

const interruption: InterruptionView = {
  ...{ number: 1, at: AT, seq: 1, nextStepIndex: 1, armed: [], takeOvers: 0, waitsFor: 'operator' },
  error: { code: 'WORKER_CRASHED', message: '' },
};

it('offers to continue an interrupted test when it waits for somebody, and takes no unit meanwhile', () => {
  const batch = (change = {}, view = {}) =>
    sampleBatch({
      execution: sampleExecution({ state: 'interrupted', interruption: { ...interruption, ...view } }),
      ...change,
    });
  expect(tileMode(batch(), 'PCB-2')).toBe('interrupted');
  expect(tileAction(batch())).toBe('continue');
  expect(tileAction(batch({ processState: 'stopped' }))).toBe('continue');
  expect(tileAction(batch({ processState: 'recovering' }))).toBe('none');
  expect(tileAction(batch({}, { waitsFor: 'process' }))).toBe('none');
  expect(tileAction(batch({ processState: 'locked-out' }))).toBe('unlock');
});
