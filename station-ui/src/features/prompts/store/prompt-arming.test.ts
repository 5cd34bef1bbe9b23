import { expect, it } from 'vitest';
import { samplePrompt } from '../../../testing/sample-views.ts';
import { ARMED_AFTER_MS, createPromptArming } from './prompt-arming.ts';

it('arms a question once it has stood for a moment, and forgets one that is gone', () => {
  let now = 0;
  const arming = createPromptArming(() => now);
  const prompt = samplePrompt();
  expect(arming.isArmed(prompt.id)).toBe(false);
  arming.note([prompt]);
  now = ARMED_AFTER_MS - 1;
  arming.note([prompt]);
  expect(arming.isArmed(prompt.id)).toBe(false);
  now = ARMED_AFTER_MS;
  expect(arming.isArmed(prompt.id)).toBe(true);
  arming.note([]);
  expect(arming.isArmed(prompt.id)).toBe(false);
});
