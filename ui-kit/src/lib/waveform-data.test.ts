import type { AggregationRecord, Series } from '@neurohub/contracts/record';
import { describe, expect, it } from 'vitest';
import { limitLines, nearestIndex, previewOf, waveformOf, wholeSpan, zoomed } from './waveform-data.ts';

function series(change: Partial<Series> = {}): Series {
  const axes = { x: { name: 'time', unit: 's' }, y: [{ name: 'voltage', unit: 'V' }] };
  return { hash: 'a'.repeat(64), points: 3, ...axes, preview: [[[1, 2]]], ...change };
}
const bytesOf = (...values: number[]) => new Float64Array(values).buffer as ArrayBuffer;

describe('the values of a series', () => {
  it('are columns over a growing x', () => {
    const data = waveformOf(series(), bytesOf(0, 1, 2, 5, Number.NaN, 7));
    expect(data).toMatchObject({ isByPoint: false, x: { name: 'time' }, y: [{ name: 'voltage', unit: 'V' }] });
    expect([...(data?.positions ?? [])]).toEqual([0, 1, 2]);
    expect([...(data?.y[0]?.data ?? [])]).toEqual([5, Number.NaN, 7]);
  });

  it('lie at the numbers of their points when x goes back, or is nowhere', () => {
    for (const xs of [
      [0, 2, 1],
      [0, Number.NaN, 2],
      [0, 1, Number.POSITIVE_INFINITY],
    ]) {
      const data = waveformOf(series(), bytesOf(...xs, 5, 6, 7));
      expect(data?.isByPoint).toBe(true);
      expect([...(data?.positions ?? [])]).toEqual([1, 2, 3]);
      expect([...(data?.x?.data ?? [])]).toEqual(xs);
    }
  });

  it('are refused when there are too many or too few', () => {
    expect(waveformOf(series(), bytesOf(0, 1, 2, 5, 6))).toBeUndefined();
    expect(waveformOf(series({ points: 2 }), bytesOf(0, 1, 2, 5, 6, 7))).toBeUndefined();
  });
});

it('a preview spreads its stretches over all points, with gaps where nothing is finite', () => {
  const data = previewOf(series({ points: 7, preview: [[[1, 2], null]] }));
  expect([...data.positions]).toEqual([1, 3, 5, 7]);
  expect([...(data.y[0]?.data ?? [])]).toEqual([1, 2, Number.NaN, Number.NaN]);
});

it('finds the point nearest to a position', () => {
  const positions = Float64Array.of(0, 1, 4);
  expect([-3, 0.4, 0.6, 2.4, 2.6, 9].map((position) => nearestIndex(positions, position))).toEqual([0, 0, 1, 1, 2, 2]);
});

describe('zoom', () => {
  const data = waveformOf(series({ points: 101 }), bytesOf(...Array.from({ length: 202 }, (_, i) => i % 101)));
  if (!data) throw new Error('no data');

  it('keeps the position under the cursor where it is', () => {
    expect(zoomed({ from: 0, to: 100 }, 0.5, 20, data)).toEqual({ from: 10, to: 60 });
  });

  it('never leaves the whole, nor shows less than a few points', () => {
    expect(zoomed({ from: 10, to: 60 }, 4, 20, data)).toEqual(wholeSpan(data));
    expect(zoomed({ from: 60, to: 100 }, 2, 100, data)).toEqual({ from: 20, to: 100 });
    const closest = zoomed({ from: 50, to: 54 }, 0.001, 52, data);
    expect(closest.to - closest.from).toBeCloseTo(4, 0);
  });
});

it('only bounds of the highest and lowest values are lines', () => {
  const made = (change: Partial<AggregationRecord>): AggregationRecord => ({
    ...{ axis: 'voltage', kind: 'max', value: 1, outcome: 'PASS', marginal: false },
    limits: [{ op: 'range', high: 5 }] as AggregationRecord['limits'],
    ...change,
  });
  expect(limitLines([made({ outcome: 'FAIL' }), made({ kind: 'mean' }), made({ limits: [] })])).toEqual([
    { axis: 'voltage', at: 5, isMissed: true },
  ]);
});
