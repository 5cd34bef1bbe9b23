import { csvCell } from '@neurohub/contracts/csv-cell';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findSeries, seriesCsv, seriesValues } from '../api/series-values.ts';
import { measurement, newExecution, seriesMeasurement, stepRecord } from '../storage/testing/sample-records.ts';
import { executionCsv, limitText } from './execution-csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['+1+2', "'+1+2"],
  ['-12.5', '-12.5'],
  ['@cmd', "'@cmd"],
  ['NaN', 'NaN'],
  [-12.5, '-12.5'],
  [null, ''],
  [undefined, ''],
  [true, 'true'],
])('writes %j as %j', (value, text) => {
  expect(csvCell(value)).toBe(text);
});

test('no text becomes a formula or another cell', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const cell = csvCell(text);
      const inner = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(inner === text || inner === `'${text}`).toBe(true);
      if (/[",\r\n]/.test(inner)) expect(cell.startsWith('"')).toBe(true);
      if (/^[=@]/.test(text)) expect(inner.startsWith("'")).toBe(true);
    }),
  );
});

test.each([
  [{ op: 'range', low: 1, high: 2 }, '>= 1 and <= 2'],
  [{ op: 'range', low: 1, lowExclusive: true }, '> 1'],
  [{ op: 'nominal', nominal: 5, tolerance: 3, toleranceKind: 'percent' }, '5 +/- 3 %'],
  [{ op: 'nominal', nominal: 1e7, tolerance: 20, toleranceKind: 'ppm' }, '10000000 +/- 20 ppm'],
  [{ op: 'outside', low: 1, high: 2, highExclusive: true }, '<= 1 or > 2'],
  [{ op: 'equals', expected: true }, '= true'],
  [{ op: 'notEquals', expected: 'x', caseSensitive: false }, '<> x (any case)'],
  [{ op: 'predicate', text: 'is even', outcome: 'PASS' }, 'is even'],
  [{ op: 'range', high: 2, decisive: false, outcome: 'FAIL' }, '<= 2 (not decisive: FAIL)'],
  [{ op: 'regex', pattern: '^FW', flags: 'i' }, 'matches /^FW/i'],
  [{ op: 'oneOf', expected: ['A', 'B'] }, 'one of A | B'],
] as const)('writes the limit %j as people do', (limit, text) => {
  expect(limitText(limit as never)).toBe(text);
});

test('a series has a row of its own, and one for each number made of it', () => {
  const measurements = [
    seriesMeasurement('ripple', 10),
    measurement({ name: 'cfg', kind: 'json', value: null, json: { a: 1 } }),
  ];
  const step = stepRecord({ measurements });
  const csv = executionCsv({ ...newExecution(), verdict: 'PASS', steps: [step] } as never);
  const rows = csv.split('\r\n').filter((line) => /ripple|cfg/.test(line));
  expect(rows.map((row) => row.split(',').slice(12, 15).join())).toEqual([
    'ripple,10 points,',
    'ripple max(voltage),9,V',
    'cfg,"{""a"":1}",V',
  ]);
});

test('a row says in which turn of which loop, how long it waited, who answered what, what is attached, what was overridden, resumed, and done about an error', () => {
  const step = stepRecord({
    iterations: [
      { block: 'temps', index: 1, value: 52 },
      { block: 'cycles', index: 0 },
    ],
    ...{ attempt: 3, waitForOperatorMs: 1_500, waitForResourceMs: 20, resumption: 1, restore: true },
    ...{ errorClass: 'RECOVERABLE', errorHandling: { action: 'retry', by: 'station' } },
    warnings: [
      { at: 'x', message: 'slow' },
      { at: 'x', message: 'hot' },
    ],
    attachments: [{ name: 'scope.png', mimeType: 'image/png', size: 3, sha256: 'a'.repeat(64) }],
    prompts: [
      {
        ...{ id: '00000000-0000-4000-8000-000000000001', kind: 'number', message: { ko: '전압?', en: 'Voltage?' } },
        ...{ askedAt: 'x', waitedMs: 1_500, answer: 5, answeredBy: 'Kim', answeredVia: 'screen' },
      },
    ],
  });
  const differs = [{ path: 'steps.rails.timeoutMs', released: 100, effective: 200 }, { path: 'limits.vcc' }];
  const flags = { mode: 'debug', simulated: true, partial: false } as const;
  const [header = '', row = ''] = executionCsv({
    ...newExecution(flags),
    ...{ verdict: 'PASS', plan: { overrides: { differs } }, steps: [step] },
  } as never).split('\r\n');
  const after = header.split(',').indexOf('error') + 1;
  expect(row.split(',').slice(after).join()).toBe(
    [
      ...['temps 2 (52) / cycles 1', '1500', '20', '', '"Voltage? = 5 (Kim, screen)"', `scope.png (${'a'.repeat(64)})`],
      ...['debug', 'true', 'false', 'steps.rails.timeoutMs: 100 -> 200; limits.vcc: nothing -> nothing'],
      ...['1', 'true', 'RECOVERABLE', 'retry (station)', 'slow; hot'],
    ].join(),
  );
});

test('a series of a loop is found by its turn', () => {
  const series = (points: number) => ({ measurements: [seriesMeasurement('ripple', points)] });
  const turn = (index: number) => ({
    iterations: [
      { block: 'outer', index: 1 },
      { block: 'inner', index },
    ],
  });
  const steps = [stepRecord({ ...turn(2), ...series(3) }), stepRecord({ ...turn(3), ...series(4) })];
  const found = (query: object) =>
    findSeries({ steps } as never, { step: 'rails', attempt: 1, measurement: 'ripple', format: 'json', ...query });
  expect(found({ iteration: '1.3' })?.series.points).toBe(4);
  expect(found({})).toBeUndefined();
});

test('the values of a series are one row each, a NaN by its name', () => {
  const bytes = Buffer.alloc(32);
  [0, 1, 0.5, Number.NaN].forEach((value, i) => void bytes.writeDoubleLE(value, i * 8));
  const axes = { x: { name: 'time', unit: 's' }, y: [{ name: 'voltage', unit: 'V' }] };
  const values = seriesValues({ hash: 'a', points: 2, preview: [], ...axes }, bytes);
  expect(values.y).toEqual([{ name: 'voltage', unit: 'V', data: [0.5, 'NaN'] }]);
  expect(seriesCsv(values)).toBe(
    '\uFEFFindex,x,xName,xUnit,axis,value,unit\r\n0,0,time,s,voltage,0.5,V\r\n1,1,time,s,voltage,NaN,V\r\n',
  );
});
