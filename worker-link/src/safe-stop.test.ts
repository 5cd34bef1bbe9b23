import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ArmedFile, armedFiles, isArmedBy, isOfInstrument } from './safe-stop.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'armed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the armed files of a folder', () => {
  test('are none where there is no folder', async () => {
    expect(await armedFiles(join(folder, 'absent'))).toEqual([]);
  });

  test('cannot be told to be none where the folder cannot be looked into', async () => {
    writeFileSync(join(folder, 'armed'), '');
    await expect(armedFiles(join(folder, 'armed'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test('are there also when they cannot be read, or say nothing that is understood', async () => {
    mkdirSync(join(folder, 'batch_1.power.json'));
    writeFileSync(join(folder, 'batch_1.load.json'), '{"armedVersion":1,');
    writeFileSync(join(folder, 'batch_1.power.lock'), '');
    expect(await armedFiles(folder)).toEqual([
      { file: 'batch_1.load.json', armed: null },
      { file: 'batch_1.power.json', armed: null },
    ]);
  });
});

test('a file that cannot be read is known by its name', () => {
  const first: ArmedFile = { file: 'batch_1.power.json', armed: null };
  const second: ArmedFile = { file: 'batch_1.power+load.json', armed: null };
  expect([first, second].map((one) => isArmedBy('batch_1', one))).toEqual([true, true]);
  expect([first, second].map((one) => isOfInstrument('batch_1.power', one))).toEqual([true, true]);
  expect(isArmedBy('batch', first)).toBe(false);
  expect(isOfInstrument('batch_1.pow', first)).toBe(false);
});
