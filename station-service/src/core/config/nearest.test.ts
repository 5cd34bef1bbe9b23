import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it.each([
  ['prot', 'port'],
  ['sequencePackage', 'sequence_package'],
  ['data-dir', 'data_dir'],
  ['batch', 'batches'],
  ['wholly_else', undefined],
])('takes %s for %s', (word, expected) => {
  expect(nearest(word, ['port', 'host', 'sequence_package', 'data_dir', 'batches'])).toBe(expected);
});
