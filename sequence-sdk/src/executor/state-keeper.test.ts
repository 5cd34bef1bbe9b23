import { expect, test } from 'vitest';
import { StateKeeper } from './state-keeper.ts';

test('gives the state once after each change, as it was then', () => {
  const state: Record<string, unknown> = {};
  const keeper = new StateKeeper(() => state);
  expect(keeper.check(false)).toBeNull();
  expect(keeper.take()).toEqual({});
  state['cycles'] = { done: 1 };
  expect(keeper.check(false)).toBeNull();
  (state['cycles'] as { done: number }).done = 2;
  expect(keeper.take()).toEqual({ state: { cycles: { done: 1 } } });
  expect(keeper.take()).toEqual({});
  expect(keeper.check(false)).toBeNull();
  expect(keeper.take()).toEqual({ state: { cycles: { done: 2 } } });
});

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

test.each<[string, unknown, string]>([
  ['a list', [], 'has to be an object'],
  ['nothing', undefined, 'has to be an object'],
  ['NaN', { mean: Number.NaN }, 'has to be JSON, but .mean is NaN'],
  ['a date', { at: new Date(0) }, '.at is no plain object'],
  ['itself', cyclic, 'nested too deep'],
  ['too much', { text: 'ä'.repeat(33_000) }, 'has at most 65536 bytes as JSON, got 66'],
])('refuses %s, and keeps what was before', (_title, state, message) => {
  let current: unknown = { ok: true };
  const keeper = new StateKeeper(() => current);
  keeper.check(false);
  current = state;
  expect(keeper.check(false)).toMatchObject({ code: 'STATE_INVALID', message: expect.stringContaining(message) });
  expect(keeper.take()).toEqual({ state: { ok: true } });
});

test('a cleanup step is to blame for what it did, not for what it found', () => {
  let current: unknown = {};
  const keeper = new StateKeeper(() => current);
  current = { bad: undefined };
  expect(keeper.check(true)).toMatchObject({ code: 'STATE_INVALID' });
  expect(keeper.check(true)).toBeNull();
  expect(keeper.check(false)).toMatchObject({ code: 'STATE_INVALID' });
});
