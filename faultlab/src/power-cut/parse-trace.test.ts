import { describe, expect, it } from 'vitest';
import { parseTrace } from './parse-trace.ts';

const hex = (text: string) => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const file = `22<${hex('/data/station.db-wal')}>`;
const write = (text: string, offset: number) => `pwrite64(${file}, "${hex(text)}", ${text.length}, ${offset})`;

describe('a trace', () => {
  it('tells writes, syncs and truncations in order', () => {
    const text = [
      `17 100.500000 ${write('abc', 4096)} = 3`,
      `17 100.600000 fdatasync(${file}) = 0`,
      `17 100.700000 ftruncate(${file}, 8192) = 0`,
      '17 100.800000 +++ exited with 0 +++',
      '',
    ].join('\n');
    expect(parseTrace(text)).toEqual([
      { atMs: 100_500, file: 'station.db-wal', kind: 'write', offset: 4096, data: Buffer.from('abc') },
      { atMs: 100_600, file: 'station.db-wal', kind: 'sync' },
      { atMs: 100_700, file: 'station.db-wal', kind: 'truncate', size: 8192 },
    ]);
  });

  it('takes a write where it was begun, and a sync where it ended', () => {
    const text = [
      `17 100.100000 ${write('abc', 0).slice(0, -1)} <unfinished ...>`,
      `18 100.200000 fsync(${file} <unfinished ...>`,
      '17 100.300000 <... pwrite64 resumed>) = 3',
      '18 100.400000 <... fsync resumed>) = 0',
    ].join('\n');
    expect(parseTrace(text)).toMatchObject([
      { kind: 'write', atMs: 100_100 },
      { kind: 'sync', atMs: 100_400, file: 'station.db-wal' },
    ]);
  });

  it.each([
    ['a call that failed', `17 100.1 fsync(${file}) = -1 EIO (Input/output error)`],
    ['a write that was cut short', `17 100.1 ${write('abc', 0)} = 2`],
    ['a write that was not printed whole', `17 100.1 pwrite64(${file}, "${hex('ab')}"..., 3, 0) = 3`],
    ['a way to write that is not known', `17 100.1 pwritev(${file}, [{iov_base="${hex('ab')}", iov_len=2}], 1, 0) = 2`],
    ['no call', 'strace: something else'],
  ])('refuses %s: images after it would be wrong', (_what, line) => {
    expect(() => parseTrace(line)).toThrow();
  });
});
