import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisOver } from './chart-axis.ts';

test('an axis has room on both sides and ticks at round numbers', () => {
  expect(axisOver([4.75, 5.25])).toEqual({ domain: [4.725, 5.275], ticks: [4.8, 4.9, 5, 5.1, 5.2] });
  expect(axisOver([0, 7]).ticks).toEqual([0, 2, 4, 6]);
  expect(axisOver([5, 5]).domain).toEqual([4.95, 5.05]);
  expect(axisOver([0]).domain).toEqual([-1, 1]);
  expect(axisOver([])).toEqual({ domain: [0, 1], ticks: [0, 1] });
});

test('every value is on the axis, and there are never too many ticks', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(numbers, (values) => {
      const { domain, ticks } = axisOver(values);
      for (const value of values) expect(value >= domain[0] && value <= domain[1]).toBe(true);
      expect(ticks.length).toBeLessThanOrEqual(12);
    }),
  );
});
