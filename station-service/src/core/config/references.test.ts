import { expect, it } from 'vitest';
import { resolveReferences } from './references.ts';

it('finds the values of every reference at any depth, and what is missing', () => {
  const hardware = { dmm: { key: '${KEY}', both: '${KEY}-${HOST}', list: ['${GONE}', 5, null] } };
  expect(resolveReferences(hardware, { KEY: 'k', HOST: '', OTHER: 'o' })).toEqual({
    values: { KEY: 'k', HOST: '' },
    missing: ['GONE'],
  });
});
