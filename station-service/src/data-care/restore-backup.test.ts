import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listManifests } from './backup-manifest.ts';
import { makeBackup } from './make-backup.ts';
import { refuseHalfRestore, restoreBackup } from './restore-backup.ts';

let root: string;
let day = 9;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'backup-'));
  await put('data/station.db', 'the database');
  await put('data/results/e1/one', 'first');
  await put('data/overrides/pcb.yaml', 'v: 1');
  await put('data/armed/dmm.json', 'of this moment');
  await put('data/logs/station.log', 'a line');
  await put('station.yaml', 'station: {}');
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const folder = () => join(root, 'backups');
const make = (at: string, copy = 'the database') =>
  makeBackup({
    ...{ dataDir: join(root, 'data'), folder: folder(), configFile: join(root, 'station.yaml'), at },
    ...{ stationId: 'ST-1', version: '1.0.0', reason: 'request' },
    copyDatabase: (to) => writeFile(to, copy),
  });
const restore = (backup: string, configFile?: string) =>
  restoreBackup({
    ...{ dataDir: join(root, 'data'), folder: folder(), backup, configFile, at: `2026-02-${++day}T00:00:00.000Z` },
    settle: async () => undefined,
  });
const code = (expected: string) => expect.objectContaining({ code: expected });

it('has what the station keeps, and nothing of this life; what an earlier one has takes no room again', async () => {
  const first = await make('2026-01-01T00:00:00.000Z');
  expect(first.files.map(({ path }) => path)).toEqual([
    ...['data/station.db', 'data/overrides/pcb.yaml', 'data/results/e1/one', 'config/station.yaml'],
  ]);
  await put('data/results/e2/two', 'second');
  const second = await make('2026-01-02T00:00:00.000Z');
  const inode = async (id: string) => (await stat(join(folder(), id, 'data/results/e1/one'))).ino;
  expect(await inode(second.id)).toBe(await inode(first.id));
  expect((await listManifests(folder())).map(({ id }) => id)).toEqual([second.id, first.id]);
});

it('leaves nothing that could be taken for a backup when it fails', async () => {
  await mkdir(join(folder(), '.unfinished-backup-of-a-killed-station'), { recursive: true });
  const broken = makeBackup({
    ...{ dataDir: join(root, 'data'), folder: folder(), configFile: join(root, 'station.yaml') },
    ...{ stationId: 'ST-1', version: '1.0.0', reason: 'request', at: '2026-01-01T00:00:00.000Z' },
    copyDatabase: () => Promise.reject(new Error('no room')),
  });
  await expect(broken).rejects.toThrow('no room');
  expect(await readdir(folder())).toEqual([]);
});

it('puts everything back as it was, and moves aside what is there', async () => {
  const { id } = await make('2026-01-01T00:00:00.000Z');
  await put('data/station.db', 'a later database');
  await put('data/station.db-wal', 'its log');
  await put('data/results/e2/two', 'later');
  await put('station.yaml', 'station: {id: other}');
  const { movedTo } = await restore(id);
  expect([read('data/station.db'), read('data/results/e1/one')]).toEqual(['the database', 'first']);
  for (const gone of ['data/station.db-wal', 'data/results/e2/two'])
    expect(existsSync(join(root, gone)), gone).toBe(false);
  expect(readFileSync(join(movedTo, 'station.db'), 'utf8')).toBe('a later database');
  expect(readFileSync(join(movedTo, 'results/e2/two'), 'utf8')).toBe('later');
  expect(read('data/armed/dmm.json'), 'of this machine').toBe('of this moment');
  expect(read('station.yaml'), 'only when asked for').toBe('station: {id: other}');
  await restore(join(folder(), id), join(root, 'station.yaml'));
  expect(read('station.yaml')).toBe('station: {}');
  refuseHalfRestore(join(root, 'data'));
});

it('touches nothing when a file of the backup is missing, or not what it was', async () => {
  const { id } = await make('2026-01-01T00:00:00.000Z');
  await put('data/station.db', 'a later database');
  await put(`backups/${id}/data/results/e1/one`, 'FIRST');
  await expect(restore(id)).rejects.toEqual(code('BACKUP_DAMAGED'));
  await rm(join(folder(), id, 'data/results/e1/one'));
  await expect(restore(id)).rejects.toMatchObject({
    message: expect.stringContaining('data/results/e1/one is missing'),
  });
  await rm(join(folder(), id, 'manifest.json'));
  await expect(restore(id)).rejects.toEqual(code('BACKUP_NOT_FOUND'));
  expect(read('data/station.db')).toBe('a later database');
});

it('takes nothing out of a backup whose manifest names a path that leads out of it', async () => {
  const { id } = await make('2026-01-01T00:00:00.000Z');
  const file = `backups/${id}/manifest.json`;
  await put(file, read(file).replace('data/overrides/pcb.yaml', 'data/../../../pcb.yaml'));
  await expect(restore(id)).rejects.toEqual(code('BACKUP_NOT_FOUND'));
});

it('lets no station start after a restore that was broken off, until it was run again', async () => {
  const { id } = await make('2026-01-01T00:00:00.000Z');
  await put('data/.restore-unfinished', id);
  expect(() => refuseHalfRestore(join(root, 'data'))).toThrow(code('RESTORE_UNFINISHED'));
  await restore(id);
  refuseHalfRestore(join(root, 'data'));
});
