import { randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Storage } from './storage.ts';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import {
  AT,
  attachment,
  executionEnded,
  measurement,
  newExecution,
  record,
  seriesMeasurement,
  stepEnded,
  stepRecord,
  stepStarted,
} from './testing/sample-records.ts';
import { openTempStorage, type TempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
let temp: TempStorage;
let storage: Storage;

beforeAll(async () => {
  threads = await compileThreads();
  temp = await openTempStorage(threads);
  storage = temp.storage;
});
afterAll(async () => {
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

async function accepted(changes: Parameters<typeof newExecution>[0] = {}): Promise<string> {
  const execution = newExecution(changes);
  await storage.acceptExecution({ execution });
  return execution.id;
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('accepting an execution', () => {
  it('stores the execution and the answer of its command together', async () => {
    const execution = newExecution({
      operator: 'Kim',
      ...{ mode: 'debug', simulated: true, partial: true, overridden: true },
      planHash: 'f'.repeat(64),
      sequenceDisplayName: { ko: '검사', en: 'Test' },
    });
    const command = { id: randomUUID(), requestHash: 'a', answer: { executionId: execution.id }, savedAt: AT };
    const outcome = await storage.acceptExecution({ execution, planJson: '{"planVersion":1}', command });
    expect(outcome).toEqual({ repeated: false });
    expect(await storage.findCommand(command)).toEqual({ answer: { executionId: execution.id } });
    const stored = await storage.getExecution(execution.id);
    expect(stored).toMatchObject({
      state: 'running',
      verdict: null,
      operator: 'Kim',
      ...{ simulated: true, partial: true, overridden: true },
      plan: { planVersion: 1 },
      lastSeq: 0,
    });
    const again = newExecution({ planHash: 'f'.repeat(64) });
    await storage.acceptExecution({ execution: again, planJson: '{"planVersion":1}' });
    expect((await storage.getExecution(again.id))?.plan).toEqual(stored?.plan);
    expect(stored?.sequenceDisplayName).toEqual({ ko: '검사', en: 'Test' });
  });

  it('makes one execution of fifty equal commands at once', async () => {
    const id = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => {
        const execution = newExecution({ batchId: 'fifty' });
        const command = { id, requestHash: 'a', answer: { executionId: execution.id }, savedAt: AT };
        return storage.acceptExecution({ execution, command });
      }),
    );
    const { items } = await storage.listResults({ limit: 100, batchId: ['fifty'] });
    expect(items).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.repeated)).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.repeated) expect(outcome.answer).toEqual({ executionId: items[0]?.id });
  });

  it('refuses a command id that comes again with another request', async () => {
    const command = { id: randomUUID(), requestHash: 'a', answer: 1, savedAt: AT };
    await storage.saveCommand(command);
    expect(await storage.saveCommand(command)).toEqual({ repeated: true, answer: 1 });
    await expect(storage.saveCommand({ ...command, requestHash: 'b' })).rejects.toEqual(code('COMMAND_CONFLICT'));
    await expect(storage.findCommand({ ...command, requestHash: 'b' })).rejects.toEqual(code('COMMAND_CONFLICT'));
  });
});

