import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Prompt, PromptAnswer, PromptRecord } from '@neurohub/contracts/record';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { type Started, start, TestRecorder } from './_util.ts';

const AT = '2026-01-01T00:00:00.000Z';
afterEach(() => vi.useRealTimers());

const asked = ({ recorder }: Started): Prompt[] =>
  recorder.committed.flatMap((event) => (event.type === 'promptAsked' ? [event.prompt] : []));
const untilAsked = (started: Started, count: number) =>
  vi.waitUntil(() => asked(started).length >= count).then(() => asked(started).slice(0, count));
const give = ({ execution }: Started, { id }: Prompt, answer: PromptAnswer) =>
  execution.answerPrompt({ promptId: id, answer, by: 'Kim', via: 'screen', at: AT });
const records = ({ recorder }: Started): PromptRecord[] =>
  [...recorder.committed, ...recorder.later].flatMap((event) =>
    event.type === 'stepEnded' ? (event.step.prompts ?? []) : [],
  );
const types = (events: RecordEvent[]) => events.map(({ type }) => type);

/** A sequence whose only step does this. */
function sequenceOf(work: (self: Sequence) => unknown, options: { cleanup?: boolean; timeout?: number } = {}) {
  @sequence({ name: 'asking' })
  class Asking extends Sequence {
    @step({ order: 1, timeout: 1, ...options }) ask() {
      return work(this);
    }
    @step({ order: 9 }) last() {}
  }
  return Asking;
}

