import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RotatingFile } from './rotating-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'station-log-'));
});
afterEach(() => rm(dir, { recursive: true }));

it('sets the file aside when it has grown enough, and keeps so many', async () => {
  const file = new RotatingFile({ file: join(dir, 'a.log'), maxSizeBytes: 10, backupCount: 2 });
  for (const line of ['11111111\n', '22222222\n', '33333333\n', '44444444\n']) file.write(line);
  file.close();
  expect((await readdir(dir)).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
  expect(await readFile(join(dir, 'a.log'), 'utf8')).toBe('44444444\n');
  expect(await readFile(join(dir, 'a.log.2'), 'utf8')).toBe('22222222\n');
});

it('goes on with the size of a file that is already there', async () => {
  await writeFile(join(dir, 'a.log'), '123456789\n');
  const file = new RotatingFile({ file: join(dir, 'a.log'), maxSizeBytes: 12, backupCount: 0 });
  file.write('new line\n');
  file.close();
  expect(await readFile(join(dir, 'a.log'), 'utf8')).toBe('new line\n');
});

it('counts lines that cannot be written, and throws nothing', async () => {
  await writeFile(join(dir, 'file'), '');
  const file = new RotatingFile({ file: join(dir, 'file/a.log'), maxSizeBytes: 10, backupCount: 1 });
  file.write('lost\n');
  expect(file.lost).toBe(1);
});
