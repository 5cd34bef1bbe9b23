import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AUDIT_ACTIONS } from '@neurohub/contracts/audit';
import {
  AGGREGATIONS,
  ANSWER_WAYS,
  BATCH_PROCESS_STATES,
  END_REASONS,
  EXECUTION_MODES,
  EXECUTION_STATES,
  HARDWARE_STATES,
  LOG_LEVELS,
  MEASUREMENT_OUTCOMES,
  STEP_GROUPS,
  STEP_STATUSES,
  VERDICTS,
  WAITS,
} from '@neurohub/contracts/vocabulary';
import { expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import { chooseLanguage } from './i18n.ts';
import ko from './ko.json' with { type: 'json' };

function flatten(value: unknown, prefix = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[prefix, value]]);
  const entries = Object.entries(value as Record<string, unknown>);
  return new Map(entries.flatMap(([key, child]) => [...flatten(child, prefix === '' ? key : `${prefix}.${key}`)]));
}
const english = flatten(en);
const korean = flatten(ko);
const holes = (text: string | undefined) => [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

it('has the same keys in both languages', () => {
  expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
});

it('has the same values to fill in, and no empty text, in both languages', () => {
  for (const [key, text] of english) {
    expect(holes(korean.get(key)), key).toEqual(holes(text));
    expect(text.length * (korean.get(key)?.length ?? 0), key).toBeGreaterThan(0);
  }
});

it.each([
  ['processState', BATCH_PROCESS_STATES],
  ['processHint', BATCH_PROCESS_STATES],
  ['executionState', EXECUTION_STATES],
  ['stepStatus', STEP_STATUSES],
  ['stepGroup', STEP_GROUPS],
  ['endReason', END_REASONS],
  ['verdict.word', VERDICTS],
  ['verdict.meaning', VERDICTS],
  ['outcome', MEASUREMENT_OUTCOMES],
  ['aggregation', AGGREGATIONS],
  ['logs.level', LOG_LEVELS],
  ['mode', EXECUTION_MODES],
  ['waited', WAITS],
  ['hardware.state', HARDWARE_STATES],
  ['prompt.via', ANSWER_WAYS],
  ['audit.action', AUDIT_ACTIONS],
])('has a text for each %s', (prefix, words) => {
  for (const word of words) expect(english.has(`${prefix}.${word}`), `${prefix}.${word}`).toBe(true);
});

it('has every key that the code names', () => {
  const source = path.join(import.meta.dirname, '..');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const named = files.flatMap((name) =>
    [...readFileSync(path.join(source, name), 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key ?? ''),
  );
  const missing = named.filter((key) => !english.has(key) && !english.has(`${key}_one`));
  expect(named.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});

it('takes the remembered language, else the first known one of the browser, else English', () => {
  expect(chooseLanguage('en', ['ko-KR'])).toBe('en');
  expect(chooseLanguage(null, ['de-DE', 'ko-KR', 'en-US'])).toBe('ko');
  expect(chooseLanguage('fr', ['de-DE'])).toBe('en');
});
