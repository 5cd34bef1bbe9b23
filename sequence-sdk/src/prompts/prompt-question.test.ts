import type { PromptKind } from '@neurohub/contracts/vocabulary';
import { expect, test } from 'vitest';
import { type AskOptions, toQuestion } from './prompt-question.ts';

test('keeps what it is told, in the units of a record', () => {
  const message = { ko: '전압을 재세요', en: 'Measure the voltage' };
  const options = { unit: 'V', min: 1, max: 5, timeLimit: 30, default: 3, image: 'assets/probe.png' };
  expect(toQuestion('number', message, options)).toEqual({
    ...{
      kind: 'number',
      message,
      unit: 'V',
      min: 1,
      max: 5,
      timeLimitMs: 30_000,
      default: 3,
      image: 'assets/probe.png',
    },
  });
  expect(toQuestion('text', 'Lot?', { pattern: /L\d+/ })).toEqual({ kind: 'text', message: 'Lot?', pattern: 'L\\d+' });
  expect(toQuestion('choice', 'Colour?', { choices: ['red', { value: 'g', label: 'green' }] }).choices).toEqual([
    { value: 'red' },
    { value: 'g', label: 'green' },
  ]);
});

const WRONG: [PromptKind, unknown, object, RegExp][] = [
  ['confirm', '', {}, /message/],
  ['confirm', 'x'.repeat(501), {}, /500 characters/],
  ['confirm', { en: 'only English' }, {}, /\{ko, en\}/],
  ['confirm', 'Ready?', { timeout: 5 }, /unknown option timeout; there are: timeLimit, default, image/],
  ['confirm', 'Ready?', { timeLimit: 0 }, /above 0 and at most 86400, got 0/],
  ['confirm', 'Ready?', { default: true }, /give timeLimit too/],
  ['confirm', 'Ready?', { timeLimit: 5, default: false }, /true was expected, got false/],
  ['confirm', 'Ready?', { image: 5 }, /path of a file/],
  ['passFail', 'Light on?', { timeLimit: 5, default: 'yes' }, /the default is no answer/],
  ['text', 'Lot?', { pattern: /l/i }, /no flags/],
  ['text', 'Lot?', { pattern: '(' }, /no regular expression/],
  ['text', 'Lot?', { pattern: /L\d/, timeLimit: 5, default: 'X1' }, /like \/L\\d\//],
  ['number', 'Gap?', { min: 2, max: 1 }, /nothing is between/],
  ['number', 'Gap?', { min: Number.NaN }, /have to be numbers/],
  ['number', 'Gap?', { unit: 'x'.repeat(51) }, /50 characters/],
  ['number', 'Gap?', { max: 1, timeLimit: 5, default: 2 }, /at most 1 was expected, got 2/],
  ['choice', 'Colour?', { choices: [] }, /1 to 50 choices/],
  ['choice', 'Colour?', {}, /1 to 50 choices/],
  ['choice', 'Colour?', { choices: ['a', 'a'] }, /same value/],
  ['choice', 'Colour?', { choices: [{ value: 'a', label: '' }] }, /label of "a"/],
  ['choice', 'Colour?', { choices: ['a'], timeLimit: 1, default: 'b' }, /one of "a" was expected/],
];

test.each(WRONG)('%s(%j, %j) is refused', (kind, message, options, problem) => {
  const ask = () => toQuestion(kind, message as string, options as AskOptions);
  expect(ask).toThrow(TypeError);
  expect(ask).toThrow(problem);
  expect(ask).toThrow(`prompt.${kind}()`);
});
