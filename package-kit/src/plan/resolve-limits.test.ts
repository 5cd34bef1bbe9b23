import type { Limit } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { resolveLimits } from './resolve-limits.ts';

const high = (value: number): Limit[] => [{ op: 'range', high: value }];
const file = {
  ...{ version: '1.0.0', hash: 'a'.repeat(64), variantParameter: 'board' },
  limits: { vcc: { default: high(5), b: high(12) }, vio: { a: high(3), b: high(4) } },
};

test('the variant at hand wins over the default', () => {
  expect(resolveLimits(file, { board: 'b' })).toEqual({
    ...{ version: '1.0.0', hash: 'a'.repeat(64), variant: 'b' },
    byName: { vcc: high(12), vio: high(4) },
  });
  expect(resolveLimits(file, { board: 'a' }).byName).toEqual({ vcc: high(5), vio: high(3) });
});

test('a variant without limits and without a default is refused, naming what is missing', () => {
  expect(() => resolveLimits(file, { board: 'c' })).toThrow(/no limits for board "c".*vio/);
  expect(() => resolveLimits(file, { board: 'constructor' })).toThrow(/vio/);
});

test('without a variant parameter the default holds', () => {
  const plain = { version: '1.0.0', hash: 'a'.repeat(64), limits: { vcc: { default: high(5) } } };
  expect(resolveLimits(plain, {})).toMatchObject({ variant: 'default', byName: { vcc: high(5) } });
});
