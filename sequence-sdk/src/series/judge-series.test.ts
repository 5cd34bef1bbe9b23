import { createHash } from 'node:crypto';
import { measurementRecordSchema } from '@neurohub/contracts/record';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { runSequence } from '../testing/run-sequence.ts';
import { encodeColumns, previewOf } from './encode-series.ts';
import { judgeSeries } from './judge-series.ts';
import { readSeries } from './read-series.ts';
import type { SeriesInput, SeriesOptions } from './series-input.ts';

const judged = (series: SeriesInput, options: SeriesOptions = {}) =>
  judgeSeries('ripple', readSeries('ripple', { series, options, maxValues: 1_000 }));
const ripple = (...data: number[]): SeriesInput => ({
  x: { name: 'time', unit: 's', data: data.map((_, i) => i) },
  y: [{ name: 'voltage', unit: 'V', data }],
});

test('judges what is made of a series, and is as bad as the worst of it', () => {
  const { outcome, aggregations } = judged(ripple(1, 2, 6), {
    aggregations: { max: { limits: { high: 5 } }, mean: { limits: { low: 1 } }, min: {} },
  });
  expect(outcome).toBe('FAIL');
  expect(aggregations.map((one) => [one.kind, one.axis, one.value, one.outcome])).toEqual([
    ['max', 'voltage', 6, 'FAIL'],
    ['mean', 'voltage', 3, 'PASS'],
    ['min', 'voltage', 1, 'INFO'],
  ]);
  expect(judged(ripple(1, 2)).outcome).toBe('INFO');
});

test('a NaN cannot be judged, unless it is left out on purpose', () => {
  const limits = { high: 5 };
  const strict = judged(ripple(1, Number.NaN, 3), { aggregations: { max: { limits } } });
  expect(strict).toMatchObject({ outcome: 'ERROR', aggregations: [{ value: null, valueText: 'NaN' }] });
  expect(strict.problem).toContain('max of "voltage"');
  const lenient = judged(ripple(1, Number.NaN, 3), { aggregations: { max: { limits, ignoreNaN: true } } });
  expect(lenient).toMatchObject({ outcome: 'PASS', aggregations: [{ value: 3, ignoredNaNs: 1 }] });
  const nothing = judged(ripple(Number.NaN), { aggregations: { max: { limits, ignoreNaN: true } } });
  expect(nothing.outcome).toBe('ERROR');
});

test('every value comes back from its bytes, and the hash is that of the bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { minLength: 1 }), (list) => {
      const { hash, data = '' } = encodeColumns([Float64Array.from(list)]);
      const bytes = Buffer.from(data, 'base64');
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
      list.forEach((value, i) => {
        expect(Object.is(bytes.readDoubleLE(i * 8), value)).toBe(true);
      });
    }),
  );
});

test('the picture keeps a peak of one point, and shows a gap where nothing is finite', () => {
  const values = new Float64Array(10_000);
  values[5_000] = 7;
  const preview = previewOf(values);
  expect(preview).toHaveLength(64);
  expect(preview.filter((stretch) => stretch?.[1] === 7)).toHaveLength(1);
  expect(previewOf(Float64Array.of(1, Number.NaN))).toEqual([[1, 1], null]);
});

test.each<[string, SeriesInput, SeriesOptions]>([
  ['axes of different length', { x: { name: 'x', data: [1] }, y: [{ name: 'y', data: [1, 2] }] }, {}],
  ['no point', ripple(), {}],
  ['no y axis', { x: { name: 'x', data: [1] }, y: [] }, {}],
  ['two axes of one name', { x: { name: 'x', data: [1] }, y: ['a', 'a'].map((name) => ({ name, data: [1] })) }, {}],
  ['texts in it', ripple('1' as never), {}],
  ['too many values', ripple(...Array.from({ length: 501 }, () => 0)), {}],
  ['an aggregation nobody knows', ripple(1), { aggregations: { median: {} } as never }],
  [
    'aggregations of nobody',
    { x: { name: 'x', data: [1] }, y: ['a', 'b'].map((name) => ({ name, data: [1] })) },
    { aggregations: { max: {} } },
  ],
])('refuses %s', (_title, series, options) => {
  expect(() => judged(series, options)).toThrow(/ripple/);
});

@sequence({ name: 'shapes' })
class Shapes extends Sequence {
  @step({ order: 1 }) measureShapes() {
    this.measureSeries('ripple', ripple(1, 2, 3), { aggregations: { max: { limits: { high: 5 } } } });
    this.measureJson('config', { b: [1, null], a: 'x' }, { limits: { equals: { a: 'x', b: [1, null] } } });
    this.measureJson('list', [3], { limits: { predicate: (v) => Array.isArray(v), text: 'is a list' } });
  }
  @step({ order: 2 }) measureNonsense() {
    this.measureJson('clock', { at: Number.NaN });
  }
}

test('a step records series and JSON; what JSON cannot carry is an error of the step', async () => {
  const run = await runSequence(Shapes, {});
  const shapes = ['ripple', 'config', 'list'].map((name) => run.measurements[`measureShapes.${name}`]);
  expect(shapes.map((one) => [one?.kind, one?.outcome])).toEqual([
    ['series', 'PASS'],
    ['json', 'PASS'],
    ['json', 'PASS'],
  ]);
  for (const one of shapes) expect(measurementRecordSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  expect(run.steps[1]).toMatchObject({ status: 'error', error: { message: expect.stringContaining('.at is NaN') } });
});
