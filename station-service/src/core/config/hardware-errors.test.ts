import { expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

const parse = (text: string) =>
  parseConfig(`station: { id: ST-001, name: One }\n${text}`, { file: 'station.yaml', env: {} });
const batch = (more: string) => `batches: [{ id: b1, sequence_package: p, ${more} }]\n`;
const policy = (text: string) => parse(text).config.batches[0]?.hardwareErrors;

test('what is done about a lost instrument is safe_stop after three tries, unless something else is said', () => {
  expect(policy(batch('auto_start: true'))).toEqual({
    reconnectAttempts: 3,
    reconnectDelayMs: 5_000,
    onFailure: 'safe_stop',
  });
});

test('a batch says what it wants otherwise, and has the rest from the station', () => {
  const station = 'error_handling: { hardware_errors: { reconnect_attempts: 7, on_failure: auto_reconnect } }\n';
  const own = batch('error_handling: { hardware_errors: { reconnect_delay: 0.5, on_failure: pause_wait } }');
  expect(policy(station + own)).toEqual({ reconnectAttempts: 7, reconnectDelayMs: 500, onFailure: 'pause_wait' });
});

test('it is in effect: no warning says otherwise', () => {
  expect(parse('error_handling: { hardware_errors: { on_failure: pause_wait } }').warnings).toEqual([]);
});

test.each([
  ['on_failure: ignore', /error_handling\.hardware_errors\.on_failure/],
  ['reconnect_attempts: 0', /error_handling\.hardware_errors\.reconnect_attempts/],
  ['reconnect_attempts: 1.5', /error_handling\.hardware_errors\.reconnect_attempts/],
  ['reconnect_delay: -1', /error_handling\.hardware_errors\.reconnect_delay/],
  ['reconnect_dealy: 1', /error_handling\.hardware_errors\.reconnect_dealy/],
])('%s is refused by name', (setting, problem) => {
  expect(() => parse(`error_handling: { hardware_errors: { ${setting} } }`)).toThrow(problem);
  expect(() => parse(batch(`error_handling: { hardware_errors: { ${setting} } }`))).toThrow(problem);
});
