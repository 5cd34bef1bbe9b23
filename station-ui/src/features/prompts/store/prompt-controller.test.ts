import { expect, it, vi } from 'vitest';
import { samplePrompt } from '../../../testing/sample-views.ts';
import { createPromptController } from './prompt-controller.ts';
import { createPromptStore, keepOnly } from './prompt-store.ts';

function setUp() {
  const store = createPromptStore();
  const send = vi.fn(async () => undefined as unknown);
  let commands = 0;
  const controller = createPromptController({
    ...{ store, send, newCommandId: () => `c${++commands}` },
    problemOf: (thrown) => thrown as { code: string; message: string },
  });
  return { store, send, controller };
}
const prompt = samplePrompt({ kind: 'passFail' });

it('sends an answer once, however often it is pressed, and says that it came from the screen', async () => {
  const { send, controller, store } = setUp();
  await Promise.all([controller.answer('b1', prompt, true), controller.answer('b1', prompt, false)]);
  await controller.answer('b1', prompt, false);
  expect(send).toHaveBeenCalledExactlyOnceWith('b1', prompt.id, { answer: true, via: 'screen', commandId: 'c1' });
  expect(store.getState()[prompt.id]).toMatchObject({ isUnderWay: true, problem: null });
});

it('sends nothing that cannot be accepted, and says why', async () => {
  const { send, controller, store } = setUp();
  const number = samplePrompt({ kind: 'number', max: 5 });
  await controller.answer('b1', number, 6);
  expect(send).not.toHaveBeenCalled();
  expect(store.getState()[number.id]?.problem).toEqual({ type: 'invalid', reason: 'aboveMax' });
});

it('leaves the pattern of a text to the station', async () => {
  const { send, controller, store } = setUp();
  const text = samplePrompt({ kind: 'text', pattern: 'L\\d' });
  send.mockRejectedValueOnce({ code: 'ANSWER_INVALID', message: '', details: { reason: 'pattern' } });
  await controller.answer('b1', text, 'X');
  expect(send).toHaveBeenCalledOnce();
  expect(store.getState()[text.id]).toMatchObject({
    isUnderWay: false,
    problem: { type: 'invalid', reason: 'pattern' },
  });
});

it('is the same command when the same answer is given again, since it may have arrived', async () => {
  const { send, controller } = setUp();
  send.mockRejectedValue({ code: 'NO_ANSWER', message: '' });
  for (const answer of [true, true, false]) await controller.answer('b1', prompt, answer);
  const ids = send.mock.calls.map((call) => (call as unknown as [string, string, { commandId: string }])[2].commandId);
  expect(ids).toEqual(['c1', 'c1', 'c2']);
});

it('forgets what is open no more', async () => {
  const { store, controller } = setUp();
  await controller.answer('b1', prompt, true);
  keepOnly(store, [prompt]);
  expect(Object.keys(store.getState())).toEqual([prompt.id]);
  keepOnly(store, []);
  expect(store.getState()).toEqual({});
});
