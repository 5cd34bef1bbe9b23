import { sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { expect, it } from 'vitest';
import { samplePrompt } from '../../../testing/sample-views.ts';
import { askedOf } from './asked.ts';

const prompt = (id: string, minute: number) => samplePrompt({ id, askedAt: `2026-05-17T08:0${minute}:00.000Z` });

it('lists questions newest first, the open ones too, and each once while its step is being committed', () => {
  const answered = { ...prompt('one', 1), waitedMs: 5, answer: true };
  const attempts = [sampleStepRecord('load', { prompts: [answered] })];
  const asked = askedOf(attempts, [prompt('one', 1), prompt('two', 2)]);
  expect(asked.map(({ step, prompt: { id }, isOpen }) => [step, id, isOpen])).toEqual([
    ['a', 'two', true],
    ['load', 'one', false],
  ]);
});
