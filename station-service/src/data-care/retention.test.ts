import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CompiledThreads, compileThreads } from '../storage/testing/compile-threads.ts';
import {
  attachment,
  executionEnded,
  newExecution,
  record,
  stepEnded,
  stepRecord,
} from '../storage/testing/sample-records.ts';
import { openTempStorage, type TempStorage } from '../storage/testing/temp-storage.ts';
import { CareQueue } from './care-queue.ts';
import { Retention } from './retention.ts';

const DAY_MS = 86_400_000;
const ENDED = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => `${day}T00:00:00.000Z`);
let threads: CompiledThreads;
let temp: TempStorage;
beforeAll(async () => {
  threads = await compileThreads();
  temp = await openTempStorage(threads);
});
afterAll(async () => {
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

const folderOf = (id: string) => join(temp.dataDir, 'results', id);
const there = (ids: readonly string[]) => ids.map((id) => existsSync(folderOf(id)));

/** With an attachment of 1,000 bytes; not ended when there is no time. */
async function stored(endedAt?: string): Promise<string> {
  const execution = newExecution();
  await temp.storage.acceptExecution({ execution });
  const file = attachment('photo', 'image/png', Buffer.alloc(1_000, execution.id));
  const step = stepEnded({ ...stepRecord({ attachments: [file] }) });
  await temp.storage.commitRecord(record(execution.id, 1, step));
  if (endedAt !== undefined) await temp.storage.commitRecord(record(execution.id, 2, executionEnded({ at: endedAt })));
  return execution.id;
}

/** NeuroHub has the record, and asked for its file; with `file: false` that has not arrived. */
async function arrived(ids: readonly string[], { file = true } = {}): Promise<void> {
  const { storage } = temp;
  const { items } = await storage.listQueue({ state: 'pending', limit: 100 });
  for (const { stationSeq, executionId } of items.filter((item) => ids.includes(item.executionId))) {
    const record = await storage.getExecution(executionId);
    const missing = record?.steps.flatMap(({ attachments = [] }) => attachments.map(({ sha256 }) => sha256)) ?? [];
    await storage.settleRecords({ at: '2026-01-03T00:00:00.000Z', arrived: [{ stationSeq, missing }] });
    if (file) for (const sha256 of missing) await storage.contentArrived({ executionId, sha256 });
  }
}

const retention = (limits: { contentMs?: number; contentMaxBytes?: number }, armed: readonly string[] = []) =>
  new Retention({
    ...{ dataDir: temp.dataDir, store: temp.storage, queue: new CareQueue(), log: { info: vi.fn() } },
    config: () => ({ retention: { contentMs: undefined, contentMaxBytes: undefined, ...limits } }),
    armedBy: async (id) => armed.filter((one) => one === id),
    clock: { wallIso: () => '2026-01-03T12:00:00.000Z' },
  });

it('deletes only what NeuroHub has, of tests that ended and left nothing armed: what is old, then what is too much', async () => {
  const [oldest = '', older = '', newest = ''] = await Promise.all(ENDED.map((at) => stored(at)));
  const withoutFile = await stored(ENDED[0]);
  const all = [oldest, older, newest, withoutFile, await stored()];
  const stranger = 'a-folder-of-nobody';
  await mkdir(folderOf(stranger));
  await writeFile(join(folderOf(stranger), 'file'), '');

  await retention({ contentMs: DAY_MS, contentMaxBytes: 1 }).tend();
  expect(there(all), 'nothing has arrived').toEqual([true, true, true, true, true]);
  await arrived([oldest, older, newest]);
  await arrived([withoutFile], { file: false });
  await retention({}).tend();
  expect(there(all), 'nothing is to go').toEqual([true, true, true, true, true]);
  await retention({ contentMs: DAY_MS }, [oldest]).tend();
  expect(there(all), 'one is armed').toEqual([true, false, true, true, true]);
  await retention({ contentMaxBytes: 3_500 }).tend();
  expect(there(all), 'the oldest of what may go').toEqual([false, false, true, true, true]);
  await retention({ contentMaxBytes: 1 }).tend();
  expect(there(all), 'what has not arrived stays, however much it is').toEqual([false, false, false, true, true]);
  expect(existsSync(folderOf(stranger))).toBe(true);
  expect(await temp.storage.getExecution(oldest), 'the record stays').toMatchObject({ verdict: 'PASS' });
});
