import { expect, test } from 'vitest';
import { assertAllowed, assertOwnPage, guardOptions, ownHostNames } from './request-guard.ts';

const options = { host: '127.0.0.1', hostNames: ['hub.factory.example'] };
const guard = guardOptions(options);

test.each([
  { host: '127.0.0.1:3000' },
  { host: 'LOCALHOST:3000', origin: 'http://localhost:3000' },
  { host: '[::1]:3000' },
  { host: 'localhost:3000', 'sec-fetch-site': 'same-origin' },
  { host: 'hub.factory.example', origin: 'https://hub.factory.example' },
])('lets %o in', (headers) => {
  expect(() => assertAllowed({ ...headers, origin: headers.origin?.toLowerCase() }, guard)).not.toThrow();
});

test.each([
  [{}, 'HOST_NOT_ALLOWED'],
  [{ host: 'evil.example' }, 'HOST_NOT_ALLOWED'],
  [{ host: 'localhost.evil.example:3000' }, 'HOST_NOT_ALLOWED'],
  [{ host: '192.168.0.7:3000' }, 'HOST_NOT_ALLOWED'],
  [{ host: 'localhost:3000', origin: 'null' }, 'ORIGIN_NOT_ALLOWED'],
  [{ host: 'localhost:3000', origin: 'http://localhost:8080' }, 'ORIGIN_NOT_ALLOWED'],
  [{ host: 'localhost:3000', 'sec-fetch-site': 'cross-site' }, 'ORIGIN_NOT_ALLOWED'],
])('refuses %o with %s', (headers, code) => {
  expect(() => assertAllowed(headers, guard)).toThrow(expect.objectContaining({ code }));
});

test('on the network the machine’s own names are known, with TLS those of the certificate', () => {
  expect(ownHostNames('0.0.0.0').size).toBeGreaterThan(ownHostNames('127.0.0.1').size);
  const withTls = guardOptions({ ...options, tls: {} }, ['hub.example']);
  expect(() => assertAllowed({ host: 'hub.example', origin: 'https://hub.example' }, withTls)).not.toThrow();
  expect(() => assertAllowed({ host: 'hub.example', origin: 'http://hub.example' }, withTls)).toThrow('may not use');
});

test('a change with a cookie has to come from the own page', () => {
  const cookie = 'neurohub_session=1';
  expect(() => assertOwnPage('GET', { cookie })).not.toThrow();
  expect(() => assertOwnPage('POST', {})).not.toThrow();
  expect(() => assertOwnPage('POST', { cookie, 'x-station-csrf': '1' })).not.toThrow();
  expect(() => assertOwnPage('POST', { cookie, 'sec-fetch-site': 'same-origin' })).not.toThrow();
  expect(() => assertOwnPage('DELETE', { cookie })).toThrow('which page');
  expect(() => assertOwnPage('PUT', { cookie, 'sec-fetch-site': 'none' })).toThrow('which page');
});
