import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataFolder } from './data-folder.ts';

let parent: string;
const code = (expected: string) => expect.objectContaining({ code: expected });
const take = (dir: string, minFreeBytes = 0) => DataFolder.take(dir, { minFreeBytes });

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'station-folder-'));
});
afterEach(() => rm(parent, { recursive: true }));

it('makes the folder with what belongs into it', async () => {
  await using folder = await take(join(parent, 'a/b'));
  for (const dir of [folder.logs, folder.results, folder.packages, folder.backups]) expect(existsSync(dir)).toBe(true);
});

it('refuses a folder that is taken, naming it, and takes it once it is free', async () => {
  const first = await take(parent);
  await expect(take(parent)).rejects.toEqual(code('DATA_DIR_IN_USE'));
  await expect(take(parent)).rejects.toThrow(parent);
  await first[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await using second = await take(parent);
  expect(second.dir).toBe(parent);
});

it('is free again when the station that had it was killed', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, join(parent, 'station.lock')], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(take(parent)).rejects.toEqual(code('DATA_DIR_IN_USE'));
  child.kill('SIGKILL');
  await once(child, 'exit');
  await using folder = await take(parent);
  expect(folder.dir).toBe(parent);
});

const HOLDER = `
  import Database from 'better-sqlite3';
  const lock = new Database(process.argv[1]);
  lock.exec('BEGIN EXCLUSIVE');
  process.stdout.write('held');
  setInterval(() => undefined, 1000);
`;

it('refuses a folder that cannot be made', async () => {
  await writeFile(join(parent, 'file'), '');
  await expect(take(join(parent, 'file/data'))).rejects.toEqual(code('DATA_DIR_NOT_WRITABLE'));
});

it.runIf(process.platform === 'linux')(
  'refuses a folder where the system makes none, instead of trying for ever',
  async () => {
    await expect(take('/proc/none/data')).rejects.toEqual(code('DATA_DIR_NOT_WRITABLE'));
  },
);

it('refuses a disk that is nearly full, with the figures, and gives the folder back', async () => {
  await expect(take(parent, Number.MAX_SAFE_INTEGER)).rejects.toEqual(code('DISK_NEARLY_FULL'));
  await expect(take(parent, Number.MAX_SAFE_INTEGER)).rejects.toThrow(/MB free, at least \d+ MB/);
  await using folder = await take(parent);
  expect(folder.dir).toBe(parent);
});
