import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { InstrumentLock } from './instrument-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'armed-'));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const OWNER = { batchId: 'b2', executionId: null, pid: 4711, since: '2026-11-25T08:00:00.000Z' };
const take = () =>
  InstrumentLock.take(
    folder,
    { name: 'chamber_1', instrument: 'chamber_1' },
    { ...OWNER, batchId: 'b1', pid: process.pid },
  );

/** Another process that holds the lock until it is killed. */
async function foreignHolder() {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(${JSON.stringify(join(folder, 'chamber_1.lock'))}, { timeout: 0 });
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    console.log('held');
    setInterval(() => db, 1000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('an instrument that another process holds is refused with who has it, and free as soon as that process is killed', async () => {
  const holder = await foreignHolder();
  writeFileSync(join(folder, 'chamber_1.owner'), JSON.stringify(OWNER));
  try {
    await expect(take()).rejects.toMatchObject({
      code: 'INSTRUMENT_IN_USE',
      message: 'the instrument "chamber_1" is in use by batch b2, process 4711, since 2026-11-25T08:00:00.000Z',
      details: { instrument: 'chamber_1', owner: OWNER },
    });
  } finally {
    await holder.kill();
  }
  await (await take()).release();
});

test('an owner that cannot be read changes nothing but the message', async () => {
  const holder = await foreignHolder();
  try {
    await expect(take()).rejects.toThrow('in use by another process');
  } finally {
    await holder.kill();
  }
});

test('a lock that was given back can be taken again, and names nobody', async () => {
  await (await take()).release();
  expect(readdirSync(folder)).toEqual(['chamber_1.lock']);
  await (await take()).release();
});
