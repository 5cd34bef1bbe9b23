import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import { executionEnded, newExecution, record, stepEnded } from './testing/sample-records.ts';
import { openTempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
beforeAll(async () => {
  threads = await compileThreads();
});
afterAll(() => threads[Symbol.asyncDispose]());

it('somebody who reads the database for long holds up no commit, and the log is used again afterwards', async () => {
  await using temp = await openTempStorage(threads);
  const { storage, dataDir } = temp;
  const logBytes = () => statSync(join(dataDir, 'station.db-wal')).size;
  const work = async (id: string) => {
    for (let i = 0; i < 20; i += 1) {
      await storage.acceptExecution({ execution: newExecution({ id: `${id}-${i}` }) });
      await storage.commitRecord(record(`${id}-${i}`, 1, stepEnded(), executionEnded()));
    }
  };
  const reader = new Database(join(dataDir, 'station.db'), { readonly: true });
  reader.exec('BEGIN');
  const count = () => reader.prepare('SELECT count(*) FROM executions').pluck().get();
  expect(count()).toBe(0);
  await work('held');
  const held = logBytes();
  await work('held-on');
  expect(logBytes()).toBeGreaterThan(held);
  expect(count()).toBe(0);
  reader.exec('COMMIT');
  expect(count()).toBe(40);
  reader.close();
  // The log begins again from its front as soon as nothing is to be done for a moment.
  const growth = async () => {
    const before = logBytes();
    await work(randomUUID());
    return logBytes() - before;
  };
  await expect.poll(growth, { interval: 1_000, timeout: 15_000 }).toBe(0);
});
