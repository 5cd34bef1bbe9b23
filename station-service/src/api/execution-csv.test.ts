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
  [{ op: 'equals', expected: true }, '= true'],
  [{ op: 'regex', pattern: '^FW', flags: 'i' }, 'matches /^FW/i'],
  [{ op: 'oneOf', expected: ['A', 'B'] }, 'one of A | B'],
] as const)('writes the limit %j as people do', (limit, text) => {
  expect(limitText(limit as never)).toBe(text);
});
