import { expect, it } from 'vitest';
import { LineSplitter, TOO_LONG } from './line-splitter.ts';

const TEXT = '*IDN?\r\nVOLT 5;CURR 1\n\nOUTP ON\n';
const LINES = ['*IDN?', 'VOLT 5;CURR 1', '', 'OUTP ON'];

it.each([1, 2, 3, 7, 100])('finds the same lines in chunks of %d bytes', (size) => {
  const splitter = new LineSplitter(100);
  const lines: unknown[] = [];
  for (let at = 0; at < TEXT.length; at += size) lines.push(...splitter.push(Buffer.from(TEXT.slice(at, at + size))));
  expect(lines).toEqual(LINES);
});

it.each([1, 5, 1000])('throws away the whole of a line that is too long, in chunks of %d bytes', (size) => {
  const splitter = new LineSplitter(10);
  const text = `${'x'.repeat(50)}\nOK\n`;
  const lines: unknown[] = [];
  for (let at = 0; at < text.length; at += size) lines.push(...splitter.push(Buffer.from(text.slice(at, at + size))));
  expect(lines).toEqual([TOO_LONG, 'OK']);
});