describe('a prompt', () => {
  test('waits for its answer, which is in the record of the step', async () => {
    const started = start(
      sequenceOf(async (self) => {
        const gap = await self.prompt.number('Gap?', { unit: 'mm', min: 0 });
        self.measure('gap', gap, { unit: 'mm', limits: { high: 1 } });
      }),
    );
    const [prompt] = await untilAsked(started, 1);
    if (!prompt) throw new Error('nothing was asked');
    expect(started.execution.status).toMatchObject({ state: 'waiting', step: 'ask' });
    give(started, prompt, 0.5);
    expect(await started.result).toMatchObject({ verdict: 'PASS' });
    expect(records(started)).toEqual([
      {
        ...{ ...prompt, askedAt: expect.any(String), waitedMs: expect.any(Number), answer: 0.5 },
        ...{ answeredAt: AT, answeredBy: 'Kim', answeredVia: 'screen' },
      },
    ]);
    expect(types(started.recorder.committed)).toEqual([
      ...['executionStarted', 'promptAsked', 'promptClosed', 'stepEnded', 'stepEnded', 'executionEnded'],
    ]);
    expect(started.recorder.committed[3]).toMatchObject({ step: { waitForOperatorMs: expect.any(Number) } });
  });

  test('stops the time limit of its step; the rest of it runs afterwards', async () => {
    vi.useFakeTimers();
    const started = start(
      sequenceOf(async (self) => {
        await self.prompt.confirm('Ready?');
        await self.sleep(5_000);
      }),
    );
    await vi.advanceTimersByTimeAsync(600_000);
    const [prompt] = asked(started);
    if (!prompt) throw new Error('nothing was asked');
    give(started, prompt, true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(started.recorder.committed[3]).toMatchObject({
      step: { error: { code: 'STEP_TIMEOUT' }, waitForOperatorMs: 600_000 },
    });
  });

  test('of a cleanup step does not stop its time limit', async () => {
    vi.useFakeTimers();
    const started = start(sequenceOf((self) => self.prompt.confirm('Unit out?'), { cleanup: true }));
    await untilAsked(started, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(started.steps()).toEqual(['last passed', 'ask error']);
    expect(records(started)).toEqual([expect.not.objectContaining({ answer: expect.anything() })]);
  });

  test('is ended by Stop, and recorded without an answer', async () => {
    const started = start(sequenceOf((self) => self.prompt.confirm('Ready?')));
    const [prompt] = await untilAsked(started, 1);
    started.execution.stop('operatorStop');
    expect(await started.result).toMatchObject({ verdict: 'ABORTED' });
    expect(records(started)).toEqual([{ ...prompt, askedAt: expect.any(String), waitedMs: expect.any(Number) }]);
    expect(() => give(started, prompt as Prompt, true)).toThrow(expect.objectContaining({ code: 'PROMPT_NOT_FOUND' }));
  });

  test('that nobody answered in time is an error of the step, even when its code catches it', async () => {
    vi.useFakeTimers();
    const started = start(sequenceOf((self) => self.prompt.confirm('Ready?', { timeLimit: 3 }).catch(() => undefined)));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(started.steps()).toEqual(['ask error']);
    expect(started.recorder.committed[3]).toMatchObject({ step: { error: { code: 'PROMPT_TIMEOUT' } } });
  });

  test('that is not awaited makes the step an error, and leaves nothing behind', async () => {
    const started = start(
      sequenceOf((self) => {
        self.prompt.confirm('Ready?');
      }),
    );
    expect(await started.result).toMatchObject({ verdict: 'ERROR', mustReplaceWorker: false });
    const { step: ended } = started.recorder.committed.find(({ type }) => type === 'stepEnded') as { step: object };
    expect(ended).toMatchObject({ error: { message: expect.stringContaining('await every prompt') } });
  });

  test('that fails later than its step does not hide why the step failed', async () => {
    const started = start(
      sequenceOf((self) => Promise.all([self.prompt.confirm('Ready?'), Promise.reject(new Error('no power'))])),
    );
    await started.result;
    expect(started.recorder.committed).toContainEqual(
      expect.objectContaining({
        step: expect.objectContaining({ error: expect.objectContaining({ message: 'no power' }) }),
      }),
    );
  });

  test('is not waited for when it cannot be recorded, in cleanup neither', async () => {
    const recorder = new TestRecorder();
    recorder.failsOn = 'promptAsked';
    recorder.flushes = false;
    const started = start(
      sequenceOf((self) => self.prompt.confirm('Out?'), { cleanup: true, timeout: 3_600 }),
      {
        recorder,
      },
    );
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(started.steps()).toContain('ask error');
  });

  test('in cleanup waits for nobody once the station ends', async () => {
    const started = start(sequenceOf((self) => self.prompt.confirm('Out?'), { cleanup: true, timeout: 3_600 }));
    await untilAsked(started, 1);
    started.execution.stop('serviceLost');
    expect(await started.result).toMatchObject({ verdict: 'ABORTED' });
    expect(started.steps()).toEqual(['last passed', 'ask error']);
  });

  test('comes one after the other when several are asked at once', async () => {
    vi.useFakeTimers();
    const limited = { timeLimit: 1, default: true } as const;
    const started = start(
      sequenceOf((self) => Promise.all([self.prompt.confirm('A?', limited), self.prompt.confirm('B?', limited)]), {}),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    expect(types(started.recorder.committed).filter((type) => type === 'promptClosed')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(types(started.recorder.committed).filter((type) => type === 'promptClosed')).toHaveLength(2);
  });
});

describe('misuse', () => {
  test('is an error at once, even when the step catches it', async () => {
    const started = start(
      sequenceOf((self) => {
        try {
          self.prompt.number('Gap?', { min: 2, max: 1 });
        } catch {
          // The step goes on.
        }
      }),
    );
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(asked(started)).toEqual([]);
    expect(started.recorder.committed[1]).toMatchObject({
      step: { error: { message: expect.stringContaining('prompt.number(): nothing is between') } },
    });
  });

  test('outside of a step says so', () => {
    const Asking = sequenceOf(() => undefined);
    expect(() => new Asking().prompt.confirm('Ready?')).toThrow(/Asking\.prompt needs a station/);
  });

  test('a picture that cannot be shown is an error before anybody is asked', async () => {
    const started = start(sequenceOf((self) => self.prompt.image('Like this?', 'assets/board.png')));
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(asked(started)).toEqual([]);
  });

  test('a picture travels as the hash of its content', async () => {
    const image = { sha256: 'a'.repeat(64), mimeType: 'image/png' };
    const started = start(
      sequenceOf((self) => self.prompt.image('Like this?', 'assets/board.png')),
      { findImage: () => image, answers: { answer: async () => ({ answer: true, via: 'test' }) } },
    );
    await started.result;
    expect(asked(started)).toMatchObject([{ kind: 'image', image }]);
  });
});
