import { expect, test } from 'vitest';
import { figureOf } from './figure.ts';
import { short, skipsText, tableOf } from './table.ts';

const spawn = figureOf({ id: 'spawn', title: 'bare process', unit: 'ms', samples: [20] });
const hello = figureOf({
  id: 'hello',
  title: 'hello',
  unit: 'ms',
  samples: [50, 50, 130],
  baseline: 'spawn',
  aim: { of: 'p95', atMost: 100 },
});

test('a row holds the figures, how many times the baseline, and whether the aim is met', () => {
  const [heading, , , row = ''] = tableOf([spawn, hello]).split('\n');
  expect(row.length).toBe(heading?.length);
  expect(row.split('|').map((cell) => cell.trim())).toEqual([
    '',
    'hello',
    'ms',
    '50.0',
    '122',
    '128',
    '50.0',
    '130',
    '3',
    '2.50 spawn',
    'p95 ≤ 100: NOT met',
    '',
  ]);
});

test('a baseline that was not measured gives no ratio', () => {
  expect(tableOf([hello])).not.toContain('2.50');
});

test('numbers keep three digits that count', () => {
  expect([0, 0.1234, 1.234, 12.34, 123.4, 12_345].map(short)).toEqual(['0', '0.12', '1.23', '12.3', '123', '12345']);
});

test('what was left out is counted and named', () => {
  expect(skipsText([])).toBe('nothing was left out');
  expect(skipsText([{ id: 'fsyncs', reason: 'no strace' }])).toBe('left out: 1\n  fsyncs: no strace');
});
