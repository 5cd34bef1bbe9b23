import { expect, test } from 'vitest';
import { TrustedProxies } from './addresses.ts';

const proxies = new TrustedProxies(['10.0.0.1', '192.168.0.0/16']);
const from = (address: string, headers: Record<string, string> = {}) => ({ address, headers, isTls: false });

test.each([
  ['203.0.113.9', '10.9.9.9', '203.0.113.9'],
  ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['10.0.0.1', '1.2.3.4, 203.0.113.9, 192.168.7.7', '203.0.113.9'],
  ['10.0.0.1', 'nonsense', '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
])('%s that forwards for "%s" is believed to be %s', (address, forwarded, believed) => {
  expect(proxies.addressOf(from(address, { 'x-forwarded-for': forwarded }))).toBe(believed);
});

test('only a listed proxy can say that its client came by TLS', () => {
  const headers = { 'x-forwarded-proto': 'https' };
  expect(proxies.isPrivate(from('10.0.0.1', headers))).toBe(true);
  expect(proxies.isPrivate(from('203.0.113.9', headers))).toBe(false);
  expect(proxies.isPrivate({ ...from('203.0.113.9'), isTls: true })).toBe(true);
});
