import { expect, test } from 'vitest';
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
  expect(unmaskedText('api_key: <secret>\n', TEXT)).toBe('api_key: <secret>\n');
});

test('a text that is no YAML keeps its secrets too', () => {
  expect(maskedText('backend:\n  api_key: hunter2\n  url: [\n')).toBe('backend:\n  api_key: <secret>\n  url: [\n');
});