describe('committing records', () => {
  it('gives back every field of a step and its measurements', async () => {
    const id = await accepted();
    const step = stepRecord({
      displayName: { ko: '전원', en: 'Power' },
      error: { code: 'LIMIT_MISSED', message: 'too low', details: { low: 1 } },
      status: 'failed',
      iterations: [{ block: 'sweep', index: 2, value: 3.3 }],
      waitForOperatorMs: 1_200,
      prompts: [
        {
          ...{ id: randomUUID(), kind: 'number', message: { ko: '전압?', en: 'Voltage?' }, unit: 'V', askedAt: AT },
          ...{ waitedMs: 1_200, answer: 5, answeredAt: AT, answeredBy: 'Kim', answeredVia: 'screen' },
        },
      ],
      measurements: [
        measurement({ marginal: true }),
        measurement({ name: 'inf', value: null, valueText: '-Infinity' }),
        measurement({ name: 'nan', value: null, valueText: 'NaN', outcome: 'ERROR' }),
        measurement({ name: 'zero', value: null, valueText: '-0' }),
        measurement({ name: 'tiny', value: 5e-324 }),
        measurement({
          name: 'fw',
          kind: 'string',
          value: '1.2 β',
          limits: [{ op: 'regex', pattern: '^1', flags: '' }],
        }),
        measurement({ name: 'ok', kind: 'boolean', value: false, limits: [], outcome: 'INFO' }),
      ],
    });
    await storage.commitRecord(
      record(id, 1, { type: 'executionStarted', at: AT }, { type: 'stepEnded', step, nextStepIndex: 1 }),
    );
    const stored = await storage.getExecution(id);
    expect(stored?.steps).toEqual([step]);
    expect(stored).toMatchObject({ startedAt: AT, lastSeq: 2 });
  });

  it('keeps when an instrument was lost, in which step, why, and how it came back', async () => {
    const id = await accepted();
    const error = { code: 'DRIVER_CONNECTION', message: 'unplugged' } as const;
    const last = { code: 'DIFFERENT_INSTRUMENT', message: 'another' } as const;
    await storage.commitRecord(
      record(
        ...([id, 1, { type: 'executionStarted', at: AT }] as const),
        { type: 'hardwareLost', at: AT, hardware: 'psu', step: 'measure', error },
        { type: 'hardwareLost', at: AT, hardware: 'dmm', error },
        { type: 'hardwareGivenUp', at: AT, hardware: 'psu', error: last },
        { type: 'hardwareBack', at: AT, hardware: 'dmm', lostMs: 20, attempts: 1 },
      ),
    );
    const back = { backAt: AT, lostMs: 30.5, attempts: 4, trustedBy: 'Kim' };
    await storage.commitRecord(
      record(
        ...([id, 6] as const),
        { type: 'hardwareBack', at: AT, hardware: 'psu', lostMs: 30.5, attempts: 4, trustedBy: 'Kim' },
        { type: 'hardwareLost', at: AT, hardware: 'psu', error },
      ),
    );
    expect((await storage.getExecution(id))?.hardwareLosses).toEqual([
      { hardware: 'psu', at: AT, step: 'measure', error: last, givenUpAt: AT, ...back },
      { hardware: 'dmm', at: AT, error, backAt: AT, lostMs: 20, attempts: 1 },
      { hardware: 'psu', at: AT, error },
    ]);
  });

  it('keeps JSON and small series beside the measurement, and large series in a file of its own', async () => {
    const id = await accepted();
    const step = stepRecord({
      measurements: [
        measurement({ name: 'config', kind: 'json', value: null, json: { a: [1, null] } }),
        seriesMeasurement('short', 10),
        seriesMeasurement('long', 50_000),
      ],
    });
    const message = record(id, 1, { type: 'stepEnded', step, nextStepIndex: 1 });
    await storage.commitRecord(message);
    expect(await storage.commitRecord(message)).toMatchObject({ alreadyCommitted: 1 });
    const [config, short, long] = (await storage.getExecution(id))?.steps[0]?.measurements ?? [];
    expect(config).toEqual(step.measurements[0]);
    expect(short).toMatchObject({
      series: { stored: 'inline', data: expect.any(String) },
      aggregations: [{ value: 9 }],
    });
    expect(long).toMatchObject({ kind: 'series', series: { stored: 'file', points: 50_000 } });
    expect(long?.series).not.toHaveProperty('data');
    for (const [i, kept] of [short, long].entries()) {
      if (!kept?.series) throw new Error('a series was expected');
      const bytes = await storage.readSeries(id, kept.series);
      expect(bytes.toString('base64')).toBe(step.measurements[i + 1]?.series?.data);
    }
    expect(await readdir(join(temp.dataDir, 'results', id))).toEqual([`${long?.series?.hash}.f64`]);
  });

  it('refuses a series whose values are not what their hash says, and one whose file was changed', async () => {
    const id = await accepted();
    const long = seriesMeasurement('long', 50_000);
    if (!long.series) throw new Error('a series was expected');
    const wrong = { ...long, series: { ...long.series, hash: 'f'.repeat(64) } };
    await expect(storage.commitRecord(record(id, 1, stepEnded({ measurements: [wrong] })))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
    await storage.commitRecord(record(id, 1, stepEnded({ measurements: [long] })));
    const stored = { ...long.series, stored: 'file' as const };
    const file = join(temp.dataDir, 'results', id, `${stored.hash}.f64`);
    await writeFile(file, 'changed');
    await expect(storage.readSeries(id, stored)).rejects.toEqual(code('STORAGE_FAILED'));
    await rm(file);
    await expect(storage.readSeries(id, stored)).rejects.toEqual(code('SERIES_NOT_FOUND'));
  });

  it('keeps attachments in files of their own, once for the same content, and reads back what was stored', async () => {
    const id = await accepted();
    const photo = attachment('사진.png', 'image/png', Buffer.from([0, 255, 1]));
    const { data: _data, ...kept } = photo;
    const step = stepRecord({ attachments: [photo, { ...photo, name: 'again' }, attachment('empty', 'a/b')] });
    const message = record(id, 1, { type: 'stepEnded', step, nextStepIndex: 1 });
    await storage.commitRecord(message);
    expect(await storage.commitRecord(message)).toMatchObject({ alreadyCommitted: 1 });
    const stored = (await storage.getExecution(id))?.steps[0]?.attachments;
    expect(stored?.[0]).toEqual(kept);
    expect(JSON.stringify(stored)).not.toContain('"data"');
    expect(await readdir(join(temp.dataDir, 'results', id))).toHaveLength(2);
    expect(await storage.readAttachment(id, kept)).toEqual(Buffer.from([0, 255, 1]));
    const file = join(temp.dataDir, 'results', id, kept.sha256);
    await writeFile(file, 'changed');
    await expect(storage.readAttachment(id, kept)).rejects.toEqual(code('STORAGE_FAILED'));
    await rm(file);
    await expect(storage.readAttachment(id, kept)).rejects.toEqual(code('ATTACHMENT_NOT_FOUND'));
  });

  it.each([
    ['size', { size: 7 }],
    ['hash', { sha256: 'f'.repeat(64) }],
    ['bytes', { data: 'AAAA' }],
  ])('refuses an attachment of another %s than it says, and keeps nothing of its step', async (_what, change) => {
    const id = await accepted();
    const wrong = { ...attachment('log.txt', 'text/plain', Buffer.from('hello')), ...change };
    await expect(storage.commitRecord(record(id, 1, stepEnded({ attachments: [wrong] })))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
    expect(await storage.getExecution(id)).toMatchObject({ steps: [], lastSeq: 0 });
  });

  it('keeps every turn of a loop apart, and refuses the same turn and attempt twice', async () => {
    const id = await accepted();
    const turns = [1, 10, 2].map((index) =>
      stepEnded({
        iterations: [
          { block: 'outer', index: 0 },
          { block: 'inner', index, value: `v${index}` },
        ],
        measurements: [measurement({ value: index })],
      }),
    );
    await storage.commitRecord(record(id, 1, ...turns));
    const stored = (await storage.getExecution(id))?.steps;
    expect(stored).toEqual(turns.map((event) => (event.type === 'stepEnded' ? event.step : null)));
    const [first] = turns;
    await expect(storage.commitRecord(record(id, 4, ...(first ? [first] : [])))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
  });

  it('remembers the turn of the next step, and the state until another one comes', async () => {
    const id = await accepted();
    const ended = (index: number) => ({ type: 'stepEnded' as const, step: stepRecord({ index, name: `s${index}` }) });
    const nextIterations = [{ block: 'cycles', index: 3 }];
    await storage.commitRecord(record(id, 1, { ...ended(0), nextStepIndex: 1, state: { count: 1 } }));
    await storage.commitRecord(record(id, 2, { ...ended(1), nextStepIndex: 1, nextIterations }));
    const db = new Database(join(temp.dataDir, 'station.db'), { readonly: true });
    const rows = (table: string) => db.prepare(`SELECT * FROM ${table} WHERE execution_id = ?`).all(id);
    expect(rows('checkpoints')).toMatchObject([
      { last_seq: 2, next_step_index: 1, iterations_json: JSON.stringify(nextIterations) },
    ]);
    expect(rows('sequence_states')).toMatchObject([{ step_seq: 1, state_json: '{"count":1}' }]);
    await storage.commitRecord(record(id, 3, { ...ended(2), nextStepIndex: 2, state: {} }));
    expect(rows('checkpoints')).toMatchObject([{ iterations_json: null }]);
    expect(rows('sequence_states')).toMatchObject([{ step_seq: 3, state_json: '{}' }]);
    db.close();
  });

  it('takes the same record again without a second effect', async () => {
    const id = await accepted();
    const message = record(id, 1, stepEnded({ measurements: [measurement()] }));
    expect(await storage.commitRecord(message)).toEqual({ seq: 1, alreadyCommitted: 0, closed: null });
    expect(await storage.commitRecord(message)).toEqual({ seq: 1, alreadyCommitted: 1, closed: null });
    expect((await storage.getExecution(id))?.steps).toHaveLength(1);
  });

  it('takes only what is new of a record that overlaps', async () => {
    const id = await accepted();
    const first = stepEnded();
    await storage.commitRecord(record(id, 1, first));
    const longer = record(id, 1, first, stepEnded({ name: 'second', index: 1 }));
    expect(await storage.commitRecord(longer)).toMatchObject({ seq: 2, alreadyCommitted: 1 });
  });

  it('refuses other content under a committed number', async () => {
    const id = await accepted();
    await storage.commitRecord(record(id, 1, stepEnded()));
    const other = record(id, 1, stepEnded({ status: 'failed' }));
    await expect(storage.commitRecord(other)).rejects.toEqual(code('PROTOCOL_ERROR'));
  });

  it('refuses a gap, an unknown execution and an attempt that ended before', async () => {
    const id = await accepted();
    await expect(storage.commitRecord(record(id, 2, stepEnded()))).rejects.toEqual(code('PROTOCOL_ERROR'));
    await expect(storage.commitRecord(record(randomUUID(), 1, stepEnded()))).rejects.toEqual(code('PROTOCOL_ERROR'));
    await storage.commitRecord(record(id, 1, stepEnded()));
    const again = record(id, 2, stepEnded({ status: 'failed' }));
    await expect(storage.commitRecord(again)).rejects.toEqual(code('PROTOCOL_ERROR'));
  });

  it('fences a worker that was replaced, and anything new after the end', async () => {
    const id = await accepted({ epoch: 2 });
    await expect(storage.commitRecord(record(id, 1, stepEnded()))).rejects.toEqual(code('FENCED'));
    const end = { ...record(id, 1, stepEnded(), executionEnded()), epoch: 2 };
    await storage.commitRecord(end);
    expect(await storage.commitRecord(end)).toMatchObject({ seq: 2, alreadyCommitted: 2 });
    await expect(storage.commitRecord({ ...end, firstSeq: 3 })).rejects.toEqual(code('FENCED'));
    await expect(storage.commitRecord({ ...end, events: [stepEnded({ name: 'x' })] })).rejects.toEqual(code('FENCED'));
  });

  it('does not let one bad record fail its neighbours, and shares commits among many', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => accepted()));
    const before = storage.stats();
    const outcomes = await Promise.allSettled(
      ids.map((id, i) => storage.commitRecord(record(id, i % 10 === 9 ? 7 : 1, stepEnded()))),
    );
    const { groups, jobs } = storage.stats();
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect(jobs - before.jobs).toBe(40);
    expect(groups - before.groups).toBeLessThan(10);
    expect(storage.stats().lastCommitMs).toBeGreaterThan(0);
    const stored = await Promise.all(ids.map((id) => storage.getExecution(id)));
    expect(stored.filter((execution) => execution?.lastSeq === 1)).toHaveLength(36);
  });
});

