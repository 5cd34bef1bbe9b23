import { expect, it } from 'vitest';
import { readSeries } from './read-series.ts';
import type { SeriesInput } from './series-input.ts';

const read = (series: unknown) =>
  readSeries('sweep', { series: series as SeriesInput, options: {}, maxValues: 200_000 });
const axis = (data: unknown, name = 'v') => ({ name, unit: 'V', data });

it.each([
  ['axes with values instead of data', { x: { name: 't', values: [1] }, y: [{ name: 'v', values: [1] }] }, /data/],
  ['no x axis', { y: [axis([1])] }, /x and each of y are axes/],
  ['an axis that is null', { x: axis([1]), y: [null] }, /x and each of y are axes/],
  ['a text as data', { x: axis('12'), y: [axis([1])] }, /data is missing/],
  ['nothing at all', undefined, /axes/],
  ['a hole', { x: axis([1, 2]), y: [axis(new Array(2))] }, /"v" holds undefined at 0/],
  ['arrays of different length', { x: axis([1, 2]), y: [axis([1, 2, 3])] }, /"v" has 3 values, the x axis 2/],
])('refuses %s, and names the measurement', (_, series, problem) => {
  expect(() => read(series)).toThrow(problem);
  expect(() => read(series)).toThrow(/measureSeries\("sweep"\)/);
});
