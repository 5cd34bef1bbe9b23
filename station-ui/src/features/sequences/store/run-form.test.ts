import { expect, test } from 'vitest';
import { badParameters, formFor, isReady, startBody } from './run-form.ts';

const declared = {
  volts: { displayName: 'Volts', type: 'float' as const, required: false, min: 7 },
  note: { displayName: 'Note', type: 'string' as const, required: false },
};

test('a batch that can take a test is chosen first', () => {
  const busy = { id: 'b1', processState: 'running' as const, manual: null };
  const free = { id: 'b2', processState: 'idle' as const, manual: null };
  expect(formFor([busy, free]).batchId).toBe('b2');
  expect(formFor([busy]).batchId).toBe('b1');
  expect(formFor([]).batchId).toBe('');
  expect(isReady({ ...free, manual: { hardware: [], since: '2026-01-01T00:00:00.000Z' } })).toBe(false);
});

test('only what was given goes along', () => {
  const form = { ...formFor([]), serialNumber: ' SN-1 ' };
  expect(startBody(form, declared, 'c')).toEqual({ dut: { serialNumber: 'SN-1' }, commandId: 'c' });
  const more = { ...form, steps: ['a'], isDebug: true, parameters: { volts: '9,5', note: '', gone: 'x' } };
  expect(startBody(more, declared, 'c')).toEqual({
    ...{ dut: { serialNumber: 'SN-1' }, commandId: 'c', steps: ['a'], mode: 'debug', parameters: { volts: 9.5 } },
  });
});

test('a value that cannot be is named', () => {
  expect(badParameters({ ...formFor([]), parameters: { volts: '6', note: 'x' } }, declared)).toEqual(['volts']);
});
