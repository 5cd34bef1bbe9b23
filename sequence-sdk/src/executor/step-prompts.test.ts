import { randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type { Prompt } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import type { Clock } from './execution-ports.ts';
import type { AnswerSource, GivenAnswer } from './prompt-ports.ts';
import { StepPrompts } from './step-prompts.ts';

const AT = '2026-01-01T00:00:00.000Z';
const never = new AbortController().signal;

/** A clock that the test moves. */
class HandClock implements Clock {
  nowMs = 0;
  #timers: { atMs: number; callback: () => void }[] = [];
  timestamp = () => AT;
  monotonicMs = () => this.nowMs;
  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.nowMs + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  pass(ms: number): void {
    this.nowMs += ms;
    for (const timer of this.#timers.filter(({ atMs }) => atMs <= this.nowMs)) timer.callback();
  }
}

function setUp(source?: AnswerSource) {
  const clock = new HandClock();
  const events: string[] = [];
  const commits: { resolve(): void; reject(error: Error): void }[] = [];
  const prompts = new StepPrompts({
    ...{ step: 'look', attempt: 1, clock, source },
    asked: ({ message }) => {
      events.push(`asked ${message}`);
      return new Promise<void>((resolve, reject) => commits.push({ resolve, reject }));
    },
    closed: () => events.push('closed'),
    findImage: (path) => ({ sha256: path, mimeType: 'image/png' }),
  });
  const commit = async () => {
    for (const { resolve } of commits.splice(0)) resolve();
    await Promise.resolve();
  };
  return { clock, events, commits, prompts, commit };
}
const question = (change: Partial<Prompt> = {}): Prompt => ({
  ...{ id: randomUUID(), kind: 'passFail', message: 'Light on?', ...change },
});
const given = ({ id }: Prompt, answer: GivenAnswer['answer']): GivenAnswer => ({
  ...{ promptId: id, answer, by: 'Kim', via: 'screen', at: AT },
});

test('the first answer counts and is recorded with who, when and how long', async () => {
  const { prompts, clock, events, commit } = setUp();
  const prompt = question();
  const answer = prompts.ask(prompt, never);
  await commit();
  clock.pass(700);
  prompts.answer(given(prompt, false));
  await expect(answer).resolves.toBe(false);
  expect(() => prompts.answer(given(prompt, true))).toThrow(expect.objectContaining({ code: 'PROMPT_NOT_FOUND' }));
  const who = { answeredAt: AT, answeredBy: 'Kim', answeredVia: 'screen' };
  expect(prompts.records).toEqual([{ ...prompt, askedAt: AT, waitedMs: 700, answer: false, ...who }]);
  expect(events).toEqual(['asked Light on?', 'closed']);
});

test('a confirm gives nothing to return', async () => {
  const { prompts, commit } = setUp();
  const prompt = question({ kind: 'confirm' });
  const answer = prompts.ask(prompt, never);
  await commit();
  prompts.answer(given(prompt, true));
  await expect(answer).resolves.toBeUndefined();
});

test('an answer that does not fit leaves the prompt open', async () => {
  const { prompts, commit } = setUp();
  const prompt = question({ kind: 'text', message: 'Lot?', pattern: 'L\\d' });
  const answer = prompts.ask(prompt, never);
  await commit();
  expect(() => prompts.answer(given(prompt, 'X'))).toThrow(
    expect.objectContaining({ code: 'ANSWER_INVALID', details: { reason: 'pattern' } }),
  );
  prompts.answer(given(prompt, 'L7'));
  await expect(answer).resolves.toBe('L7');
});

test('the time limit takes the default, and runs only while it is the turn of the prompt', async () => {
  const { prompts, clock, commit } = setUp();
  const [first, second] = [question(), question({ timeLimitMs: 1_000, default: true })];
  const answers = [prompts.ask(first, never), prompts.ask(second, never)];
  await commit();
  clock.pass(5_000);
  expect(prompts.records.map(({ answer }) => answer)).toEqual([undefined, undefined]);
  prompts.answer(given(first, true));
  clock.pass(999);
  expect(prompts.records[1]?.answer).toBeUndefined();
  clock.pass(1);
  await expect(Promise.all(answers)).resolves.toEqual([true, true]);
  expect(prompts.records[1]).toMatchObject({ answer: true, answeredVia: 'timeLimit' });
  expect(prompts.records[1]).not.toHaveProperty('answeredBy');
});

test('a time limit does not begin before the question can be seen', async () => {
  const { prompts, clock, commit } = setUp();
  const answer = prompts.ask(question({ timeLimitMs: 1_000, default: true }), never);
  clock.pass(10_000);
  await commit();
  clock.pass(999);
  expect(prompts.records[0]?.answer).toBeUndefined();
  clock.pass(1);
  await expect(answer).resolves.toBe(true);
});

test('without a default, the end of the time limit is an error', async () => {
  const { prompts, clock, commit } = setUp();
  const answer = prompts.ask(question({ timeLimitMs: 2_000 }), never);
  await commit();
  clock.pass(2_000);
  await expect(answer).rejects.toMatchObject({ code: 'PROMPT_TIMEOUT', message: expect.stringContaining('2 s') });
  expect(prompts.records[0]).not.toHaveProperty('answer');
});

test('a question that cannot be recorded is not waited for', async () => {
  const { prompts, commits } = setUp();
  const answer = prompts.ask(question(), never);
  commits[0]?.reject(new CodedError('SERVICE_LOST', 'gone'));
  await expect(answer).rejects.toMatchObject({ code: 'SERVICE_LOST' });
});

test('the signal of the step ends the wait, recorded without an answer', async () => {
  const { prompts, clock, events } = setUp();
  const controller = new AbortController();
  const answers = [prompts.ask(question(), controller.signal), prompts.ask(question(), controller.signal)];
  clock.pass(50);
  controller.abort(new CodedError('STEP_ABORTED', 'stop'));
  for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'STEP_ABORTED' });
  expect(prompts.records.map(({ waitedMs, answer }) => [waitedMs, answer])).toEqual([
    [50, undefined],
    [50, undefined],
  ]);
  expect(events.filter((event) => event === 'closed')).toHaveLength(2);
  expect(() => prompts.ask(question(), controller.signal)).toThrow('stop');
});

test('a source is asked once for each prompt, when it is its turn', async () => {
  const asked: string[] = [];
  const source: AnswerSource = {
    answer: async ({ message }, { step }) => {
      asked.push(`${step}: ${message}`);
      return { answer: true, via: 'test' };
    },
  };
  const { prompts, commit } = setUp(source);
  const answers = ['one', 'two'].map((message) => prompts.ask(question({ message }), never));
  expect(asked).toEqual([]);
  await commit();
  await expect(Promise.all(answers)).resolves.toEqual([true, true]);
  expect(asked).toEqual(['look: one', 'look: two']);
});

test('an answer of a source that does not fit, or its error, is that of the prompt', async () => {
  const wrong = setUp({ answer: async () => ({ answer: 5, via: 'test' }) });
  const answer = wrong.prompts.ask(question(), never);
  await wrong.commit();
  await expect(answer).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
});
