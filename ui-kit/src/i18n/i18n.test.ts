import path from 'node:path';
import {
  AGGREGATIONS,
  ANSWER_WAYS,
  BATCH_PROCESS_STATES,
  END_REASONS,
  EXECUTION_MODES,
  EXECUTION_STATES,
  MEASUREMENT_OUTCOMES,
  STEP_GROUPS,
  STEP_STATUSES,
  VERDICTS,
} from '@neurohub/contracts/vocabulary';
import { expect, it } from 'vitest';
import { differencesOf, flattenStrings, keysNamedIn, missingFrom } from '../testing/check-strings.ts';
import { chooseLanguage } from './i18n.ts';
import { KIT_STRINGS } from './kit-strings.ts';
import { mergeStrings } from './merge-strings.ts';

const english = flattenStrings(KIT_STRINGS.en);

it('has the same keys, none empty, with the same values to fill in, in both languages', () => {
  expect(differencesOf(KIT_STRINGS)).toEqual([]);
});

it('tells what the two languages do not share', () => {
  expect(differencesOf({ en: { a: 'A', b: '{{x}}', c: 'C' }, ko: { a: '', b: '{{y}}' } })).toEqual([
    'a is empty or missing in one language',
    'b has other values to fill in',
    'c is empty or missing in one language',
  ]);
});

it.each([
  ['processState', BATCH_PROCESS_STATES],
  ['executionState', EXECUTION_STATES],
  ['stepStatus', STEP_STATUSES],
  ['stepGroup', STEP_GROUPS],
  ['endReason', END_REASONS],
  ['verdict.word', VERDICTS],
  ['verdict.meaning', VERDICTS],
  ['outcome', MEASUREMENT_OUTCOMES],
  ['aggregation', AGGREGATIONS],
  ['mode', EXECUTION_MODES],
  ['prompt.via', ANSWER_WAYS],
])('has a text for each %s', (prefix, words) => {
  expect(
    missingFrom(
      english,
      [...words].map((word) => `${prefix}.${word}`),
    ),
  ).toEqual([]);
});

it('has every key that its code names', () => {
  const named = keysNamedIn(path.join(import.meta.dirname, '..'));
  expect(named.length).toBeGreaterThan(30);
  expect(missingFrom(english, named)).toEqual([]);
});

it('is joined with the strings of a screen section by section, and refuses a key of both', () => {
  expect(mergeStrings({ a: { one: '1' } }, { a: { two: '2' }, b: 'B' })).toEqual({ a: { one: '1', two: '2' }, b: 'B' });
  expect(() => mergeStrings({ a: { one: '1' } }, { a: { one: '2' } })).toThrow('"one"');
});

it('takes the remembered language, else the first known one of the browser, else English', () => {
  expect(chooseLanguage('en', ['ko-KR'])).toBe('en');
  expect(chooseLanguage(null, ['de-DE', 'ko-KR', 'en-US'])).toBe('ko');
  expect(chooseLanguage('fr', ['de-DE'])).toBe('en');
});