describe('the end of an execution', () => {
  it('closes the row and puts it into the outbox', async () => {
    const id = await accepted();
    const { closed } = await storage.commitRecord(record(id, 1, stepEnded(), executionEnded()));
    expect(closed).toMatchObject({ id, state: 'completed', verdict: 'PASS', endReason: 'completed', lastSeq: 2 });
    const { items } = await storage.listResults({ limit: 1 });
    expect(items).toEqual([closed]);
    const db = new Database(join(temp.dataDir, 'station.db'), { readonly: true });
    expect(db.prepare('SELECT target, kind, state FROM outbox WHERE execution_id = ?').all(id)).toEqual([
      { target: 'neurohub', kind: 'execution', state: 'pending' },
    ]);
    expect(
      db.prepare('SELECT last_seq, step_seq, next_step_index FROM checkpoints WHERE execution_id = ?').all(id),
    ).toEqual([{ last_seq: 2, step_seq: 1, next_step_index: 1 }]);
    db.close();
  });

  it.each([
    ['a step in error', [stepEnded({ status: 'error' })]],
    ['a failed setup step', [stepEnded({ name: 's', group: 'setup', status: 'failed' }), stepEnded()]],
    ['a cleanup step that did not pass', [stepEnded(), stepEnded({ name: 'c', group: 'cleanup', status: 'error' })]],
    ['an aborted second attempt', [stepEnded(), stepEnded({ attempt: 2, status: 'aborted' })]],
    ['a step that began and did not end', [stepEnded(), stepStarted({ name: 'power' })]],
    ['only skipped steps', [stepEnded({ status: 'skipped' })]],
    ['only setup steps', [stepEnded({ group: 'setup' })]],
    ['a missed limit', [stepEnded({ measurements: [measurement({ outcome: 'FAIL' })] })]],
    [
      'a missed limit in a loop',
      [stepEnded({ iterations: [{ block: 'l', index: 0 }], measurements: [measurement({ outcome: 'FAIL' })] })],
    ],
    ['nothing at all', []],
  ])('refuses PASS with %s', async (_case, events) => {
    const id = await accepted();
    await expect(storage.commitRecord(record(id, 1, ...events, executionEnded()))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
    expect(await storage.getExecution(id)).toMatchObject({ state: 'running', verdict: null, lastSeq: 0 });
  });

  it('refuses PASS while a step of the plan is not committed', async () => {
    const id = await accepted({ stepCount: 2 });
    await expect(storage.commitRecord(record(id, 1, stepEnded(), executionEnded()))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
  });

  it('takes PASS when a fault went away with a later attempt', async () => {
    const id = await accepted();
    const events = [stepEnded({ status: 'error' }), stepEnded({ attempt: 2 }), executionEnded()];
    expect((await storage.commitRecord(record(id, 1, ...events))).closed?.verdict).toBe('PASS');
  });

  it('takes PASS when a failure went away with a later attempt, and only when it is told', async () => {
    const id = await accepted();
    const tries = [stepEnded({ status: 'failed' }), stepEnded({ attempt: 2 })];
    await expect(storage.commitRecord(record(id, 1, ...tries, executionEnded()))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
    const { closed } = await storage.commitRecord(record(id, 1, ...tries, executionEnded({ hadFailure: true })));
    expect(closed).toMatchObject({ verdict: 'PASS', hadFailure: true });
  });

  it('judges every turn of a loop by its last attempt', async () => {
    const turn = (index: number) => [{ block: 'cycles', index }];
    const failedTurn = stepEnded({ iterations: turn(0), status: 'failed' });
    const passedTurn = stepEnded({ iterations: turn(1) });
    const end = executionEnded({ hadFailure: true });
    const id = await accepted();
    await expect(storage.commitRecord(record(id, 1, failedTurn, passedTurn, end))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
    const again = stepEnded({ iterations: turn(0), attempt: 2 });
    expect((await storage.commitRecord(record(id, 1, failedTurn, passedTurn, again, end))).closed?.verdict).toBe(
      'PASS',
    );
  });

  it('does not take many turns of one step for many steps', async () => {
    const id = await accepted({ stepCount: 2 });
    const turns = [0, 1, 2].map((index) => stepEnded({ iterations: [{ block: 'cycles', index }] }));
    await expect(storage.commitRecord(record(id, 1, ...turns, executionEnded()))).rejects.toEqual(
      code('PROTOCOL_ERROR'),
    );
  });

  it('refuses FAIL when a step ended by a fault', async () => {
    const id = await accepted();
    const end = executionEnded({ verdict: 'FAIL', hadFailure: true, endReason: 'failedStop' });
    const faulty = record(id, 1, stepEnded({ status: 'failed' }), stepEnded({ name: 'x', status: 'error' }), end);
    await expect(storage.commitRecord(faulty)).rejects.toEqual(code('PROTOCOL_ERROR'));
    expect((await storage.commitRecord(record(id, 1, stepEnded({ status: 'failed' }), end))).closed?.verdict).toBe(
      'FAIL',
    );
  });
});

describe('an execution whose worker died', () => {
  const crash = { state: 'interrupted', verdict: 'ERROR', endReason: 'crashed', at: AT } as const;
  const error = { code: 'WORKER_CRASHED', message: 'exit code 137' } as const;

  it('is closed with the step that was running, each with the next number', async () => {
    const id = await accepted();
    await storage.commitRecord(record(id, 1, stepEnded({ status: 'failed' })));
    const interruptedStep = { name: 'second', group: 'main', index: 1, attempt: 1, startedAt: AT } as const;
    const closed = await storage.closeExecution({ id, ...crash, error, interruptedStep });
    expect(closed?.execution).toMatchObject({
      state: 'interrupted',
      verdict: 'ERROR',
      hadFailure: true,
      lastSeq: 3,
      error,
    });
    expect(closed?.interrupted).toMatchObject([{ seq: 2, step: { name: 'second', status: 'interrupted' } }]);
    expect((await storage.getExecution(id))?.steps.map(({ status }) => status)).toEqual(['failed', 'interrupted']);
  });

  it('marks an actuating step that had begun as interrupted, once, in its turn of the loop', async () => {
    const id = await accepted();
    const iterations = [{ block: 'cycles', index: 4 }];
    await storage.commitRecord(record(id, 1, stepStarted({ name: 'power', iterations })));
    const interruptedStep = { name: 'power', group: 'main', index: 0, attempt: 1, iterations } as const;
    const closed = await storage.closeExecution({ id, ...crash, interruptedStep });
    expect(closed?.interrupted).toMatchObject([{ step: { name: 'power', status: 'interrupted', iterations } }]);
    expect(closed?.execution.lastSeq).toBe(3);
    expect((await storage.getExecution(id))?.steps).toMatchObject([{ status: 'interrupted', iterations }]);
  });

  it('keeps the end that came first', async () => {
    const id = await accepted();
    await storage.commitRecord(record(id, 1, stepEnded(), executionEnded()));
    expect(await storage.closeExecution({ id, ...crash })).toBeNull();
    expect((await storage.getExecution(id))?.verdict).toBe('PASS');
  });

  it('is found open at the next start when the service died too', async () => {
    const id = await accepted();
    await storage.commitRecord(record(id, 1, stepEnded()));
    storage = await temp.reopen();
    expect(await storage.openExecutions()).toContainEqual(expect.objectContaining({ id, state: 'running' }));
    expect((await storage.getExecution(id))?.steps).toHaveLength(1);
  });
});

it('counts the epochs of each batch across restarts', async () => {
  expect([await storage.nextEpoch('a'), await storage.nextEpoch('a'), await storage.nextEpoch('b')]).toEqual([1, 2, 1]);
  storage = await temp.reopen();
  expect(await storage.nextEpoch('a')).toBe(3);
});

it('refuses calls after it was closed, and may be closed twice', async () => {
  await using other = await openTempStorage(threads);
  await other.storage[Symbol.asyncDispose]();
  await other.storage[Symbol.asyncDispose]();
  await expect(other.storage.nextEpoch('a')).rejects.toEqual(code('STORAGE_FAILED'));
});

it('does not open what is no database, and says so', async () => {
  const missing = { writerEntry: join(threads.dir, 'no-such-thread.mjs'), readerEntry: threads.readerEntry };
  await expect(Storage.open({ dataDir: temp.dataDir, ...missing })).rejects.toEqual(code('STORAGE_FAILED'));
  await expect(
    Storage.open({ dataDir: join(temp.dataDir, 'nowhere'), ...missing, writerEntry: threads.writerEntry }),
  ).rejects.toEqual(code('STORAGE_FAILED'));
});
