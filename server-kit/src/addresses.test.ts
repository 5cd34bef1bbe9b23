import { expect, it } from 'vitest';
import { isLoopback } from './addresses.ts';

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['LocalHost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.example.org', false],
])('knows whether %s is reached from this machine only', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
