import { expect, test } from 'vitest';
import { byteRange } from './byte-range.ts';

const FILE = { size: 100, etag: '"abc"' };

test.each([
  ['nothing', undefined, null],
  ['the begin', 'bytes=0-9', { from: 0, to: 9 }],
  ['the rest', 'bytes=90-', { from: 90, to: 99 }],
  ['the last bytes', 'bytes=-10', { from: 90, to: 99 }],
  ['more last bytes than there are', 'bytes=-1000', { from: 0, to: 99 }],
  ['more than there is', 'bytes=50-1000', { from: 50, to: 99 }],
  ['from behind the end', 'bytes=100-', 'beyond'],
  ['none of the last bytes', 'bytes=-0', 'beyond'],
  ['the wrong way round', 'bytes=9-3', null],
  ['several', 'bytes=0-1,4-5', null],
  ['another unit', 'lines=0-1', null],
  ['noise', 'bytes=-', null],
])('%s', (_what, range, expected) => {
  expect(byteRange({ range }, FILE)).toEqual(expected);
});

test('a range of another version of the file is answered with the whole file', () => {
  expect(byteRange({ range: 'bytes=5-', ifRange: '"abc"' }, FILE)).toEqual({ from: 5, to: 99 });
  expect(byteRange({ range: 'bytes=5-', ifRange: '"other"' }, FILE)).toBeNull();
});
