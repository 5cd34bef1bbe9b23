import type { Alarm } from '@neurohub/contracts/record';
import { describe, expect, it } from 'vitest';
import { sampleBatch, sampleExecution, samplePrompt } from '../../../testing/sample-views.ts';
import { cuesOfAlarms, cuesOfBatches } from './sound-cues.ts';

const testing = sampleBatch({ execution: sampleExecution() });
const ended = (change: Parameters<typeof sampleExecution>[0]) =>
  sampleBatch({ execution: sampleExecution({ state: 'completed', ...change }) });

describe('of batches', () => {
  it.each([
    ['pass', { verdict: 'PASS', endReason: 'completed' }],
    ['fail', { verdict: 'FAIL', endReason: 'failedStop' }],
    ['fault', { verdict: 'ERROR', endReason: 'crashed' }],
    ['fault', { verdict: 'ABORTED', endReason: 'timeout' }],
  ] as const)('%s when a test ends so', (cue, end) => {
    expect(cuesOfBatches([testing], [ended(end)])).toEqual([cue]);
    expect(cuesOfBatches([ended(end)], [ended(end)])).toEqual([]);
  });

  it('none when a person has stopped the test', () => {
    expect(cuesOfBatches([testing], [ended({ verdict: 'ABORTED', endReason: 'operatorStop' })])).toEqual([]);
  });

  it('none for what the screen finds when it opens', () => {
    expect(cuesOfBatches([], [ended({ verdict: 'PASS', endReason: 'completed' })])).toEqual([]);
  });

  it('a question for each that is new, once', () => {
    const asks = sampleBatch({ execution: sampleExecution({ prompts: [samplePrompt()] }) });
    expect(cuesOfBatches([testing], [asks])).toEqual(['question']);
    expect(cuesOfBatches([asks], [asks])).toEqual([]);
  });
});

it('one alarm for all that came at once; none for what somebody has seen', () => {
  const alarm = (id: string, more: Partial<Alarm> = {}) => ({ id, ...more }) as Alarm;
  expect(cuesOfAlarms([], [alarm('a'), alarm('b')])).toEqual(['alarm']);
  expect(cuesOfAlarms([alarm('a')], [alarm('a')])).toEqual([]);
  expect(cuesOfAlarms([], [alarm('a', { acknowledgedAt: '2026-01-01T00:00:00.000Z' })])).toEqual([]);
});
