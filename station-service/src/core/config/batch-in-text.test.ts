import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { batchesOf, batchIds, withChangedBatch, withNewBatch, withoutBatch } from './batch-in-text.ts';

const TEXT = `station: { id: s, name: S } # who
batches:
  - id: b1 # the first
    sequence_package: p # what it tests
    hardware:
      dmm: { port: 1 } # on the left
    auto_start: true
  - id: b2
    sequence_package: p
`;

test('a batch is added at the end, in the words of the file', () => {
  const batch = {
    ...{ id: 'b3', sequencePackage: 'q', hardware: { myDmm: { baudRate: 1 } }, parameters: { someLimit: 1 } },
    ...{ resourceLimits: { maxMemoryMb: 512 }, errorHandling: { stepErrors: { maxRetries: 1 } } },
  };
  expect(withNewBatch(TEXT, batch)).toBe(`${TEXT}  - id: b3
    sequence_package: q
    hardware:
      myDmm:
        baudRate: 1
    parameters:
      someLimit: 1
    resource_limits:
      max_memory_mb: 512
    error_handling:
      step_errors:
        max_retries: 1
`);
  expect(batchesOf(parse(withNewBatch(TEXT, batch))).at(-1)).toEqual(batch);
  expect(() => withNewBatch(TEXT, { id: 'b2', sequencePackage: 'q' })).toThrow(
    expect.objectContaining({ code: 'ALREADY_EXISTS' }),
  );
  expect(batchIds(withNewBatch('station: { id: s, name: S }\n', batch))).toEqual(['b3']);
});

test('a change keeps comments and order of what stays; what is not said any more goes', () => {
  const changed = withChangedBatch(TEXT, { id: 'b1', sequencePackage: 'q', hardware: { dmm: { port: 1 } } });
  expect(changed).toBe(TEXT.replace('package: p # what', 'package: q # what').replace('    auto_start: true\n', ''));
});

test('a batch is removed with its lines, and one that is not there is named', () => {
  expect(withoutBatch(TEXT, 'b2')).toBe(TEXT.replace('  - id: b2\n    sequence_package: p\n', ''));
  expect(batchIds(withoutBatch(withoutBatch(TEXT, 'b2'), 'b1'))).toEqual([]);
  expect(() => withoutBatch(TEXT, 'b9')).toThrow(expect.objectContaining({ code: 'BATCH_NOT_FOUND' }));
});
