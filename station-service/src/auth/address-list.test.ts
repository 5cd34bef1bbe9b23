import { expect, test } from 'vitest';
import { AddressList, believedAddress } from './address-list.ts';

test.each([
  [['192.168.1.0/24'], '192.168.1.7', true],
  [['192.168.1.0/24'], '::ffff:192.168.1.7', true],
  [['192.168.1.0/24'], '192.168.2.7', false],
  [['::ffff:10.0.0.0/104'], '10.9.9.9', true],
  [['::ffff:10.0.0.0/104'], '11.9.9.9', false],
  [['10.0.0.1'], '::ffff:10.0.0.1', true],
  [['2001:db8::/32'], '2001:db8:1::1', true],
  [['fe80::/10'], 'fe80::1%eth0', true],
  [['127.0.0.1'], '::1', false],
  [['0.0.0.0/0'], 'nonsense', false],
  [[], '127.0.0.1', false],
])('%j has %s: %s', (entries, address, expected) => {
  expect(new AddressList(entries).has(address)).toBe(expected);
});

test('X-Forwarded-For counts only as far as listed proxies wrote it', () => {
  const proxies = new AddressList(['10.0.0.1', '10.0.0.2']);
  const believed = (address: string, said?: string) =>
    believedAddress({ address, headers: said === undefined ? {} : { 'x-forwarded-for': said } }, proxies);
  expect(believed('192.168.1.7', '127.0.0.1')).toBe('192.168.1.7');
  expect(believed('10.0.0.1', '127.0.0.1, 192.168.1.7')).toBe('192.168.1.7');
  expect(believed('10.0.0.1', '127.0.0.1, 192.168.1.7, 10.0.0.2')).toBe('192.168.1.7');
  expect(believed('::ffff:10.0.0.1', '192.168.1.7')).toBe('192.168.1.7');
  expect(believed('10.0.0.1', 'nonsense')).toBe('10.0.0.1');
  expect(believed('10.0.0.1')).toBe('10.0.0.1');
});
