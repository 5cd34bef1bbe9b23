import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SocketFolders } from './socket-folders.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sf-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const prepare = (dataDir: string, runtimeDir = root) => SocketFolders.prepare(dataDir, { XDG_RUNTIME_DIR: runtimeDir });

test('each folder is new and private', async () => {
  const folders = await prepare('/data');
  const [one, two] = [await folders.make(), await folders.make()];
  expect(one).not.toBe(two);
  expect(statSync(one ?? '').mode & 0o777).toBe(0o700);
});

test('what a killed station left is removed by the next one of the same data folder, and by no other', async () => {
  const left = (await (await prepare('/data/a')).make()) ?? '';
  await prepare('/data/b');
  expect(existsSync(left)).toBe(true);
  await prepare('/data/a');
  expect(existsSync(left)).toBe(false);
});

test('a runtime folder that is not there falls back to the temporary folder', async () => {
  const folder = await (await prepare('/data', join(root, 'gone'))).make();
  expect(folder?.startsWith(tmpdir())).toBe(true);
  rmSync(folder ?? '', { recursive: true });
});

test('a path too long for a Unix socket gives none', async () => {
  const deep = join(root, 'x'.repeat(90));
  mkdirSync(deep);
  expect(await (await prepare('/data', deep)).make()).toBeNull();
});
