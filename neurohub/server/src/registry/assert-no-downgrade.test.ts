import { expect, test } from 'vitest';
import { assertNoDowngrade } from './assert-no-downgrade.ts';

const check = (version: string, before: string | undefined, ...inUse: (string | null)[]) =>
  assertNoDowngrade(
    { name: 'pcb', version },
    { before, inUse: inUse.map((used, i) => ({ batchId: `b${i}`, version: used })) },
  );

test.each([
  ['first of all', '1.0.0', undefined, []],
  ['the same', '1.0.0', '1.0.0', ['1.0.0']],
  ['a newer one, by number and not by text', '1.10.0', '1.9.0', ['1.2.0']],
  ['where nobody knows what is in use', '1.0.0', undefined, [null, 'unknown']],
] as const)('%s is no downgrade', (_what, version, before, inUse) => {
  expect(() => check(version, before, ...inUse)).not.toThrow();
});

test.each([
  ['what was wanted', '1.9.0', '1.10.0', [], '1.10.0 is wanted there'],
  ['what one batch uses', '1.9.0', undefined, ['1.0.0', '2.0.0'], 'batch b1 uses 2.0.0'],
] as const)('older than %s is refused, and the message names it', (_what, version, before, inUse, message) => {
  expect(() => check(version, before, ...inUse)).toThrow(message);
});
