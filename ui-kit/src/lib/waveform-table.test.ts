import { expect, it } from 'vitest';
import { waveformRows } from './waveform-table.ts';

const waveform = (points: number) => ({
  positions: Float64Array.from({ length: points }, (_, index) => index),
  isByPoint: false,
  y: [{ name: 'y', data: Float64Array.from({ length: points }, (_, index) => (index === 2 ? Number.NaN : index)) }],
});

it('few points are a row each, of the part that is shown', () => {
  expect(waveformRows(waveform(6), { from: 1, to: 3 })).toMatchObject([
    { from: 1, to: 1, values: [{ low: 1, high: 1 }] },
    { from: 2, to: 2, values: [undefined] },
    { from: 3, to: 3, values: [{ low: 3, high: 3 }] },
  ]);
});

it('many points are fifty stretches with their extremes', () => {
  const rows = waveformRows(waveform(1000), { from: 0, to: 999 });
  expect(rows).toHaveLength(50);
  expect(rows.at(-1)).toMatchObject({ from: 980, to: 999, values: [{ low: 980, high: 999 }] });
});
