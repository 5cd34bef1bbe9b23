import { expect, test } from 'vitest';
import { assertAllowed, stationHostNames } from './request-guard.ts';

const guard = { hostNames: stationHostNames('127.0.0.1'), allowedOrigins: ['https://panel.example'] };
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
  expect(stationHostNames('0.0.0.0').size).toBeGreaterThan(stationHostNames('127.0.0.1').size);
});
