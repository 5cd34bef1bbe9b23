import { open } from 'node:fs/promises';
import type { Pool } from 'pg';
import type { Database } from '../database/transact.ts';
import type { ByteRange } from './byte-range.ts';

const PART_BYTES = 1024 * 1024;

/** Puts a file there, part by part. One that is there already stays. */
export async function writeParts(db: Database, sha256: Buffer, file: string): Promise<void> {
  await using handle = await open(file, 'r');
  for (let offset = 0; ; ) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(PART_BYTES), position: offset });
    if (bytesRead === 0) return;
    await db.query(
      'insert into archive_parts (archive_sha256, part_offset, data) values ($1, $2, $3) on conflict do nothing',
      [sha256, offset, buffer.subarray(0, bytesRead)],
    );
    offset += bytesRead;
  }
}

/** The bytes of a range, as they are asked for: no more than one part is in memory, and no connection is held between two. */
export async function* readParts(pool: Pool, sha256: Buffer, { from, to }: ByteRange): AsyncGenerator<Buffer> {
  for (let at = from; at <= to; ) {
    const { rows } = await pool.query<{ part_offset: number; data: Buffer }>(
      `select part_offset, data from archive_parts
        where archive_sha256 = $1 and part_offset <= $2 order by part_offset desc limit 1`,
      [sha256, at],
    );
    const part = rows[0];
    const bytes = part?.data.subarray(at - Number(part.part_offset), to + 1 - Number(part.part_offset));
    if (!bytes || bytes.length === 0) throw new Error(`archive ${sha256.toString('hex')} ends at byte ${at}`);
    yield bytes;
    at += bytes.length;
  }
}
