import { expect, it } from 'vitest';
import { sparkline } from './sparkline-path.ts';

it('draws each stretch from its lowest to its highest value, and joins them', () => {
  const preview = [
    [0, 1],
    [2, 4],
  ] as [number, number][];
  expect(sparkline(preview, 100, 40)).toEqual({ path: 'M0 40 L0 30 L100 20 L100 0', low: 0, high: 4 });
});

it('leaves a gap where nothing is finite', () => {
  expect(sparkline([[1, 1], null, [1, 1]], 100, 40)?.path).toBe('M0 20 L0 20 M100 20 L100 20');
});

it('is nothing for a series without a finite value', () => {
  expect(sparkline([null, null], 100, 40)).toBeNull();
  expect(sparkline([], 100, 40)).toBeNull();
});
