import type { ExecutionRecord, Limit, StepRecord } from '@neurohub/contracts/record';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurement, newExecution, stepRecord } from '../storage/testing/sample-records.ts';
import { escapeMarkup } from './escape-markup.ts';
import { wideCsv } from './execution-wide.ts';
import { marginText } from './margin-text.ts';
import { plotSeries } from './plot-series.ts';
import { reportSteps } from './report-steps.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const RANGE: Limit[] = [{ op: 'range', low: 4, high: 6 }];

test.each<[unknown, Limit[], string | undefined, string]>([
  [5.5, RANGE, 'V', '0.5 V (50 %)'],
  [5, RANGE, undefined, '1 (100 %)'],
  [6.2, RANGE, 'V', '-0.2 V (-20 %)'],
  [0.4, [{ op: 'range', high: 1 }], 'Ω', '0.6 Ω'],
  ['text', RANGE, 'V', ''],
  [5, [{ op: 'equals', expected: 5 }], 'V', ''],
  [null, RANGE, 'V', ''],
])('the margin of %j with %j is told', (value, limits, unit, text) => {
  expect(marginText(value, limits, unit)).toBe(text);
});

test('a peak of one point among 100,000 is in the picture, and what is no number is not', () => {
  const xs = Float64Array.from({ length: 100_000 }, (_, i) => i);
  const ys = xs.map((i) => (i === 54_321 ? 1000 : i === 7 ? Number.NaN : Math.sin(i)));
  const svg = plotSeries({ name: 't', values: xs }, [{ name: '<u>', unit: 'V', values: ys }]);
  const points =
    /points="([^"]+)"/
      .exec(svg)?.[1]
      ?.split(' ')
      .map((pair) => pair.split(',').map(Number)) ?? [];
  expect(points.length).toBeLessThan(1000);
  expect(points.flat().every(Number.isFinite)).toBe(true);
  expect(points.filter(([, y = 99]) => y < 20)).toHaveLength(1);
  expect(svg).toContain('&lt;u&gt; (V)');
  expect(plotSeries({ name: 't', values: [Number.NaN] }, [{ name: 'u', values: [1] }])).toBe('');
});

test('a picture is one whatever the values are', () => {
  const column = fc.array(fc.double(), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(column, column, (xs, ys) => {
      const svg = plotSeries({ name: 'x', values: xs }, [{ name: 'y', values: ys }]);
      expect(svg).not.toMatch(/NaN|Infinity/);
    }),
  );
});

test('no text becomes markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeMarkup(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
  );
});

const words = { t: REPORT_TEXTS.en, language: 'en' as const, plotOf: () => null, blockName: (block: string) => block };

test('of too many tries those that did not pass are shown, and how many are left out is said', () => {
  const steps = Array.from({ length: 4000 }, (_, index): StepRecord => {
    const status = index === 3999 ? 'failed' : 'passed';
    return stepRecord({ name: 'drift', status, iterations: [{ block: 'cycle', index }] });
  });
  const { steps: shown, note } = reportSteps(steps, words);
  expect(shown).toHaveLength(1500);
  expect(shown.at(-1)).toMatchObject({ which: 'cycle 4000', status: { word: 'Failed' } });
  expect(note).toContain('2500');
});

test('wide rows have a column for each measurement of any of them, with the last try of each turn', () => {
  const base = { ...newExecution(), verdict: 'PASS', hadFailure: true } as unknown as ExecutionRecord;
  const turn = (index: number, value: number, attempt = 1) =>
    stepRecord({ name: 'drift', attempt, iterations: [{ block: 'c', index }], measurements: [measurement({ value })] });
  const text = wideCsv([
    { ...base, steps: [turn(0, 9), turn(0, 5, 2), turn(1, 6)] },
    {
      ...base,
      steps: [
        stepRecord({ measurements: [measurement({ name: '=1+1', kind: 'string', value: '=2', outcome: 'FAIL' })] }),
      ],
    },
  ]);
  const [header, first, second] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(header?.slice(-4)).toEqual(['failedMeasurements', 'drift[1].vcc', 'drift[2].vcc', 'rails.=1+1']);
  expect(first?.slice(-4)).toEqual(['', '5', '6', '']);
  expect(second?.slice(-4)).toEqual(['rails.=1+1', '', '', "'=2"]);
});
