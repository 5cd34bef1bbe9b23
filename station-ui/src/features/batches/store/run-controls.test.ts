import { sampleStep } from '@neurohub/ui-kit/testing/sample-records';
import { describe, expect, it } from 'vitest';
import { sampleBatch, sampleExecution } from '../../../testing/sample-views.ts';
import { nextStepOf, runControlsOf } from './run-controls.ts';

const batch = (change: Parameters<typeof sampleExecution>[0]) =>
  sampleBatch({ processState: 'running', execution: sampleExecution({ state: 'running', ...change }) });
const inDetail = { isDetailed: true, extent: 'all' } as const;
const atHome = { isDetailed: false, extent: 'all' } as const;
const possibleOf = (change: Parameters<typeof sampleExecution>[0], shown: Parameters<typeof runControlsOf>[1]) =>
  runControlsOf(batch(change), shown)?.places.flatMap(({ verb, isPossible }) => (isPossible ? [verb] : []));

describe('the places of the commands', () => {
  it.each([
    [{}, ['pause']],
    [{ pausing: true }, ['resume']],
    [{ state: 'paused' }, ['resume', 'step', 'skip']],
    [{ state: 'paused', failedStep: 'a' }, ['resume', 'step', 'retry']],
    [{ stopping: true }, []],
  ] as const)('with %o: %o can be pressed, and all five stand where they always do', (change, verbs) => {
    expect(possibleOf(change, inDetail)).toEqual(verbs);
    const places = runControlsOf(batch(change), inDetail)?.places.map(({ verb }) => verb);
    expect(places).toEqual(['pause', 'resume', 'step', 'skip', 'retry']);
  });

  it('are not there before somebody has paused, where units are tested', () => {
    expect(runControlsOf(batch({}), atHome)).toBeNull();
    expect(runControlsOf(batch({ stopping: true }), atHome)).toBeNull();
    expect(possibleOf({ state: 'paused' }, atHome)).toEqual(['resume', 'step', 'skip']);
  });

  it('are those that matter where there is no room', () => {
    const places = runControlsOf(batch({ state: 'paused' }), { isDetailed: false, extent: 'essential' })?.places;
    expect(places).toEqual([{ verb: 'resume', isPossible: true }]);
  });

  it('are not there without an execution, or without a process', () => {
    expect(runControlsOf(sampleBatch(), inDetail)).toBeNull();
    expect(runControlsOf({ ...batch({}), processState: 'stopped' }, inDetail)).toBeNull();
    expect(possibleOf({ state: 'completed' }, inDetail)).toBeUndefined();
  });
});

describe('the step that comes next', () => {
  const steps = [
    sampleStep('a', { index: 0, status: 'passed' }),
    sampleStep('off', { index: 1, enabled: false }),
    sampleStep('b', { index: 2 }),
  ];
  it('is the first that waits and is not switched off', () => {
    expect(nextStepOf(sampleExecution({ steps }))?.name).toBe('b');
  });
  it('is not guessed in loops, nor in cleanup', () => {
    expect(nextStepOf(sampleExecution({ steps, loops: [{ block: 'l', turns: 2 }] }))).toBeUndefined();
    expect(nextStepOf(sampleExecution({ steps: [sampleStep('off', { group: 'cleanup' })] }))).toBeUndefined();
  });
});
