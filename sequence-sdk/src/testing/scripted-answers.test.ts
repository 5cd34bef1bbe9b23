import { expect, test } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { NO_ANSWER, runSequence } from './index.ts';

@sequence({ name: 'asking' })
class Asking extends Sequence {
  @step({ order: 1 }) async look() {
    await this.prompt.confirm('Insert the unit');
    const isLit = await this.prompt.passFail({ ko: '켜졌나요?', en: 'Is it lit?' });
    this.measure('lit', isLit, { limits: { equals: true } });
  }
  @step({ order: 2 }) async lot() {
    this.measure('lot', await this.prompt.text('Lot?', { timeLimit: 0.01, default: 'none' }));
  }
}

test('answers come in the order of the script, and are in the record', async () => {
  const run = await runSequence(Asking, { answers: { look: [true, true], lot: ['L7'] } });
  expect(run).toMatchObject({ verdict: 'PASS', measurements: { 'lot.lot': { value: 'L7' } } });
  expect(run.steps[0]?.prompts).toMatchObject([
    { kind: 'confirm', answer: true, answeredVia: 'test' },
    { kind: 'passFail', answer: true, answeredVia: 'test' },
  ]);
});

test('a function answers by what is asked', async () => {
  const run = await runSequence(Asking, {
    stopOnFail: false,
    answers: ({ kind }, step) => (step === 'lot' ? 'L8' : kind === 'confirm'),
  });
  expect(run).toMatchObject({ verdict: 'FAIL', measurements: { 'look.lit': { value: false } } });
});

test('a prompt that the script did not foresee ends the test at once, by name', async () => {
  await expect(runSequence(Asking, { answers: { look: [true] } })).rejects.toThrow(
    'step "look" asked prompt.passFail("Is it lit?"), and the test has no answer: answers: { look: [...] }',
  );
});

test('no answer lets the time limit decide, where there is one', async () => {
  const run = await runSequence(Asking, { answers: { look: [true, true], lot: [NO_ANSWER] } });
  expect(run.steps[1]?.prompts).toMatchObject([{ answer: 'none', answeredVia: 'timeLimit' }]);
  await expect(runSequence(Asking, { answers: { look: [NO_ANSWER] } })).rejects.toThrow('cannot go unanswered');
});

test('an answer that the prompt does not accept is an error of the step', async () => {
  const run = await runSequence(Asking, { answers: { look: ['yes'] } });
  expect(run.steps[0]).toMatchObject({ status: 'error', error: { code: 'ANSWER_INVALID' } });
});
