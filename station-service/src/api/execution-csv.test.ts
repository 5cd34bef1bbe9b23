import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, limitText } from './execution-csv.ts';

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
