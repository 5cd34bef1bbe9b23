import { expect, it } from 'vitest';
import type { WaveformData } from './waveform-data.ts';
import { linesOf, pictureOf, plotsOf, rangeOfY, shownX } from './waveform-plots.ts';

const column = (name: string, unit: string, ...values: number[]) => ({ name, unit, data: Float64Array.from(values) });
const data: WaveformData = {
  positions: Float64Array.of(0, 0.001, 0.002),
  isByPoint: false,
  x: column('time', 's', 0, 0.001, 0.002),
  y: [column('in', 'V', 5, 12, 4), column('current', 'A', 0.001, 0.002, Number.NaN), column('out', 'V', 3, 3, 3)],
};

it('axes of one unit share a plot, each plot has the unit in which it is best read', () => {
  expect(plotsOf(data)).toMatchObject([
    { axes: [0, 2], unit: 'V', divisor: 1 },
    { axes: [1], unit: 'mA', divisor: 0.001 },
  ]);
  expect(shownX(data)).toMatchObject({ unit: 'ms' });
});

it('a picture is in the units that are shown', () => {
  const [, current] = plotsOf(data);
  if (!current) throw new Error('no plot');
  const picture = pictureOf(data, current, { span: { from: 0, to: 0.002 }, pixels: 100, divisor: 0.001 });
  expect(picture).toEqual({ x: [0, 1, 2], y: [[1, 2, null]] });
  const bounds = [
    { axis: 'current', at: 0.003, isMissed: false },
    { axis: 'in', at: 9, isMissed: true },
  ];
  expect(linesOf(data, current, bounds)).toEqual([{ axis: 'current', at: 3, isMissed: false }]);
});

it('a bound that is near is within the picture, one far away is not', () => {
  const picture = { x: [0, 1], y: [[0, 10]] };
  expect(rangeOfY(picture, [12])[1]).toBeGreaterThan(12);
  expect(rangeOfY(picture, [12, 1000])[1]).toBeLessThan(14);
  expect(rangeOfY(picture, [])).toEqual([-0.6, 10.6]);
});

it('a flat line, and nothing at all, have a range too', () => {
  const [low, high] = rangeOfY({ x: [0, 1], y: [[5, 5]] }, []);
  expect(low).toBeLessThan(5);
  expect(high).toBeGreaterThan(5);
  expect(rangeOfY({ x: [0], y: [[null]] }, [])).toEqual([0, 1]);
});
