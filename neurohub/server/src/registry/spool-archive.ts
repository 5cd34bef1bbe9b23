import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { CodedError } from '@neurohub/contracts/errors';
import { MAX_ARCHIVE_BYTES } from '@neurohub/package-kit';

export interface SpooledArchive extends AsyncDisposable {
  file: string;
  size: number;
  sha256: Buffer;
}

/**
 * Puts what arrives into a temporary file, which goes with the handle that is answered. The request stays as it is when it is refused: it
 * still has to be answered. @throws PAYLOAD_TOO_LARGE
 */
export async function spoolArchive(from: Readable): Promise<SpooledArchive> {
  const folder = join(tmpdir(), `neurohub-upload-${randomUUID()}`);
  const dispose = () => rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  try {
    const file = join(folder, 'package.tar');
    return { file, ...(await write(from, file)), [Symbol.asyncDispose]: dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

async function write(from: Readable, file: string): Promise<{ size: number; sha256: Buffer }> {
  await using handle = await open(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ARCHIVE_BYTES)
      throw new CodedError('PAYLOAD_TOO_LARGE', `an archive has at most ${MAX_ARCHIVE_BYTES / 1024 ** 2} MB`);
    hash.update(chunk);
    await handle.write(chunk);
  }
  return { size, sha256: hash.digest() };
}
