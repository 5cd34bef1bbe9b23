import { plainAddress } from '@neurohub/server-kit/addresses';
import { expect, test } from 'vitest';
import { noAuthentication } from './no-authentication.ts';

const roleOf = async (headers: Record<string, string>, address = '127.0.0.1') =>
  (await noAuthentication.identify({ headers, address }))?.actor.role;

test('with authentication off a screen is a technician, wherever it is', async () => {
  expect(await roleOf({ origin: 'http://localhost:8080' })).toBe('technician');
  expect(await roleOf({ 'sec-fetch-site': 'same-origin' })).toBe('technician');
  expect(await roleOf({}, '192.168.1.7')).toBe('technician');
});

test('a program on the machine may do what its owner could do to the files, and nobody through a proxy', async () => {
  expect(await roleOf({})).toBe('admin');
  expect(await roleOf({ 'x-forwarded-for': '10.0.0.1' })).toBe('technician');
});

test('an IPv4 address is known in its IPv6 clothes', () => {
  expect(plainAddress('::ffff:192.168.1.7')).toBe('192.168.1.7');
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  expect(plainAddress('::1')).toBe('::1');
});
