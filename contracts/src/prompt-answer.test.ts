import { expect, test } from 'vitest';
import { answerProblem } from './prompt-answer.ts';

const number = { kind: 'number', unit: 'V', min: 1, max: 5 } as const;
const choice = { kind: 'choice', choices: [{ value: 'red' }, { value: 'green' }] } as const;

test.each([
  [{ kind: 'confirm' }, true],
  [{ kind: 'passFail' }, false],
  [{ kind: 'image' }, true],
  [{ kind: 'text' }, 'LOT 7'],
  [{ kind: 'text', pattern: 'A|B*' }, ''],
  [{ kind: 'text', pattern: 'LOT-\\d+' }, 'LOT-7'],
  [number, 1],
  [number, 5],
  [choice, 'green'],
] as const)('%j accepts %j', (prompt, answer) => {
  expect(answerProblem(prompt as never, answer)).toBeNull();
});

test.each([
  [{ kind: 'confirm' }, false, 'kind'],
  [{ kind: 'passFail' }, 'yes', 'kind'],
  [{ kind: 'image' }, 1, 'kind'],
  [{ kind: 'text' }, ' ', 'empty'],
  [{ kind: 'text' }, 5, 'kind'],
  [{ kind: 'text' }, 'x'.repeat(4_001), 'tooLong'],
  [{ kind: 'text', pattern: 'A|B' }, 'AB', 'pattern'],
  [number, '3', 'kind'],
  [number, Number.NaN, 'notANumber'],
  [number, 0.999, 'belowMin'],
  [number, 5.001, 'aboveMax'],
  [choice, 'blue', 'notAChoice'],
  [choice, 0, 'notAChoice'],
] as const)('%j refuses %j', (prompt, answer, reason) => {
  expect(answerProblem(prompt as never, answer)?.reason).toBe(reason);
});

test('says what was expected and what was got', () => {
  expect(answerProblem(number, 7)?.message).toBe('at most 5 V was expected, got 7');
  expect(answerProblem(choice as never, 'blue')?.message).toBe('one of "red", "green" was expected, got "blue"');
});
