import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestKey } from './nearest-key.ts';
import { valueProblem } from './value-problem.ts';

it('accepts exactly the numbers between min and max, both included', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.integer(), (value, min, max) => {
      const isInside = value >= min && value <= max;
      expect(valueProblem({ type: 'float', min, max }, value) === undefined).toBe(isInside);
    }),
  );
});

it('refuses NaN, infinities and null for a number', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null]) {
    expect(valueProblem({ type: 'float' }, value)).toContain('expected a number');
  }
});

it('offers the nearest key for a typing error and nothing for another word', () => {
  expect(nearestKey('paramters', ['parameters', 'hardware'])).toBe('parameters');
  expect(nearestKey('Hardware', ['parameters', 'hardware'])).toBe('hardware');
  expect(nearestKey('lifecycle', ['parameters', 'hardware'])).toBeUndefined();
});
