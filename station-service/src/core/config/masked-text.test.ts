import { isCodedError } from '@neurohub/contracts/errors';
import { expect, test } from 'vitest';
import type { ConfigProblem } from './config-problem.ts';
import { maskedText, unmaskedText } from './masked-text.ts';

const TEXT = `backend:
  url: http://hub # where
  api_key: "hunter2" # of the line
server: { auth: { basic: { username: admin, password_hash: $2b$10$abc }, jwt: { secret_key: '\${JWT}' } } }
batches:
  - { id: b1, hardware: { dmm: { port: 1, token: t1 } } }
  - { id: b2, hardware: { dmm: { port: 2, token: t2 } } }
`;

test('secrets that are written out are masked, references and the rest stay', () => {
  const shown = maskedText(TEXT);
  expect(shown).not.toMatch(/hunter2|\$2b|t1|t2/);
  expect(shown).toContain('  api_key: <secret> # of the line');
  expect(shown).toContain("secret_key: '${JWT}'");
  expect(shown).toContain('url: http://hub # where');
});

test('a masked text that comes back has its secrets again, by batch, whatever else was changed', () => {
  expect(unmaskedText(maskedText(TEXT), TEXT)).toBe(TEXT);
  const swapped = maskedText(TEXT).replace(/( {2}- \{ id: b1.*\n)( {2}- \{ id: b2.*\n)/, '$2$1');
  expect(unmaskedText(swapped, TEXT)).toContain(
    '  - { id: b2, hardware: { dmm: { port: 2, token: t2 } } }\n  - { id: b1',
  );
});

test('a text that is no YAML keeps its secrets too', () => {
  expect(maskedText('backend:\n  api_key: hunter2\n  url: [\n')).toBe('backend:\n  api_key: <secret>\n  url: [\n');
});

test('of API keys only the hash is masked, and the one that is taken out is the one that goes', () => {
  const keys = (...names: string[]) =>
    `server: { auth: { api_keys: [${names.map((name) => `{ name: ${name}, role: viewer, key_hash: h${name} }`).join(', ')}] } }\n`;
  const shown = maskedText(keys('a', 'b'));
  expect(shown).toContain('{ name: a, role: viewer, key_hash: <secret> }');
  const without = shown.replace('{ name: a, role: viewer, key_hash: <secret> }, ', '');
  expect(unmaskedText(without, keys('a', 'b'))).toBe(keys('b'));
});

test.each([
  ['a place that had none', 'manual:\n  token: <secret>\n', '2:10 manual.token'],
  ['a list without names that is shorter now', 'x: { tokens: [], api_keys: [<secret>] }\n', '1:29 x.api_keys[1][0]'],
])('a mask at %s is refused by its place', (_case, text, place) => {
  const original = 'x: { api_keys: [one, two] }\n';
  try {
    unmaskedText(text, original);
    throw new Error('it was accepted');
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const problems = error.details?.['problems'] as ConfigProblem[];
    expect(problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([place]);
  }
});
