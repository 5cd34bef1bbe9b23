import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

test.each(['\n', '\r\n'])('finds the same lines however the bytes are chopped (terminator %j)', (terminator) => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\r') && !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line), fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (lines, sizes) => {
      const bytes = Buffer.from(lines.map((text) => text + terminator).join(''));
      const splitter = new LineSplitter(terminator, 10_000);
      const found: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value ?? 1;
        found.push(...splitter.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(found).toEqual(lines);
      expect(splitter.hasPendingText).toBe(false);
    }),
  );
});

test('refuses a line that grows too long, whether or not its end has come', () => {
  expect(() => new LineSplitter('\n', 4).push(Buffer.from('12345'))).toThrow(RangeError);
  expect(() => new LineSplitter('\n', 4).push(Buffer.from('12345\n'))).toThrow(RangeError);
  expect(new LineSplitter('\n', 4).push(Buffer.from('1234\n'))).toEqual(['1234']);
});
