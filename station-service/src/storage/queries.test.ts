import { join } from 'node:path';
import type { LogEvent } from '@neurohub/contracts/events';
import type { LogsQuery, ResultsQuery } from '@neurohub/contracts/rest';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import { AT, executionEnded, newExecution, record, stepEnded } from './testing/sample-records.ts';
import { openTempStorage, type TempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
let temp: TempStorage;

beforeAll(async () => {
  threads = await compileThreads();
  temp = await openTempStorage(threads, { logCaps: { perExecution: 5, total: 300 } });
});
afterAll(async () => {
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

const results = (query: Partial<ResultsQuery> = {}) => temp.storage.listResults({ limit: 50, ...query });
const logs = (query: Partial<LogsQuery> = {}) => temp.storage.listLogs({ limit: 500, ...query });

describe('results', () => {
  const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

  beforeAll(async () => {
    for (let i = 0; i < 20; i++) {
      const execution = newExecution({
        batchId: `batch_${i % 2}`,
        dut: { serialNumber: `SN-${i}` },
        sequenceName: i < 10 ? 'old' : 'new',
        acceptedAt: at(i),
      });
      await temp.storage.acceptExecution({ execution });
      if (i % 5 === 0) await temp.storage.commitRecord(record(execution.id, 1, stepEnded(), executionEnded()));
    }
  });

  const serialNumbers = async (query: Partial<ResultsQuery>) =>
    (await results(query)).items.map(({ dut }) => dut.serialNumber);

  it('come newest first and page by page, unmoved by what is added in between', async () => {
    const first = await results({ limit: 8, batchId: ['batch_0'] });
    expect(first.items.map(({ dut }) => dut.serialNumber)).toEqual([18, 16, 14, 12, 10, 8, 6, 4].map((i) => `SN-${i}`));
    await temp.storage.acceptExecution({ execution: newExecution({ batchId: 'batch_0', acceptedAt: at(59) }) });
    const second = await results({ limit: 8, batchId: ['batch_0'], cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ dut }) => dut.serialNumber)).toEqual(['SN-2', 'SN-0']);
    expect(second.nextCursor).toBeNull();
    const oldest = await results({ limit: 2, batchId: ['batch_1'], order: 'oldest' });
    const later = await results({ limit: 2, batchId: ['batch_1'], order: 'oldest', cursor: oldest.nextCursor ?? '' });
    expect([...oldest.items, ...later.items].map(({ dut }) => dut.serialNumber)).toEqual([
      'SN-1',
      'SN-3',
      'SN-5',
      'SN-7',
    ]);
  });

  it('are looked into for what happened in them, page by page in both orders', async () => {
    const tested = (order: 'newest' | 'oldest', cursor?: string) =>
      results({ step: 'rails', limit: 3, order, ...(cursor !== undefined && { cursor }) });
    const first = await tested('newest');
    expect(first).toMatchObject({ lookedUpTo: first.items.at(-1)?.acceptedAt });
    const second = await tested('newest', first.nextCursor ?? '');
    expect([first, second].map(({ items }) => items.map(({ dut }) => dut.serialNumber))).toEqual([
      ['SN-15', 'SN-10', 'SN-5'],
      ['SN-0'],
    ]);
    expect(second.nextCursor).toBeNull();
    const upwards = await tested('oldest');
    const last = await tested('oldest', upwards.nextCursor ?? '');
    expect(last.items.map(({ dut }) => dut.serialNumber)).toEqual(['SN-15']);
    expect(await results({ step: 'nothing' })).toMatchObject({ items: [], nextCursor: null });
  });

  it('can be narrowed by every field', async () => {
    expect(await serialNumbers({ verdict: ['PASS'] })).toEqual(['SN-15', 'SN-10', 'SN-5', 'SN-0']);
    expect(await serialNumbers({ verdict: ['PASS'], sequence: ['old'] })).toEqual(['SN-5', 'SN-0']);
    expect(await serialNumbers({ serialNumber: 'SN-7' })).toEqual(['SN-7']);
    expect(await serialNumbers({ from: at(3), to: at(5) })).toEqual(['SN-4', 'SN-3']);
    expect(await serialNumbers({ from: '2026-01-01T00:04:00Z', to: at(5) })).toEqual(['SN-4']);
    expect(await serialNumbers({ serialNumber: "' OR 1=1 --" })).toEqual([]);
  });

  it.each(['', 'x', 'YWZ0ZXI6LTE', 'aGVsbG8'])('refuse the cursor %j', async (cursor) => {
    await expect(results({ cursor })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('give the last execution of each batch with its steps', async () => {
    const last = await temp.storage.lastExecutions(['batch_0', 'batch_1', 'nobody']);
    expect(last.map(({ acceptedAt }) => acceptedAt)).toEqual([at(59), at(19)]);
    expect(await temp.storage.lastExecutionOfBatch('nobody')).toBeNull();
  });

  it('know nothing of an id that was never given', async () => {
    expect(await temp.storage.getExecution('3f0c8a52-0000-4000-8000-000000000000')).toBeNull();
  });
});

describe('expected durations', () => {
  const of = (sequenceName: string, sequenceVersion = '1.0.0', simulated = false) =>
    temp.storage.expectedDurations({ sequenceName, sequenceVersion, simulated });

  async function ended(changes: Parameters<typeof newExecution>[0], durationMs: number, end = {}) {
    const execution = newExecution({ mode: 'debug', ...changes });
    await temp.storage.acceptExecution({ execution });
    const step = stepEnded({ durationMs: durationMs / 2 });
    await temp.storage.commitRecord(record(execution.id, 1, step, executionEnded({ durationMs, ...end })));
  }

  it('are median and 95th percentile of the newest 50 passes, and the median of each step', async () => {
    for (let i = 0; i < 5; i++) await ended({ sequenceName: 'timed' }, 9_000);
    for (let i = 1; i <= 50; i++) await ended({ sequenceName: 'timed' }, i * 10);
    const expected = { execution: { medianMs: 250, p95Ms: 480, samples: 50 }, steps: { rails: 125 } };
    expect(await of('timed')).toEqual(expected);
    expect(await of('timed', '2.0.0'), 'a new version begins with what the sequence took').toEqual(expected);
    await ended({ sequenceName: 'timed', sequenceVersion: '2.0.0' }, 70);
    expect(await of('timed', '2.0.0')).toMatchObject({ execution: { medianMs: 70, p95Ms: 70, samples: 1 } });
  });

  it('count neither selected steps, nor what did not pass, nor simulated instruments with real ones', async () => {
    await ended({ sequenceName: 'odd', partial: true }, 10);
    await ended({ sequenceName: 'odd' }, 20, { verdict: 'ERROR', state: 'aborted', endReason: 'errorStop' });
    await ended({ sequenceName: 'odd', simulated: true }, 30);
    expect(await of('odd')).toBeNull();
    expect(await of('odd', '1.0.0', true)).toMatchObject({ execution: { medianMs: 30, samples: 1 } });
  });

  it('are found by an index, however long the history', () => {
    const db = new Database(join(temp.dataDir, 'station.db'), { readonly: true });
    const plan = (condition: string) =>
      db
        .prepare<[], { detail: string }>(
          `EXPLAIN QUERY PLAN SELECT id, duration_ms FROM executions WHERE verdict = 'PASS' AND partial = 0
            AND duration_ms IS NOT NULL AND sequence_name = 'q' AND simulated = 0 ${condition} ORDER BY number DESC LIMIT 50`,
        )
        .all()
        .map(({ detail }) => detail)
        .join();
    expect(plan("AND sequence_version = '1'")).toMatch(/INDEX executions_passed_by_version \([^)]*\)$/);
    expect(plan('')).toMatch(/INDEX executions_passed \([^)]*\)$/);
    db.close();
  });
});

describe('logs', () => {
  const entry = (changes: Partial<LogEvent> = {}): LogEvent => ({ at: AT, level: 'info', message: 'm', ...changes });

  it('are bounded per execution, and what does not fit is counted', async () => {
    const execution = newExecution();
    await temp.storage.acceptExecution({ execution });
    const executionId = execution.id;
    temp.storage.appendLogs(Array.from({ length: 8 }, (_, i) => entry({ executionId, message: `m${i}` })));
    temp.storage.countDroppedLogs(executionId, 4);
    await temp.storage.flushLogs();
    temp.storage.appendLogs([entry({ executionId, message: 'late' })]);
    await temp.storage.flushLogs();
    expect((await logs({ executionId })).items.map(({ message }) => message)).toEqual(['m4', 'm3', 'm2', 'm1', 'm0']);
    expect((await temp.storage.getExecution(executionId))?.droppedLogs).toBe(8);
  });

  it('can be narrowed by batch, level, text and page', async () => {
    temp.storage.appendLogs([
      entry({ batchId: 'b', level: 'debug', message: 'Ünder 50% voltage' }),
      entry({ batchId: 'b', level: 'warning', step: 'rails', message: 'over voltage' }),
      entry({ batchId: 'c', level: 'error', message: 'gone' }),
    ]);
    await temp.storage.flushLogs();
    expect((await logs({ batchId: 'b' })).items).toHaveLength(2);
    expect((await logs({ batchId: 'b', level: 'warning' })).items).toMatchObject([{ step: 'rails', level: 'warning' }]);
    expect((await logs({ step: 'rails' })).items).toMatchObject([{ message: 'over voltage' }]);
    expect((await logs({ search: '50% VOLT' })).items).toMatchObject([{ level: 'debug' }]);
    const page = await logs({ limit: 1 });
    expect(page.items).toMatchObject([{ message: 'gone' }]);
    expect((await logs({ limit: 1, cursor: page.nextCursor ?? '' })).items).toMatchObject([
      { message: 'over voltage' },
    ]);
  });

  it('are numbered as they are said, and those after a number come oldest first', async () => {
    const executionId = newExecution().id;
    const said = temp.storage.appendLogs([
      entry({ message: 'a', batchId: 'b' }),
      entry({ message: 'b', batchId: 'b', executionId, step: 'rails' }),
      entry({ message: 'c', batchId: 'b', executionId }),
    ]);
    const [first = 0, ...others] = said.map(({ id }) => id);
    expect(others).toEqual([first + 1, first + 2]);
    await temp.storage.flushLogs();
    const texts = async (query: Partial<LogsQuery>) => (await logs(query)).items.map(({ message }) => message);
    expect(await texts({ after: first })).toEqual(['b', 'c']);
    expect(await logs({ after: first - 1, limit: 1 })).toMatchObject({
      items: [{ id: first }],
      nextCursor: expect.any(String),
    });
    const after = first - 1;
    expect(await texts({ after, before: first + 2 })).toEqual(['a', 'b']);
    expect(await texts({ after, source: 'batch' })).toEqual(['a']);
    expect(await texts({ after, source: 'execution' })).toEqual(['c']);
    expect(await texts({ after, source: 'step', step: 'rails' })).toEqual(['b']);
    expect(await temp.storage.logsBefore({ count: 2 })).toBe(first);
    expect(await temp.storage.logsBefore({ count: 1_000 })).toBe(0);
  });

  it('are bounded in all, the newest staying', async () => {
    temp.storage.appendLogs(Array.from({ length: 900 }, (_, i) => entry({ message: `n${i}` })));
    await temp.storage.flushLogs();
    const { items } = await logs();
    expect(items).toHaveLength(300);
    expect(items[0]?.message).toBe('n899');
  });
});
