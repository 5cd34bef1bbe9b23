import { join } from 'node:path';
import type { AuditProblem } from '@neurohub/contracts/audit';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from './storage.ts';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import { AT, executionEnded, measurement, newExecution, record, stepEnded } from './testing/sample-records.ts';
import { openTempStorage, type TempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
let temp: TempStorage;
let storage: Storage;

beforeAll(async () => {
  threads = await compileThreads();
});
afterAll(() => threads[Symbol.asyncDispose]());
beforeEach(async () => {
  temp = await openTempStorage(threads);
  storage = temp.storage;
  return () => temp[Symbol.asyncDispose]();
});

const by = { who: 'kim', from: '10.0.0.7', role: 'operator', via: 'session' };
const note = (reason: string) =>
  storage.appendAudit({ action: 'sequence.stop', ...by, at: AT, batchId: 'slot-1', detail: { reason } });

async function closedExecution(): Promise<string> {
  const execution = newExecution({ batchId: 'slot-1', stepCount: 1 });
  await storage.acceptExecution({ execution, by });
  await storage.commitRecord(record(execution.id, 1, stepEnded({ measurements: [measurement()] }), executionEnded()));
  return execution.id;
}

/** As somebody does who has the file and knows how to take the rules away. */
async function tamper(sql: string): Promise<void> {
  const db = new Database(join(temp.dataDir, 'station.db'));
  const triggers = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  db.pragma('foreign_keys = OFF');
  for (const name of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  db.close();
}

async function problems(): Promise<AuditProblem[]> {
  const found: AuditProblem[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = await storage.verifyAudit({ after });
    found.push(...page.problems);
    after = page.next;
  }
  return found;
}

const kinds = async () => (await problems()).map(({ kind, number }) => `${kind} ${number}`);

describe('the audit trail', () => {
  it('has who asked for an execution and, when it closes, the hash of its record', async () => {
    const executionId = await closedExecution();
    const { items } = await storage.listAudit({ limit: 10, executionId });
    expect(items.map(({ action, who, from }) => ({ action, who, from }))).toEqual([
      { action: 'execution.closed', who: 'station', from: 'station' },
      { action: 'sequence.start', who: 'kim', from: '10.0.0.7' },
    ]);
    expect(items[0]?.detail).toMatchObject({ verdict: 'PASS', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await problems()).toEqual([]);
  });

  it('has the hash of a record that the station itself closed', async () => {
    const execution = newExecution();
    await storage.acceptExecution({ execution });
    await storage.closeExecution({
      ...{ id: execution.id, state: 'aborted', verdict: 'ABORTED', endReason: 'killed', at: AT },
      interruptedStep: { name: 'measure', group: 'main', index: 0, attempt: 1 },
    });
    expect((await storage.verifyAudit({ after: 0 })).executions).toBe(1);
    expect(await problems()).toEqual([]);
  });

  it('is read page by page, newest first, and by who and what', async () => {
    for (const reason of ['one', 'two', 'three']) await note(reason);
    const first = await storage.listAudit({ limit: 2, who: 'kim', action: 'sequence.stop' });
    expect(first.items.map(({ detail }) => detail['reason'])).toEqual(['three', 'two']);
    const second = await storage.listAudit({ limit: 2, who: 'kim', cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ detail }) => detail['reason'])).toEqual(['one']);
    expect(second.nextCursor).toBeNull();
  });

  it('keeps a detail that is too long as its hash', async () => {
    await note('x'.repeat(9_000));
    const [row] = (await storage.listAudit({ limit: 1 })).items;
    expect(row?.detail).toMatchObject({ tooLong: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('is whole over more than one page of the check, and after the station was opened again', async () => {
    for (let i = 0; i < 60; i += 1) void note(String(i));
    await temp.reopen();
    storage = temp.storage;
    await note('after');
    expect(await problems()).toEqual([]);
    expect(await storage.verifyAudit({ after: 50 })).toMatchObject({ rows: 12, next: null, last: { number: 62 } });
  });

  it('refuses to be changed or deleted', () => {
    const db = new Database(join(temp.dataDir, 'station.db'));
    expect(() => db.exec("UPDATE audit SET entry_json = '{}'")).toThrow('never changes');
    expect(() => db.exec('DELETE FROM audit')).toThrow('never deleted');
    db.close();
  });
});

describe('verifying finds', () => {
  beforeEach(async () => {
    for (const reason of ['two', 'three', 'four']) await note(reason);
  });

  it('a row that says something else', async () => {
    await tamper("UPDATE audit SET entry_json = replace(entry_json, 'kim', 'lee') WHERE number = 3");
    expect(await kinds()).toEqual(['altered 3']);
  });

  it('a row that was hashed again after a change', async () => {
    await tamper('UPDATE audit SET hash = randomblob(32) WHERE number = 2');
    expect(await kinds()).toEqual(['altered 2', 'altered 3']);
  });

  it('rows that are gone, at the front or between others', async () => {
    await tamper('DELETE FROM audit WHERE number IN (1, 3)');
    expect(await kinds()).toEqual(['removed 1', 'removed 3']);
  });

  it('a trail that was cut, also when it went on afterwards', async () => {
    await tamper('DELETE FROM audit WHERE number > 2');
    expect(await kinds()).toEqual(['truncated 3']);
    await note('later');
    expect(await kinds()).toEqual(['removed 3']);
  });

  it('a trail that was cut together with its counter, by the executions that it told of', async () => {
    const executionId = await closedExecution();
    await tamper("DELETE FROM audit WHERE number > 4; UPDATE sqlite_sequence SET seq = 4 WHERE name = 'audit'");
    expect(await problems()).toEqual([expect.objectContaining({ kind: 'truncated', executionId })]);
  });

  it.each([
    ['a serial number', "UPDATE executions SET serial_number = 'other'"],
    ['a measured value', 'UPDATE measurements SET value = 4.9'],
    ['a measurement that was removed', 'DELETE FROM measurements'],
    ['a step that was removed', 'DELETE FROM steps'],
    ['an event that was removed', 'DELETE FROM record_events WHERE seq = 1'],
  ])('a record that is not as it closed: %s', async (_what, sql) => {
    const executionId = await closedExecution();
    await tamper(sql);
    expect(await problems()).toEqual([expect.objectContaining({ kind: 'execution-altered', executionId })]);
  });

  it('a record that is gone, closed or open', async () => {
    const closed = await closedExecution();
    const open = newExecution();
    await storage.acceptExecution({ execution: open });
    await tamper('DELETE FROM executions');
    expect(await problems()).toEqual([
      expect.objectContaining({ kind: 'execution-removed', executionId: closed }),
      expect.objectContaining({ kind: 'execution-removed', executionId: open.id }),
    ]);
  });

  it('no fault in a record that the station removed and said so', async () => {
    const executionId = await closedExecution();
    await storage.appendAudit({ action: 'execution.removed', who: 'station', from: 'station', at: AT, executionId });
    await tamper('DELETE FROM executions');
    expect(await problems()).toEqual([]);
  });

  it('how many records are older than the trail', async () => {
    await closedExecution();
    await tamper("DELETE FROM audit; DELETE FROM sqlite_sequence WHERE name = 'audit'");
    await temp.reopen();
    storage = temp.storage;
    expect(await storage.verifyAudit({ after: 0 })).toMatchObject({ problems: [], unproven: 1 });
  });
});
