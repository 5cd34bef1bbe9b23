import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type SendResultsAnswer, sendResultsBodySchema } from '@neurohub/contracts/hub-sync';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CompiledThreads, compileThreads } from '../storage/testing/compile-threads.ts';
import { executionEnded, newExecution, record, stepEnded } from '../storage/testing/sample-records.ts';
import { openTempStorage, type TempStorage } from '../storage/testing/temp-storage.ts';
import { LaneCounts } from './lane-counts.ts';
import { type Outcome, problemOf } from './outcome.ts';
import { VerdictSender } from './verdict-sender.ts';

const installId = randomUUID();
let threads: CompiledThreads;
let temp: TempStorage;
let asked: number[][];
let conflicts: string[];
let answerOf: (seqs: number[], ids: string[]) => Outcome<SendResultsAnswer>;
let sender: VerdictSender;
const counts = new LaneCounts();

beforeAll(async () => {
  threads = await compileThreads();
});
afterAll(async () => {
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await temp?.[Symbol.asyncDispose]();
  temp = await openTempStorage(threads);
  asked = [];
  conflicts = [];
  sender = new VerdictSender({
    ...{ stationId: 'S1', storage: temp.storage, counts, onSettled: () => undefined },
    clock: { wallIso: () => '2026-11-26T08:00:00.000Z', monotonicMs: () => performance.now() },
    onConflict: ({ id }) => conflicts.push(id),
    client: {
      installId,
      ask: async ({ text = '' }) => {
        const { records } = sendResultsBodySchema.parse(JSON.parse(text));
        asked.push(records.map(({ stationSeq }) => stationSeq));
        const outcome = answerOf(
          records.map(({ stationSeq }) => stationSeq),
          records.map(({ id }) => id),
        );
        return outcome as never;
      },
    },
  });
});

const stored = (ids: string[]): Outcome<SendResultsAnswer> => ({
  kind: 'ok',
  data: { records: ids.map((id) => ({ id, outcome: 'stored' })) },
});
const poison = { kind: 'poison', problem: problemOf('PAYLOAD_INVALID', 'bad') } as const;
async function closed(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const execution = newExecution();
    await temp.storage.acceptExecution({ execution });
    await temp.storage.commitRecord(record(execution.id, 1, stepEnded(), executionEnded()));
  }
}
const seqsOf = async (state: 'pending' | 'done' | 'quarantined') =>
  (await temp.storage.listQueue({ state, limit: 500 })).items.map(({ stationSeq }) => stationSeq);
async function untilIdle(): Promise<void> {
  while ((await sender.turn()) === 'more');
}

test('sends in the order of the numbers, at most a hundred at a time, and is done with what the answer names', async () => {
  await closed(130);
  answerOf = (_, ids) => stored(ids);
  await untilIdle();
  expect(asked.map(({ length }) => length)).toEqual([100, 30]);
  expect(asked.flat()).toEqual(Array.from({ length: 130 }, (_, i) => i + 1));
  expect([(await seqsOf('done')).length, await seqsOf('pending')]).toEqual([130, []]);
});

test('what the answer does not name stays pending, and an answer that names nothing is none', async () => {
  await closed(3);
  answerOf = (_, ids) => stored([...ids.slice(0, 1), randomUUID()]);
  expect(await sender.turn()).toBe('more');
  expect([await seqsOf('done'), await seqsOf('pending')]).toEqual([[1], [2, 3]]);
  answerOf = () => stored([]);
  const turns = [await sender.turn(), await sender.turn()];
  expect(turns.at(-1)).toMatchObject({ kind: 'retry', problem: { code: 'BACKEND_NOT_UNDERSTOOD' } });
  expect(await seqsOf('pending')).toEqual([2, 3]);
});

test('a refusal of the whole is halved down to the records that it is about, and all others arrive', async () => {
  await closed(40);
  const bad = new Set([1, 17, 18, 40]);
  answerOf = (seqs, ids) => (seqs.some((seq) => bad.has(seq)) ? poison : stored(ids));
  await untilIdle();
  expect(await seqsOf('quarantined')).toEqual([...bad]);
  expect((await seqsOf('done')).length).toBe(36);
  expect(asked.length).toBeLessThan(40);
  expect((await temp.storage.listQueue({ state: 'quarantined', limit: 1 })).items[0]).toMatchObject({
    problem: { code: 'PAYLOAD_INVALID', message: 'bad' },
  });
});

test('a network that fails in the middle of halving quarantines nothing that was not alone', async () => {
  await closed(4);
  let asks = 0;
  answerOf = () => {
    asks += 1;
    return asks < 3 ? poison : { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'gone') };
  };
  expect(await sender.turn()).toMatchObject({ kind: 'retry' });
  expect([await seqsOf('quarantined'), await seqsOf('pending')]).toEqual([[], [1, 2, 3, 4]]);
  expect((await temp.storage.listQueue({ state: 'pending', limit: 1 })).items[0]).toMatchObject({
    ...{ attempts: 1, problem: { code: 'BACKEND_UNREACHABLE' } },
  });
});

test('a conflict and a rejection are of their record alone, and a conflict is told', async () => {
  await closed(3);
  answerOf = (_, [a = '', b = '', c = '']) => ({
    kind: 'ok',
    data: {
      records: [
        { id: a, outcome: 'conflict' },
        { id: b, outcome: 'rejected', error: { code: 'PAYLOAD_INVALID', message: 'no' } },
        { id: c, outcome: 'duplicate' },
      ],
    },
  });
  await untilIdle();
  expect([await seqsOf('quarantined'), await seqsOf('done'), conflicts.length]).toEqual([[1, 2], [3], 1]);
});

test('a repeat sends the same text, also after a restart', async () => {
  await closed(1);
  const texts: string[] = [];
  answerOf = () => ({ kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'gone') });
  const [first] = await temp.storage.readyRecords({ after: 0, maxRecords: 1, maxBytes: 1e6 });
  texts.push(first?.piece ?? '');
  await sender.turn();
  await temp.reopen();
  const [again] = await temp.storage.readyRecords({ after: 0, maxRecords: 1, maxBytes: 1e6 });
  expect(again).toMatchObject({ piece: texts[0], fresh: null });
  expect(first?.fresh && String(gunzipSync(first.fresh.payload))).toContain('"verdict":"PASS"');
});
