import { expect, test } from 'vitest';
import { histogramBars, placeIn, rangeOf } from './chart-shapes.ts';

test('bars stand where their values are, the limits within the picture', () => {
  const histogram = { from: 4, width: 1, counts: [1, 4] };
  const { bars, range } = histogramBars({ histogram, low: 3, high: 7 });
  const place = placeIn(range ?? { low: 0, high: 0 });
  expect(bars.map(({ x, height }) => [x, height])).toEqual([
    [place(4), 25],
    [place(5), 100],
  ]);
  for (const limit of [3, 7]) {
    expect(place(limit)).toBeGreaterThan(0);
    expect(place(limit)).toBeLessThan(100);
  }
});

test('values that are all the same have a bar, and nothing has none', () => {
  const same = histogramBars({ histogram: { from: 5, width: 0, counts: [3] }, low: null, high: null });
  expect(same.bars).toEqual([{ x: 50, width: 2, height: 100, count: 3 }]);
  expect(histogramBars({ histogram: { from: null, width: null, counts: [] }, low: 1, high: 2 }).bars).toEqual([]);
  expect(rangeOf([null])).toBeNull();
  expect(placeIn({ low: 1, high: 1 })(1)).toBe(50);
});
