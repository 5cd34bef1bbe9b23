import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProgramLines } from './program-lines.ts';

test('finds the same lines however the bytes are chopped', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
  const ended = fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r'));
  fc.assert(
    fc.property(fc.array(ended), fc.integer({ min: 1, max: 5 }), (lines, size) => {
      const bytes = Buffer.from(lines.flat().join(''));
      const found: string[] = [];
      const cutter = new ProgramLines((text) => found.push(text));
      for (let at = 0; at < bytes.length; at += size) cutter.push(bytes.subarray(at, at + size));
      cutter.end();
      expect(found).toEqual(lines.map(([text]) => text));
    }),
  );
});

test('breaks a line that grows without end', () => {
  const found: string[] = [];
  const cutter = new ProgramLines((text) => found.push(text));
  cutter.push(Buffer.from('x'.repeat(200_000)));
  cutter.end();
  expect(found.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536, 3_392]);
});
