import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import { expect, test } from 'vitest';
import { batchOf, formOf } from './batch-form.ts';

const batch: BatchConfigBody = {
  ...{ id: 'b1', name: 'Left', sequencePackage: 'sequences/pcb', slot: 2, autoStart: false },
  ...{ hardware: { dmm: { port: 1 } }, parameters: { volts: 3 }, resourceLimits: { maxMemoryMb: 512 } },
};

test('a batch that nobody has changed is as it was, with what the form does not show', () => {
  expect(batchOf(formOf(batch, []), batch)).toEqual({ batch });
  const least = { id: 'b2', sequencePackage: 'pcb' };
  expect(batchOf(formOf(least, []), least)).toEqual({ batch: least });
});

test('what is emptied goes, and what is filled comes', () => {
  const form = { ...formOf(batch, []), name: ' ', slot: '', hardware: '', parameters: 'amps = 2', simulation: true };
  const { name: _n, slot: _s, hardware: _h, ...rest } = batch;
  expect(batchOf(form, batch)).toEqual({ batch: { ...rest, parameters: { amps: 2 }, simulation: true } });
});

test('a new one begins with the first package', () => {
  const form = { ...formOf(null, ['pcb', 'aging']), id: 'b3' };
  expect(batchOf(form, null)).toEqual({ batch: { id: 'b3', sequencePackage: 'pcb' } });
});

test.each([
  [{ id: '3 b' }, { problem: 'id' }],
  [{ slot: 'left' }, { problem: 'slot' }],
  [{ hardware: 'dmm = 1' }, { problem: 'hardware', line: 1 }],
  [{ maxMemoryMb: 'much' }, { problem: 'limits' }],
  [{ parameters: 'volts' }, { problem: 'parameters', line: 1 }],
])('%j cannot be read, and is named', (wrong, expected) => {
  expect(batchOf({ ...formOf(batch, []), ...wrong }, batch)).toEqual(expected);
});

test('limits are whole numbers or references; what else limits the batch stays', () => {
  const limited = { ...batch, resourceLimits: { maxMemoryMb: 512, priority: 'low' } };
  const form = { ...formOf(limited, []), maxMemoryMb: '', timeoutStep: '300', timeoutSequence: '${LONGEST}' };
  expect(batchOf(form, limited)).toEqual({
    batch: { ...batch, resourceLimits: { priority: 'low', timeoutSequence: '${LONGEST}', timeoutStep: 300 } },
  });
});
