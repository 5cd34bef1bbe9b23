import { expect, test } from 'vitest';
import { binsOf, cpkUncertainty, FEW_VALUES, filterOfBin } from './measured.ts';

test('bins have edges that meet, and the last one is asked for without an upper edge', () => {
  const bins = binsOf({ from: 4, width: 0.5, counts: [1, 0, 2] });
  expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
    [4, 4.5, 1],
    [4.5, 5, 0],
    [5, 5.5, 2],
  ]);
  expect(bins.map(filterOfBin)).toEqual([
    { valueFrom: '4', valueBelow: '4.5' },
    { valueFrom: '4.5', valueBelow: '5' },
    { valueFrom: '5' },
  ]);
  expect(binsOf({ from: null, width: null, counts: [] })).toEqual([]);
});

test('an index of few values is uncertain', () => {
  // 1.96 × √(1 / 270 + 1.33² / 58)
  expect(cpkUncertainty(1.33, FEW_VALUES)).toBeCloseTo(0.363, 2);
  expect(cpkUncertainty(1.33, 1000)).toBeLessThan(0.07);
  expect(cpkUncertainty(null, 50)).toBeNull();
  expect(cpkUncertainty(1, 1)).toBeNull();
});
