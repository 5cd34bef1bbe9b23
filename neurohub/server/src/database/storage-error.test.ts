import { expect, test } from 'vitest';
import { storageErrorOf } from './storage-error.ts';

const errorWith = (code: string, message = 'x') => Object.assign(new Error(message), { code });

test.each([
  [errorWith('53100'), 'DISK_FULL'],
  [errorWith('57P01'), 'STORAGE_FAILED'],
  [errorWith('40P01'), 'STORAGE_FAILED'],
  [errorWith('ECONNREFUSED'), 'STORAGE_FAILED'],
  [new Error('Connection terminated unexpectedly'), 'STORAGE_FAILED'],
  [errorWith('23505'), undefined],
  [errorWith('EPERM'), undefined],
  [new TypeError('x is undefined'), undefined],
])('%s is %s', (thrown, code) => {
  expect(storageErrorOf(thrown)?.code).toBe(code);
});
