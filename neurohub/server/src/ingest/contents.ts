/**
 * Owner of the tables `contents` and `content_parts`: files and long series, in parts of what was sent at once. Any instance can take
 * the next part. A file counts when it is there as a whole and its hash is right.
 */
import { createHash } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type { ContentState } from '@neurohub/contracts/hub-sync';
import type { Pool } from 'pg';
import { type Database, transact } from '../database/transact.ts';

export interface ContentKey {
  stationId: string;
  /** Lower-case hex. */
  sha256: string;
}

export interface ContentPart {
  offset: number;
  /** Of the whole file. */
  size: number;
  data: Buffer;
}

interface Row {
  size: number;
  received: number;
  complete: boolean;
}

/** Nothing has arrived of what is unknown. */
export async function contentState(db: Database, key: ContentKey): Promise<ContentState> {
  const { rows } = await db.query<Row>(`SELECT size, received, complete FROM contents WHERE ${KEY}`, keyOf(key));
  return stateOf(key, rows[0]);
}

/**
 * Adds the next part. Uploads of the same content at the same time are harmless: each part is taken once. Whatever is sent of a file
 * that is complete changes nothing.
 * @throws CodedError CONTENT_OFFSET with the state in details; CONTENT_HASH: all of it was thrown away; VALIDATION_ERROR
 */
export async function addContentPart(pool: Pool, key: ContentKey, part: ContentPart): Promise<ContentState> {
  const outcome = await transact(pool, async (db): Promise<ContentState | 'wrong'> => {
    const before = await hold(db, key, part.size);
    if (before.complete) return stateOf(key, before);
    if (before.size !== part.size) return throwAway(db, key);
    refusePart(key, before, part);
    if (part.data.length > 0)
      await db.query(
        `INSERT INTO content_parts (station_id, sha256, part_offset, data) VALUES ($1, decode($2, 'hex'), $3, $4)`,
        [...keyOf(key), part.offset, part.data],
      );
    const received = part.offset + part.data.length;
    const complete = received === part.size;
    if (complete && (await hashOf(db, key)) !== key.sha256) return throwAway(db, key);
    await db.query(`UPDATE contents SET received = $3, complete = $4, changed_at = now() WHERE ${KEY}`, [
      ...[...keyOf(key), received, complete],
    ]);
    return { sha256: key.sha256, received, complete };
  });
  if (outcome !== 'wrong') return outcome;
  throw new CodedError('CONTENT_HASH', `${key.sha256}: what was sent is another file; nothing of it was kept`);
}

/** The bytes of a complete file from `from` on. @throws CodedError CONTENT_NOT_FOUND before the first of them */
export async function* readContent(pool: Pool, key: ContentKey, from = 0): AsyncGenerator<Buffer> {
  const { complete, received } = await contentState(pool, key);
  if (!complete) throw new CodedError('CONTENT_NOT_FOUND', `${key.sha256} of ${key.stationId} is not here`);
  for (let at = from; at < received; ) {
    const part = await partAt(pool, key, at);
    yield part;
    at += part.length;
  }
}

/** The rest of the part in which `offset` lies. */
async function partAt(db: Database, key: ContentKey, offset: number): Promise<Buffer> {
  const { rows } = await db.query<{ part_offset: number; data: Buffer }>(
    `SELECT part_offset, data FROM content_parts WHERE ${KEY} AND part_offset <= $3 ORDER BY part_offset DESC LIMIT 1`,
    [...keyOf(key), offset],
  );
  const data = rows[0]?.data.subarray(offset - rows[0].part_offset);
  if (!data?.length) throw new CodedError('STORAGE_FAILED', `${key.sha256} of ${key.stationId} ends at ${offset}`);
  return data;
}

/** The row, made when it is missing, until the end of the transaction. */
async function hold(db: Database, key: ContentKey, size: number): Promise<Row> {
  await db.query(
    `INSERT INTO contents (station_id, sha256, size) VALUES ($1, decode($2, 'hex'), $3) ON CONFLICT DO NOTHING`,
    [...keyOf(key), size],
  );
  const { rows } = await db.query<Row>(`SELECT size, received, complete FROM contents WHERE ${KEY} FOR UPDATE`, [
    ...keyOf(key),
  ]);
  // Thrown away between the two statements: nobody has it any more.
  if (!rows[0]) throw offsetError(key, stateOf(key, undefined), 0);
  return rows[0];
}

function refusePart(key: ContentKey, before: Row, { offset, data, size }: ContentPart): void {
  if (offset !== before.received) throw offsetError(key, stateOf(key, before), offset);
  if (offset + data.length > size)
    throw new CodedError('VALIDATION_ERROR', `x-content-size: ${size} bytes, and ${offset + data.length} were sent`);
  if (data.length === 0 && size > 0) throw new CodedError('VALIDATION_ERROR', 'the part is empty');
}

async function hashOf(db: Database, key: ContentKey): Promise<string> {
  const hash = createHash('sha256');
  const { rows } = await db.query<{ part_offset: number }>(
    `SELECT part_offset FROM content_parts WHERE ${KEY} ORDER BY part_offset`,
    keyOf(key),
  );
  for (const { part_offset } of rows) hash.update(await partAt(db, key, part_offset));
  return hash.digest('hex');
}

async function throwAway(db: Database, key: ContentKey): Promise<'wrong'> {
  await db.query(`DELETE FROM content_parts WHERE ${KEY}`, keyOf(key));
  await db.query(`DELETE FROM contents WHERE ${KEY}`, keyOf(key));
  return 'wrong';
}

const KEY = "station_id = $1 AND sha256 = decode($2, 'hex')";
const keyOf = ({ stationId, sha256 }: ContentKey): [string, string] => [stationId, sha256];

const stateOf = ({ sha256 }: ContentKey, row: Row | undefined): ContentState => ({
  sha256,
  received: row?.received ?? 0,
  complete: row?.complete ?? false,
});

function offsetError({ sha256 }: ContentKey, state: ContentState, offset: number): CodedError {
  return new CodedError('CONTENT_OFFSET', `${sha256}: ${state.received} bytes are here, the part begins at ${offset}`, {
    details: { ...state },
  });
}
