import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { untilChanged } from './until-changed.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'until-changed-'));
  folder = join(root, 'package');
  await mkdir(folder);
  onTestFinished(() => rm(root, { recursive: true }));
});
const never = new Promise<void>(() => undefined);

it('hears of a file that was written', async () => {
  const changed = untilChanged(folder, never);
  await writeFile(join(folder, 'sequence.ts'), '1');
  await expect(changed).resolves.toBeUndefined();
});

it('waits for a folder that was renamed, and goes on with the one that stands in its place', async () => {
  const changed = untilChanged(folder, never);
  await rename(folder, join(root, 'away'));
  await mkdir(folder);
  await expect(changed).resolves.toBeUndefined();
});

it('waits for a folder that is not there', async () => {
  const changed = untilChanged(join(root, 'later'), never);
  await mkdir(join(root, 'later'));
  await expect(changed).resolves.toBeUndefined();
});

it('ends when it is asked to', async () => {
  const ended = Promise.withResolvers<void>();
  const changed = untilChanged(folder, ended.promise);
  ended.resolve();
  await expect(changed).resolves.toBeUndefined();
});
