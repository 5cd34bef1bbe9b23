/** The bytes of a file that are wanted: both inclusive. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * What `Range` asks for (RFC 9110, section 14): one range of bytes; null for the whole file, also for what is no range, several of them, or
 * one of an earlier version of the file (`If-Range`); `'beyond'` when no byte of the file is in it.
 */
export function byteRange(
  { range, ifRange }: { range: string | undefined; ifRange?: string | undefined },
  { size, etag }: { size: number; etag: string },
): ByteRange | null | 'beyond' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if ((first === '' && last === '') || (ifRange !== undefined && ifRange !== etag)) return null;
  if (first === '') return last === '0' ? 'beyond' : { from: Math.max(0, size - Number(last)), to: size - 1 };
  const [from, to] = [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)];
  if (last !== '' && Number(last) < from) return null;
  return from >= size ? 'beyond' : { from, to };
}
