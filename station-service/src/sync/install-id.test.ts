import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readInstallation } from './install-id.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'install-'));
  data = await mkdtemp(join(folder, 'data-'));
});
afterEach(() => rm(folder, { recursive: true }));

const machine = (id: string) => async () => id;
const UUID = /^[0-9a-f-]{36}$/;

test('an installation keeps its id, also where its folder is renamed', async () => {
  const first = await readInstallation(data);
  expect(first).toEqual({ installId: expect.stringMatching(UUID), before: null });
  expect(await readInstallation(data)).toEqual(first);
  const moved = join(folder, 'moved');
  await rename(data, moved);
  expect(await readInstallation(moved)).toEqual(first);
});

test('a copy of the folder is another installation, and the first stays what it is', async () => {
  const first = await readInstallation(data);
  const copy = join(folder, 'copy');
  await cp(data, copy, { recursive: true });
  const second = await readInstallation(copy);
  expect(second).toEqual({ installId: expect.stringMatching(UUID), before: first.installId });
  expect(second.installId).not.toBe(first.installId);
  expect(await readInstallation(copy)).toEqual({ ...second, before: null });
  expect(await readInstallation(data)).toEqual(first);
});

test('the same disk in another machine is another installation, and the file does not tell the id of the machine', async () => {
  const first = await readInstallation(data, machine('4711-of-the-machine'));
  expect(await readFile(join(data, 'installation.json'), 'utf8')).not.toContain('4711');
  expect((await readInstallation(data, machine('4712'))).before).toBe(first.installId);
});

test.each(['', '{"installId": 1}', '{"version":1'])('a file that says %j is made anew', async (text) => {
  await writeFile(join(data, 'installation.json'), text);
  const made = await readInstallation(data);
  expect(made.before).toBeNull();
  expect(await readInstallation(data)).toEqual(made);
});
