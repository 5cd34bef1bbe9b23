import { expect, it } from 'vitest';
import { decimate, stretchesOf } from './decimate.ts';
import type { WaveformData } from './waveform-data.ts';

function waveform(values: number[], positions = values.map((_, index) => index)): WaveformData {
  const y = [{ name: 'y', data: Float64Array.from(values) }];
  return { positions: Float64Array.from(positions), isByPoint: false, y };
}

it('leaves few points as they are, with their gaps', () => {
  expect(decimate(waveform([1, Number.NaN, 3]), { from: 0, to: 2 }, 100)).toEqual({ x: [0, 1, 2], y: [[1, null, 3]] });
});

it('keeps the lowest and highest value of each stretch, in the order in which they came', () => {
  const data = waveform([0, 9, 1, 1, 5, 2, -7, 2]);
  expect(decimate(data, { from: 0, to: 7 }, 2)).toEqual({ x: [0, 3, 4, 7], y: [[0, 9, 5, -7]] });
});

it('shows one spike among 100,000 points, at its place', () => {
  const values = Array.from({ length: 100_000 }, () => 0);
  values[77_777] = 42;
  const { x, y } = decimate(waveform(values), { from: 0, to: 99_999 }, 800);
  expect(x).toHaveLength(1600);
  const at = y[0]?.indexOf(42) ?? -1;
  expect(Math.abs((x[at] ?? 0) - 77_777)).toBeLessThan(125);
});

it('a stretch without a finite value is a gap', () => {
  const nothing = Number.NaN;
  const data = waveform([1, 2, nothing, nothing, Number.POSITIVE_INFINITY, nothing, 3, 4]);
  expect(decimate(data, { from: 0, to: 7 }, 4).y[0]).toEqual([1, 2, null, null, null, null, 3, 4]);
});

it('takes the neighbours of a part along, so that its line reaches the edges', () => {
  const data = waveform([0, 1, 2, 3, 4, 5, 6]);
  expect(decimate(data, { from: 2.5, to: 4.5 }, 100).x).toEqual([2, 3, 4, 5]);
  expect(decimate(data, { from: 0, to: 6 }, 100).x).toHaveLength(7);
});

it('every point is in exactly one stretch', () => {
  const values = Array.from({ length: 1003 }, (_, index) => index);
  const stretches = stretchesOf(waveform(values), { from: 0, to: 1002 }, 97);
  expect(stretches).toHaveLength(97);
  expect(stretches[0]?.first).toBe(0);
  expect(stretches.at(-1)?.end).toBe(1003);
  stretches.slice(1).forEach(({ first }, index) => {
    expect(first).toBe(stretches[index]?.end);
  });
});
