import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CodedError } from '@neurohub/contracts/errors';

/** What Fastify compares with Content-Length, since more comes out than has arrived. */
type Counted = Readable & { receivedEncodedLength: number };

/**
 * The body as it was before gzip; as it is when it says nothing. Whoever reads it sets the limit: no more is unpacked than is read.
 * @throws CodedError UNSUPPORTED_MEDIA_TYPE for another encoding
 */
export function decompressed(headers: IncomingMessage['headers'], payload: Readable): Readable {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return payload;
  if (encoding !== 'gzip')
    throw new CodedError('UNSUPPORTED_MEDIA_TYPE', `content-encoding: expected gzip, got ${encoding}`);
  const plain = Object.assign(new PassThrough(), { receivedEncodedLength: 0 }) as Counted & PassThrough;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      plain.receivedEncodedLength += chunk.length;
      done(null, chunk);
    },
  });
  // An error on the way ends `plain` with it: whoever reads it is told.
  pipeline(payload, count, createGunzip(), plain, () => undefined);
  return plain;
}
