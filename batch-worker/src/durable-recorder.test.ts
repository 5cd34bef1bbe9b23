import type { RecordEvent, RecordMessage, RecordReply } from '@neurohub/contracts/ipc';
import { expect, test } from 'vitest';
import { DurableRecorder } from './durable-recorder.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const event = (at = '2026-01-01T00:00:00.000Z'): RecordEvent => ({ type: 'executionStarted', at });
const notCommitted = (retry: boolean): RecordReply => ({
  ...{ type: 'NOT_COMMITTED', retry },
  error: { code: 'DISK_FULL', message: 'no room' },
});

/** A recorder whose service gives these answers, then commits. */
function recorder(
  answers: ((message: RecordMessage) => RecordReply | Promise<RecordReply>)[] = [],
  isLeaving = () => false,
) {
  const sent: RecordMessage[] = [];
  const transport = {
    async request(message: RecordMessage): Promise<RecordReply> {
      sent.push(message);
      const answer = answers.shift();
      if (answer) return answer(message);
      return { type: 'COMMITTED', executionId: ID, seq: message.firstSeq + message.events.length - 1 };
    },
  };
  return { recorder: new DurableRecorder(transport, { executionId: ID, epoch: 3, isLeaving }), sent };
}

test('numbers events from 1 and resolves with the committed number', async () => {
  const { recorder: r } = recorder();
  expect(await r.record(event())).toBe(1);
  expect(await r.record(event())).toBe(2);
});

test('what queued during a commit travels together', async () => {
  const { recorder: r, sent } = recorder();
  await Promise.all([r.record(event()), r.record(event()), r.record(event())]);
  expect(sent.map(({ firstSeq, events }) => [firstSeq, events.length])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test('never puts more into one record than a frame holds', async () => {
  const { recorder: r, sent } = recorder();
  const large = (n: number): RecordEvent => ({
    ...{ type: 'stepEnded', nextStepIndex: n },
    step: {
      ...{ name: `s${n}`, group: 'main', index: n, attempt: 1, status: 'error', durationMs: 1, measurements: [] },
      error: { code: 'STEP_THREW', message: 'x'.repeat(2_500_000) },
    },
  });
  await Promise.all(Array.from({ length: 6 }, (_, n) => r.record(large(n))));
  expect(sent.flatMap(({ events }) => events)).toHaveLength(6);
  expect(Math.max(...sent.map((message) => JSON.stringify(message).length))).toBeLessThan(8 * 1024 * 1024);
});

test('knows when the end of the execution is committed', async () => {
  const { recorder: r } = recorder();
  await r.record(event());
  expect(r.hasEnded).toBe(false);
  const verdict = { verdict: 'PASS', hadFailure: false, endReason: 'completed', durationMs: 1 } as const;
  await r.record({ type: 'executionEnded', state: 'completed', at: '2026-01-01T00:00:00.000Z', ...verdict });
  expect(r.hasEnded).toBe(true);
});

test('sends the same events again when the storage asks for patience', async () => {
  const { recorder: r, sent } = recorder([() => notCommitted(true)]);
  expect(await r.record(event())).toBe(1);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
});

test('FENCED rejects what waits and everything after it', async () => {
  const { recorder: r } = recorder([() => ({ type: 'FENCED', reason: 'a newer worker' })]);
  await expect(r.record(event())).rejects.toMatchObject({ code: 'FENCED' });
  await expect(r.record(event())).rejects.toMatchObject({ code: 'FENCED' });
  expect(await r.flush(1_000)).toBe(false);
});

test('an answer that will never change is a protocol error', async () => {
  const { recorder: r } = recorder([() => notCommitted(false)]);
  await expect(r.record(event())).rejects.toMatchObject({ code: 'PROTOCOL_ERROR', message: 'no room' });
});

test('flush waits for what was given without waiting', async () => {
  const { recorder: r, sent } = recorder();
  r.recordLater(event());
  r.recordLater(event());
  expect(await r.flush(1_000)).toBe(true);
  expect(sent.flatMap(({ events }) => events)).toHaveLength(2);
});

test('flush gives up in time, and at once when nobody will answer', async () => {
  const { recorder: r } = recorder([() => new Promise(() => undefined)]);
  r.recordLater(event());
  expect(await r.flush(10)).toBe(false);
  r.abandon('SERVICE_LOST', 'gone');
  expect(await r.flush(60_000)).toBe(false);
  await expect(r.record(event())).rejects.toMatchObject({ code: 'SERVICE_LOST' });
});

test('says in the record that the process is leaving', async () => {
  const { recorder: r, sent } = recorder([], () => true);
  await r.record(event());
  expect(sent[0]?.leaving).toBe(true);
});
