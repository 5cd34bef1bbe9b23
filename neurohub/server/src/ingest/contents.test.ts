import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../database/test-database.ts';
import { sha256 } from './_util.ts';
import { addContentPart, contentState, readContent } from './contents.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const file = randomBytes(10_000);
const keyFor = (stationId: string, content = file) => ({ stationId, sha256: sha256(content) });
type Key = ReturnType<typeof keyFor>;
const part = (key: Key, offset: number, end: number, size = file.length) =>
  addContentPart(database.pool, key, { offset, size, data: file.subarray(offset, end) });
const read = async (key: Key, from?: number) => buffer(readContent(database.pool, key, from));

test('goes on where it ended, and is complete when its hash is right', async () => {
  const key = keyFor('parts');
  expect(await contentState(database.pool, key)).toEqual({ sha256: key.sha256, received: 0, complete: false });
  expect(await part(key, 0, 4000)).toMatchObject({ received: 4000, complete: false });
  await expect(read(key)).rejects.toMatchObject({ code: 'CONTENT_NOT_FOUND' });
  await expect(part(key, 5000, 6000)).rejects.toMatchObject({ code: 'CONTENT_OFFSET', details: { received: 4000 } });
  await expect(part(key, 0, 4000)).rejects.toMatchObject({ code: 'CONTENT_OFFSET' });
  expect(await part(key, 4000, 10_000)).toMatchObject({ received: 10_000, complete: true });
  expect(await read(key)).toEqual(file);
  expect(await read(key, 3999)).toEqual(file.subarray(3999));
  expect(await part(key, 0, 4000)).toMatchObject({ received: 10_000, complete: true });
});

test('what turns out to be another file is thrown away as a whole, and can be sent again', async () => {
  const key = { stationId: 'wrong', sha256: sha256('another file') };
  await part(key, 0, 9000);
  await expect(part(key, 9000, 10_000)).rejects.toMatchObject({ code: 'CONTENT_HASH' });
  expect(await contentState(database.pool, key)).toMatchObject({ received: 0 });
  const { rows } = await database.pool.query('SELECT count(*) FROM content_parts WHERE station_id = $1', ['wrong']);
  expect(rows).toEqual([{ count: 0 }]);
});

test('another size for the same content is another file', async () => {
  const key = keyFor('size');
  await part(key, 0, 100);
  await expect(part(key, 100, 200, 20_000)).rejects.toMatchObject({ code: 'CONTENT_HASH' });
  await expect(part(key, 0, 200, 100)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  expect(await part(key, 0, 10_000)).toMatchObject({ complete: true });
});

test('several that send the same file at the same time leave it once and whole', async () => {
  const key = keyFor('together');
  const sendAll = async () => {
    for (;;) {
      const { received, complete } = await contentState(database.pool, key);
      if (complete) return;
      await part(key, received, received + 1000).catch((thrown) =>
        expect(thrown).toMatchObject({ code: 'CONTENT_OFFSET' }),
      );
    }
  };
  await Promise.all([sendAll(), sendAll(), sendAll(), sendAll()]);
  expect(await read(key)).toEqual(file);
});

test('an empty file is a file', async () => {
  const key = keyFor('empty', Buffer.alloc(0));
  expect(await part(key, 0, 0, 0)).toEqual({ sha256: key.sha256, received: 0, complete: true });
  expect(await read(key)).toEqual(Buffer.alloc(0));
});
