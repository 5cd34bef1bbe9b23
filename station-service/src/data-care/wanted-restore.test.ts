import { execFile } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertWhole, readManifest } from './backup-manifest.ts';
import { makeBackup } from './make-backup.ts';
import { tarOfBackup } from './tar-of-backup.ts';
import { forgetWanted, keepWanted, readWanted, restoreWanted } from './wanted-restore.ts';

const DEEP = `data/results/${'e'.repeat(60)}/${'f'.repeat(64)}`;
const WHO = { who: 'kim', from: '10.0.0.7', role: 'admin', via: 'session' };
let root: string;
let id: string;
const dataDir = () => join(root, 'data');
const put = async (path: string, text: string) => {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
};
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const start = () =>
  restoreWanted({ dataDir: dataDir(), at: '2026-02-01T00:00:00.000Z', settle: async () => undefined });
const want = () =>
  keepWanted(dataDir(), {
    ...{ id, at: '2026-01-02T00:00:00.000Z', by: 'kim', reason: 'wrong limits', failure: null },
    ...{ folder: join(root, 'backups'), who: WHO },
  });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wanted-'));
  await put('data/station.db', 'now');
  await put(DEEP, 'content of a result');
  await put('station.yaml', 'station: {}');
  ({ id } = await makeBackup({
    ...{ dataDir: dataDir(), folder: join(root, 'backups'), configFile: join(root, 'station.yaml') },
    ...{ at: '2026-01-01T00:00:00.000Z', stationId: 'ST-1', version: '1.0.0', reason: 'request' },
    copyDatabase: (to) => writeFile(to, 'then'),
  }));
});
afterEach(() => rm(root, { recursive: true }));

test('the next start puts back what is wanted, once, and knows who wanted it and why', async () => {
  expect(await start()).toBeNull();
  await want();
  expect(read('data/station.db')).toBe('now');
  const done = await start();
  expect(done).toMatchObject({ wanted: { by: 'kim', reason: 'wrong limits', who: WHO }, restored: { id } });
  expect(read('data/station.db')).toBe('then');
  expect(await readWanted(dataDir())).toBeNull();
  expect(await start()).toBeNull();
});

test('a damaged one changes nothing, says why, and is not tried again by itself', async () => {
  await want();
  await put(join('backups', id, DEEP), 'something else');
  expect(await start()).toBeNull();
  expect(read('data/station.db')).toBe('now');
  expect(await readWanted(dataDir())).toMatchObject({ failure: expect.stringContaining('is not what it was') });
  expect(await start()).toBeNull();
  await forgetWanted(dataDir());
  expect(await readWanted(dataDir())).toBeNull();
});

test('whoever changes his mind has nothing put back', async () => {
  await want();
  await forgetWanted(dataDir());
  expect(await start()).toBeNull();
  expect(existsSync(join(root, 'data/before-restore'))).toBe(false);
});

test('an archive of a backup has every file of it, long paths too, in a folder of its id', async () => {
  const folder = join(root, 'backups', id);
  const manifest = await readManifest(folder);
  if (!manifest) throw new Error('no backup');
  await pipeline(tarOfBackup(folder, manifest), createWriteStream(join(root, 'one.tar')));
  await mkdir(join(root, 'unpacked'));
  await promisify(execFile)('tar', ['-xf', join(root, 'one.tar'), '-C', join(root, 'unpacked')]);
  await assertWhole(join(root, 'unpacked', id), manifest);
  expect(await readManifest(join(root, 'unpacked', id))).toEqual(manifest);
});
