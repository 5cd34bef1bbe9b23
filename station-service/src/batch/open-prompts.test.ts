import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { OpenPrompts } from './open-prompts.ts';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:01:00.000Z';

const asked = (name: string, timeLimitMs?: number) => ({
  ...{ type: 'promptAsked' as const, name, index: 0, attempt: 1, at: AT },
  prompt: { id: randomUUID(), kind: 'confirm' as const, message: 'Ready?', ...(timeLimitMs && { timeLimitMs }) },
});

test('shows open prompts oldest first, and the time limit of the oldest only', () => {
  const prompts = new OpenPrompts();
  const [first, second] = [asked('a', 30_000), asked('a', 10_000)];
  prompts.ask(first);
  prompts.ask(second);
  expect(prompts.views.map(({ id, step, dueAt }) => [id, step, dueAt])).toEqual([
    [first.prompt.id, 'a', '2026-01-01T00:00:30.000Z'],
    [second.prompt.id, 'a', undefined],
  ]);
  expect(prompts.close(first.prompt.id, LATER)).toBe(true);
  expect(prompts.views).toMatchObject([{ id: second.prompt.id, dueAt: '2026-01-01T00:01:10.000Z' }]);
});

test('closing what is not open changes nothing', () => {
  const prompts = new OpenPrompts();
  prompts.ask(asked('a'));
  expect(prompts.close(randomUUID(), LATER)).toBe(false);
  expect(prompts.views).toHaveLength(1);
});

test('nothing is open after the end of the step that asked', () => {
  const prompts = new OpenPrompts();
  prompts.ask(asked('a'));
  expect(prompts.clear()).toBe(true);
  expect(prompts.clear()).toBe(false);
  expect(prompts.views).toEqual([]);
});
