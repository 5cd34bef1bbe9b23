import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLeftArmed } from './left-armed.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'armed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const armed = {
  ...{ armedVersion: 1, instrument: 'b1.psu', batchId: 'b1', epoch: 1, executionId: null, hardware: 'psu' },
  package: { hash: 'a'.repeat(64), dir: '/p', nodeModules: [] },
  driver: { driverModule: 'd.js', driverClass: 'D', config: {}, configTypes: {} },
  process: { pid: 1, host: 'pc' },
  at: '2026-11-25T08:00:00.000Z',
};

test('an armed file that nobody holds is found, with who left it', async () => {
  write('b1.psu.json', JSON.stringify(armed));
  const [left] = await findLeftArmed(folder);
  expect(left?.message).toBe(
    'instrument b1.psu was left armed by batch b1 at 2026-11-25T08:00:00.000Z: make sure that it is off',
  );
});

test('an armed file whose owner lives is not', async () => {
  write('b1.psu.json', JSON.stringify(armed));
  const owner = new Database(join(folder, 'b1.psu.lock'));
  owner.exec('BEGIN EXCLUSIVE');
  expect(await findLeftArmed(folder)).toEqual([]);
  owner.close();
});

test('a file that is cut short is a warning like any other', async () => {
  write('b1.psu.json', '{"armedVersion":1,');
  const [left] = await findLeftArmed(folder);
  expect(left?.message).toContain('instrument b1.psu was left armed by a process whose file cannot be read');
});

test('the warning ends when the instrument was made safe, or armed again by somebody who lives', async () => {
  write('a.json', JSON.stringify(armed));
  write('b.json', JSON.stringify(armed));
  write('c.json', JSON.stringify(armed));
  const left = await findLeftArmed(folder);
  rmSync(join(folder, 'a.json'));
  utimesSync(join(folder, 'b.json'), new Date(), new Date(Date.now() + 5_000));
  expect(await Promise.all(left.map((one) => one.isStillSo()))).toEqual([false, false, true]);
});
