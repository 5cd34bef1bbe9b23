import { expect, test } from 'vitest';
import { textsOfBatch, valueProblems, withValues } from './batch-values.ts';

const declared = {
  volts: { displayName: 'Volts', type: 'float' as const, required: false, max: 24 },
  note: { displayName: 'Note', type: 'string' as const, required: false },
};
const batch = { id: 'b1', sequencePackage: 'pcb', parameters: { volts: 12, old: 1 } };

test('values are changed, given and taken back, and what the package does not know stays', () => {
  expect(textsOfBatch(batch)).toEqual({ volts: '12', old: '1' });
  expect(withValues(batch, { ...textsOfBatch(batch), volts: '9,5', note: 'slow' }, declared).parameters).toEqual({
    ...{ old: 1, volts: 9.5, note: 'slow' },
  });
  const none = withValues({ ...batch, parameters: { volts: 12 } }, { volts: '' }, declared);
  expect(none).toEqual({ id: 'b1', sequencePackage: 'pcb' });
});

test('a value of the environment stays as it is written', () => {
  const texts = { volts: '${SUPPLY}' };
  expect(valueProblems(texts, declared)).toEqual({});
  expect(withValues(batch, texts, declared).parameters).toMatchObject({ volts: '${SUPPLY}' });
});

test('what cannot be read is named', () => {
  expect(valueProblems({ volts: '25', note: '', gone: 'x' }, declared)).toEqual({ volts: 'tooHigh' });
});
