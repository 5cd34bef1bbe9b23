import { expect, test } from 'vitest';
import { assertAllowed, assertOwnPage, guardOptions, ownHostNames } from './request-guard.ts';

const server = { host: '127.0.0.1', hostNames: ['st-1.factory.example'], allowedOrigins: ['https://panel.example'] };
const guard = guardOptions('this station', server);
const allowed = (headers: Parameters<typeof assertAllowed>[0]) => () => assertAllowed(headers, guard);

test.each([
  { host: '127.0.0.1:8080' },
  { host: 'localhost:8080' },
  { host: 'LOCALHOST:8080' },
  { host: '[::1]:8080' },
  { host: 'localhost:8080', origin: 'http://localhost:8080' },
  { host: 'localhost:8080', origin: 'https://panel.example' },
  { host: 'localhost:8080', 'sec-fetch-site': 'same-origin' },
  { host: 'localhost:8080', 'sec-fetch-site': 'none' },
  { host: 'st-1.factory.example', origin: 'https://st-1.factory.example' },
])('lets %o in', (headers) => {
  expect(allowed(headers)).not.toThrow();
});

test.each([
  [{}, 'HOST_NOT_ALLOWED'],
  [{ host: 'evil.example' }, 'HOST_NOT_ALLOWED'],
  [{ host: 'localhost.evil.example:8080' }, 'HOST_NOT_ALLOWED'],
  [{ host: '192.168.0.7:8080' }, 'HOST_NOT_ALLOWED'],
  [{ host: 'localhost:8080', origin: 'null' }, 'ORIGIN_NOT_ALLOWED'],
  [{ host: 'localhost:8080', origin: 'https://evil.example' }, 'ORIGIN_NOT_ALLOWED'],
  [{ host: 'localhost:8080', origin: 'http://localhost:9090' }, 'ORIGIN_NOT_ALLOWED'],
  [{ host: 'localhost:8080', 'sec-fetch-site': 'cross-site' }, 'ORIGIN_NOT_ALLOWED'],
  [{ host: 'localhost:8080', 'sec-fetch-site': 'same-site' }, 'ORIGIN_NOT_ALLOWED'],
])('refuses %o with %s', (headers, code) => {
  expect(allowed(headers)).toThrow(expect.objectContaining({ code }));
});

test('on the network the machine’s own names are known too', () => {
  expect(ownHostNames('0.0.0.0').size).toBeGreaterThan(ownHostNames('127.0.0.1').size);
});

test('with TLS the names of the certificate are known, and a page that came without is not the station’s own', () => {
  const withTls = guardOptions('this station', { ...server, tls: {} }, ['st-1.example']);
  const host = 'st-1.example:8443';
  expect(() => assertAllowed({ host, origin: `https://${host}` }, withTls)).not.toThrow();
  expect(() => assertAllowed({ host, origin: `http://${host}` }, withTls)).toThrow(
    expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' }),
  );
});

const cookie = 'session=1';

test.each([
  ['GET', { cookie }],
  ['POST', {}],
  ['POST', { cookie, origin: 'http://localhost:8080' }],
  ['POST', { cookie, 'sec-fetch-site': 'same-origin' }],
  ['DELETE', { cookie, 'x-station-csrf': '1' }],
])('%s with %o may come from the own page only', (method, headers) => {
  expect(() => assertOwnPage(method, headers)).not.toThrow();
});

test.each([
  ['POST', { cookie }],
  ['PUT', { cookie, 'sec-fetch-site': 'none' }],
  ['DELETE', { cookie }],
])('refuses %s with %o: it may come from anywhere', (method, headers) => {
  expect(() => assertOwnPage(method, headers)).toThrow(expect.objectContaining({ code: 'CSRF_REFUSED' }));
});
