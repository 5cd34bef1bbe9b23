import { expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

const parse = (text: string) =>
  parseConfig(`station: { id: ST-001, name: One }\n${text}`, { file: 'station.yaml', env: {} });
const batch = (more: string) => `batches: [{ id: b1, sequence_package: p, ${more} }]\n`;
const rules = (text: string) => parse(text).config.batches[0]?.stepErrors;

test('rules about step errors are read for the station and for a batch, each with what it says', () => {
  const station = 'error_handling: { step_errors: { default_action: retry, max_retries: 5 } }\n';
  const own = batch('error_handling: { step_errors: { default_action: continue } }');
  expect(rules(station + own)).toEqual({
    batch: { action: 'continue', maxRetries: undefined },
    station: { action: 'retry', maxRetries: 5 },
  });
});

test('nobody says anything by default, and a batch may say something else beside', () => {
  const nothing = { action: undefined, maxRetries: undefined };
  expect(rules(batch('auto_start: true'))).toEqual({ batch: nothing, station: nothing });
  const other = batch('error_handling: { process_errors: { recovery_mode: resume } }');
  expect(rules(other)).toEqual({ batch: nothing, station: nothing });
  expect(parse(other).config.batches[0]?.recovery.mode).toBe('resume');
});

test('they are in effect: no warning says otherwise', () => {
  expect(parse('error_handling: { step_errors: { default_action: retry } }').warnings).toEqual([]);
});

test.each([
  ['default_action: ignore', /error_handling\.step_errors\.default_action/],
  ['max_retries: 101', /error_handling\.step_errors\.max_retries/],
  ['max_retries: -1', /error_handling\.step_errors\.max_retries/],
  ['max_retries: 1.5', /error_handling\.step_errors\.max_retries/],
  ['default_actoin: retry', /error_handling\.step_errors\.default_actoin/],
])('%s is refused by name', (setting, problem) => {
  expect(() => parse(`error_handling: { step_errors: { ${setting} } }`)).toThrow(problem);
  expect(() => parse(batch(`error_handling: { step_errors: { ${setting} } }`))).toThrow(problem);
});
