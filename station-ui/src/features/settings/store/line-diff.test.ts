import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(
    ({ kind, text, line }) => `${{ same: ' ', added: '+', removed: '-', gap: '…' }[kind]}${line} ${text}`,
  );

test('equal texts differ in nothing', () => {
  expect(lineDiff('a\nb\n', 'a\nb\n')).toEqual([]);
});

test('a changed line is told as removed and added, with two lines around and gaps for the rest', () => {
  const before = Array.from({ length: 9 }, (_, i) => `l${i + 1}`).join('\n');
  expect(shown(before, before.replace('l5', 'new'))).toEqual([
    '…1 ',
    ' 3 l3',
    ' 4 l4',
    '-5 l5',
    '+5 new',
    ' 6 l6',
    ' 7 l7',
    '…8 ',
  ]);
});

test('lines that stay between two changes are not told as changed', () => {
  expect(shown('a\nb\nc', 'x\nb\ny\nz')).toEqual(['-1 a', '+1 x', ' 2 b', '-3 c', '+3 y', '+4 z']);
});

test('a text that is long and all new is told without being compared', () => {
  const many = (word: string) => Array.from({ length: 3000 }, (_, i) => `${word}${i}`).join('\n');
  expect(lineDiff(many('a'), many('b'))).toHaveLength(6000);
});
