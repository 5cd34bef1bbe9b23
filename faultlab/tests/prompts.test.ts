/** Prompts through real processes: worker, service, REST and Socket.IO. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerPromptAnswer } from '@neurohub/contracts/events';
import type { PromptAnswer, PromptRecord } from '@neurohub/contracts/record';
import type { AnswerPromptBody, PromptView } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PACKAGE = join(PROJECT_ROOT, 'faultlab/fixtures/prompting_v1');
const CONFIG = `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
batches:
  - { id: b1, sequence_package: prompting_v1, auto_start: true }
  - { id: b2, sequence_package: prompting_v1, auto_start: true }
`;
let station: TestStation;
let units = 0;

beforeAll(async () => {
  station = await TestStation.start({ packages: [PACKAGE], config: CONFIG });
  await Promise.all(['b1', 'b2'].map((id) => station.untilState('idle', id)));
});
afterAll(() => station.dispose());

const begin = (ask: string, id = 'b1') => {
  units += 1;
  return station.begin(`SN-${units}`, id, { parameters: { ask }, operator: 'Kim' });
};
const opened = (id = 'b1', after?: string): Promise<PromptView> =>
  eventually(
    async () => {
      const { execution } = await station.batch(id);
      return execution?.prompts.find((prompt) => prompt.id !== after) ?? null;
    },
    { what: `a prompt of ${id}` },
  );
const path = (promptId: string, id = 'b1') => `/api/batches/${id}/prompts/${promptId}`;
const post = (promptId: string, body: AnswerPromptBody, id = 'b1') => station.request('POST', path(promptId, id), body);
const promptsOf = async (executionId: string): Promise<PromptRecord[]> =>
  (await station.ended(executionId)).steps.flatMap(({ prompts = [] }) => prompts);

test('every kind is asked, answered and kept, and its answers are measured', async () => {
  const executionId = await begin('all');
  const answers: [PromptView['kind'], PromptAnswer][] = [
    ['confirm', true],
    ['passFail', true],
    ['image', true],
    ['text', 'LOT-7'],
    ['number', 0.5],
    ['choice', 'white'],
  ];
  let last: string | undefined;
  for (const [kind, answer] of answers) {
    const prompt = await opened('b1', last);
    expect(prompt.kind).toBe(kind);
    expect(await post(prompt.id, { answer, operator: 'Lee' })).toMatchObject({ status: 200 });
    last = prompt.id;
  }
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'PASS' });
  const kept = record.steps.flatMap(({ prompts = [] }) => prompts);
  expect(kept.map(({ kind, answer, answeredBy, answeredVia }) => [kind, answer, answeredBy, answeredVia])).toEqual(
    answers.map(([kind, answer]) => [kind, answer, 'Lee', 'api']),
  );
  const values = record.steps.flatMap(({ measurements }) => measurements.map(({ name, value }) => [name, value]));
  expect(Object.fromEntries(values)).toEqual({ led: true, placement: true, lot: 'LOT-7', gap: 0.5, colour: 'white' });
  const [first] = record.steps;
  expect(first?.waitForOperatorMs).toBeGreaterThan(0);
  expect(first?.durationMs).toBeGreaterThanOrEqual(first?.waitForOperatorMs ?? Number.NaN);
});

test('while a prompt is open, batch and snapshot say who is waited for; the picture is given out', async () => {
  const executionId = await begin('all');
  const first = await opened();
  expect((await station.batch()).execution).toMatchObject({
    state: 'waiting',
    waitingFor: 'operator',
    prompts: [{ step: 'lookAtBoard', kind: 'confirm' }],
  });
  await post(first.id, { answer: true });
  const second = await opened('b1', first.id);
  expect(await station.request('GET', `${path(second.id)}/image`)).toMatchObject({ status: 404 });
  await post(second.id, { answer: true });
  const { id, image } = await opened('b1', second.id);
  const response = await fetch(`${station.address}${path(id)}/image`);
  const content = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(content.equals(readFileSync(join(PACKAGE, 'assets/board.png')))).toBe(true);
  expect(createHash('sha256').update(content).digest('hex')).toBe(image?.sha256);
  const { snapshot } = await station.subscribe();
  expect(snapshot.batches[0]?.execution?.prompts).toMatchObject([{ id }]);
  await station.request('POST', '/api/batches/b1/sequence/stop');
  await station.ended(executionId);
});

test('an answer that does not fit is refused with the reason, and the prompt stays open', async () => {
  const executionId = await begin('all');
  const confirm = await opened();
  expect(await post(confirm.id, { answer: false })).toMatchObject({
    status: 422,
    body: { error: { code: 'ANSWER_INVALID', details: { reason: 'kind' } } },
  });
  expect(await post(confirm.id, { answer: null as never })).toMatchObject({ status: 400 });
  expect(await post(randomUUID(), { answer: true })).toMatchObject({ status: 404 });
  expect(await post(confirm.id, { answer: true }, 'b2')).toMatchObject({ status: 404 });
  let last = confirm;
  for (const answer of [true, true, true]) {
    await post(last.id, { answer });
    last = await opened('b1', last.id);
  }
  // The pattern is judged by the worker.
  expect(await post(last.id, { answer: 'LOT-' })).toMatchObject({
    status: 422,
    body: { error: { code: 'ANSWER_INVALID', details: { reason: 'pattern' } } },
  });
  expect((await opened()).id).toBe(last.id);
  await post(last.id, { answer: 'LOT-1' });
  const number = await opened('b1', last.id);
  expect(await post(number.id, { answer: 2.5 })).toMatchObject({
    status: 422,
    body: { error: { message: 'at most 2 mm was expected, got 2.5' } },
  });
  await station.request('POST', '/api/batches/b1/sequence/stop');
  await station.ended(executionId);
});

test('the first answer counts; the same command again has the answer it had', async () => {
  const executionId = await begin('two');
  const prompt = await opened();
  const body = { answer: true, commandId: randomUUID() };
  const answers = await Promise.all([post(prompt.id, body), post(prompt.id, body)]);
  expect(answers).toMatchObject([
    { status: 200, body: { data: { executionId, promptId: prompt.id } } },
    { status: 200, body: { data: { executionId, promptId: prompt.id } } },
  ]);
  expect(await post(prompt.id, { answer: true })).toMatchObject({
    status: 404,
    body: { error: { code: 'PROMPT_NOT_FOUND' } },
  });
  expect(await post(prompt.id, { ...body, operator: 'Lee' })).toMatchObject({
    body: { error: { code: 'COMMAND_CONFLICT' } },
  });
  await post((await opened('b1', prompt.id)).id, { answer: true });
  expect(await promptsOf(executionId)).toMatchObject([{ answeredBy: 'Kim' }, { answeredBy: 'Kim' }]);
});

test('prompts asked at once wait in a row, each with its answer over the socket', async () => {
  const { socket, progress } = await station.subscribe();
  const executionId = await begin('two');
  const open = await eventually(
    async () => {
      const prompts = (await station.batch()).execution?.prompts ?? [];
      return prompts.length === 2 ? prompts : null;
    },
    { what: 'two prompts' },
  );
  expect(open.map(({ message }) => message)).toEqual(['Attach probe A.', 'Attach probe B.']);
  for (const { id: promptId } of open) {
    const answer = { batchId: 'b1', promptId, answer: true, via: 'screen', operator: 'Park' };
    const acknowledged = (await socket.emitWithAck('answer_prompt', answer)) as AnswerPromptAnswer;
    expect(acknowledged).toEqual({ success: true, data: { executionId, promptId } });
    const again = (await socket.emitWithAck('answer_prompt', answer)) as AnswerPromptAnswer;
    expect(again).toMatchObject({ success: false, error: { code: 'PROMPT_NOT_FOUND' } });
  }
  const kept = await promptsOf(executionId);
  expect(kept.map(({ answeredBy, answeredVia }) => [answeredBy, answeredVia])).toEqual([
    ['Park', 'screen'],
    ['Park', 'screen'],
  ]);
  const shown = progress.flatMap((event) =>
    event.kind === 'marker' && event.prompts ? [event.prompts.map(({ message }) => message)] : [],
  );
  expect(shown[0]).toEqual(['Attach probe A.']);
  expect(shown).toContainEqual(['Attach probe A.', 'Attach probe B.']);
});

test('when the time limit ends, the default is taken', async () => {
  const executionId = await begin('default');
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'PASS' });
  const asked = record.steps.flatMap(({ prompts = [] }) => prompts);
  expect(asked).toMatchObject([{ answer: false, answeredVia: 'timeLimit', default: false, timeLimitMs: 200 }]);
  expect((await station.batch()).execution?.prompts).toEqual([]);
});

test('without a default, the end of the time limit is an error of the step', async () => {
  const record = await station.ended(await begin('hurry'));
  expect(record).toMatchObject({ verdict: 'ERROR' });
  const step = record.steps.find(({ name }) => name === 'askInAHurry');
  expect(step).toMatchObject({ status: 'error', error: { code: 'PROMPT_TIMEOUT' } });
  expect(step?.prompts?.[0]).not.toHaveProperty('answer');
});

test('Stop ends the wait: ABORTED, the prompt is kept without an answer, and nothing is open', async () => {
  const executionId = await begin('wait');
  const prompt = await opened();
  expect(Date.parse(prompt.dueAt ?? '') - Date.parse(prompt.askedAt)).toBe(600_000);
  await station.request('POST', '/api/batches/b1/sequence/stop');
  expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED' });
  expect(await promptsOf(executionId)).toEqual([expect.not.objectContaining({ answer: expect.anything() })]);
  expect((await station.batch()).execution?.prompts).toEqual([]);
  expect(await post(prompt.id, { answer: true })).toMatchObject({ status: 404 });
});

test('two batches ask at the same time, and each gets its own answer', async () => {
  const ids = ['b1', 'b2'];
  const executions = await Promise.all(ids.map((id) => begin('two', id)));
  for (const id of ids.toReversed()) {
    const first = await opened(id);
    await post(first.id, { answer: true, operator: `at ${id}` }, id);
    await post((await opened(id, first.id)).id, { answer: true, operator: `at ${id}` }, id);
  }
  for (const [i, executionId] of executions.entries()) {
    const by = `at ${ids[i]}`;
    expect(await promptsOf(executionId)).toMatchObject([{ answeredBy: by }, { answeredBy: by }]);
  }
});

test('a worker that is killed while it waits takes its prompt with it', async () => {
  const executionId = await begin('wait', 'b2');
  const prompt = await opened('b2');
  process.kill((await station.batch('b2')).pid ?? 0, 'SIGKILL');
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ERROR', state: 'interrupted', endReason: 'crashed' });
  const { execution } = await station.batch('b2');
  expect(execution).toMatchObject({ state: 'interrupted', prompts: [] });
  expect(execution).not.toHaveProperty('waitingFor');
  expect(await post(prompt.id, { answer: true }, 'b2')).toMatchObject({ status: 404 });
});

test('after a restart of the service nothing is open', async () => {
  const executionId = await begin('wait');
  const prompt = await opened();
  await station.kill();
  await station.untilGone();
  station = await station.restart();
  await station.untilState('idle');
  expect(await station.record(executionId)).toMatchObject({ verdict: 'ERROR', endReason: 'serviceLost' });
  expect((await station.batch()).execution?.prompts).toEqual([]);
  expect(await post(prompt.id, { answer: true, commandId: randomUUID() })).toMatchObject({ status: 404 });
});
