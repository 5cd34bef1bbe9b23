import { describe, expect, it } from 'vitest';
import { REDACTED, Redactor } from './redactor.ts';
import { isSecretName } from './secret-names.ts';

describe('isSecretName', () => {
  it.each([
    'api_key',
    'apiKey',
    'X-API-Key',
    'JWT_SECRET',
    'DB_PASSWORD',
    'wifiPassphrase',
    'operator_pin',
    'password_hash',
    'key',
  ])('knows %s for a secret, however it is spelled', (name) => expect(isSecretName(name)).toBe(true));
  it.each(['PWD', 'publicKey', 'keyId', 'reset_pin', 'passed', 'monkey', 'token_expiry', 'api_key_header', 'keyboard'])(
    'leaves %s alone',
    (name) => expect(isSecretName(name)).toBe(false),
  );
});

describe('Redactor', () => {
  it.each([
    ['Authorization: Basic dXNlcjpodW50ZXIy', 'hunter2|dXNlcjpodW50ZXIy'],
    ['{"authorization":"Bearer abc123456789"}', 'abc123'],
    ['sent bearer abc.123-45678 to it', 'abc.123'],
    ['GET http://user:hunter2@10.0.0.5/x', 'hunter2'],
    ['password=hunter2&x=1', 'hunter2'],
    ["login with { password: 'hunter 2' }", 'hunter'],
    ['"api_key": "sk-12"', 'sk-12'],
    ['X-API-Key: sk-12', 'sk-12'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc', 'eyJzdWIi'],
    ['-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----', 'MIIabc'],
    [`hash $2b$10$${'a'.repeat(53)} end`, 'aaaa'],
  ])('takes a secret out of a text by its form: %s', (text, secret) => {
    const clean = new Redactor().text(text);
    expect(clean).toContain(REDACTED);
    expect(clean).not.toMatch(new RegExp(secret));
    expect(new Redactor().text(clean)).toBe(clean);
  });

  it('leaves what only looks like it', () => {
    for (const text of [
      'the bearer of certificates arrived',
      'unknown key: slot',
      'api_key: ${NEUROHUB_API_KEY}',
      'batch started  pid=4711',
      'http://127.0.0.1:8080/api',
      'step vcc: 3.301 V, expected at most 3.4 V',
    ])
      expect(new Redactor().text(text)).toBe(text);
  });

  it('finds a value that it has learned anywhere, a short one as a word of its own', () => {
    const redactor = new Redactor();
    redactor.learn({ backend: { apiKey: 'long secret/1' }, users: [{ password: 'abcd', name: 'kim' }] });
    expect(redactor.text('xlong secret/1x, ?k=long%20secret%2F1, abcd, abcdef, kim')).toBe(
      `x${REDACTED}x, ?k=${REDACTED}, ${REDACTED}, abcdef, kim`,
    );
    expect(redactor.holdsSecret('…long secret/1…')).toBe(true);
    expect(redactor.holdsSecret('nothing')).toBe(false);
  });

  it('learns from the environment what has the name of a secret, and what a reference stands for unless it is an address', () => {
    const redactor = new Redactor();
    const env = {
      JWT_SECRET: 'top-secret-1',
      DMM_CODE: 'opensesame',
      DMM_HOST: '10.0.0.5',
      DMM_PORT: '5025',
      HOME: '/home/kim',
    };
    redactor.learnEnvironment(env, { dmm: { host: '${DMM_HOST}:${DMM_PORT}', code: '${DMM_CODE}', other: '${GONE}' } });
    expect(redactor.text('top-secret-1 opensesame 10.0.0.5:5025 /home/kim')).toBe(
      `${REDACTED} ${REDACTED} 10.0.0.5:5025 /home/kim`,
    );
  });

  it('redacts an object by its names at any depth, and keeps references and the rest', () => {
    const redactor = new Redactor();
    const value = {
      id: 'b1',
      scope: { password: 1234, api_keys: [{ label: 'x' }], api_key: '${KEY}' },
      on: true,
      none: null,
    };
    expect(redactor.value(value)).toEqual({
      id: 'b1',
      scope: { password: REDACTED, api_keys: [{ label: REDACTED }], api_key: '${KEY}' },
      on: true,
      none: null,
    });
  });

  it('does not stand still on a long text made to trouble it', () => {
    for (const text of [
      'a'.repeat(200_000),
      'x:'.repeat(100_000),
      'http://'.repeat(30_000),
      'bearer '.repeat(30_000),
      '"'.repeat(200_000),
    ])
      expect(new Redactor().text(text)).toHaveLength(text.length);
  });
});
