import { expect, test } from 'vitest';
import { RECORD_LINKS } from './record-links.ts';

const { series } = RECORD_LINKS;

const step = { name: 'sweep', attempt: 2, status: 'passed' as const };

test('the values of a series are addressed by step, attempt and measurement', () => {
  const path = '/api/results/e1/series?step=sweep&attempt=2&measurement=a+%26+b';
  expect(series('e1', step, 'a & b')).toEqual({ csv: `${path}&format=csv`, f64: `${path}&format=f64` });
});

test('and by the turns of the loops around the step', () => {
  const iterations = [
    { block: 'outer', index: 1 },
    { block: 'inner', index: 0 },
  ];
  expect(series('e1', { ...step, iterations }, 'ripple')?.csv).toContain('&iteration=1.0');
});

test('there is nothing to fetch before the attempt is stored, or of no execution', () => {
  expect(series('e1', { ...step, status: 'running' }, 'ripple')).toBeUndefined();
  expect(series(undefined, step, 'ripple')).toBeUndefined();
});
