import { CodedError } from '@neurohub/contracts/errors';
import type { RemoteStart } from '@neurohub/contracts/hub-live';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RemoteStarts } from './remote-starts.ts';
import { EXECUTION_ID } from './sample-batch.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-05-17T08:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

const ID = '11111111-1111-4111-8111-111111111111';
const question = (change: Partial<RemoteStart> = {}): RemoteStart => ({
  ...{ requestId: ID, by: 'Lee', batchId: 'b1', dut: { serialNumber: 'PCB-1' } },
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
  ...change,
});

function bench({ isAllowed = true }: { isAllowed?: boolean } = {}) {
  const allowed = { isAllowed };
  const shown: string[][] = [];
  const onAnswer = vi.fn();
  const starts: RemoteStarts = new RemoteStarts({
    ...{ isAllowed: () => allowed.isAllowed, onAnswer },
    lastExecutionId: (batchId) => {
      if (batchId === 'b1') return EXECUTION_ID;
      throw new CodedError('BATCH_NOT_FOUND', `no batch "${batchId}"`);
    },
    clock: { wallIso: () => new Date().toISOString() },
    events: { emit: () => void shown.push(starts.views.map(({ id }) => id)) },
  });
  return { starts, shown, allowed, onAnswer };
}
const start = async () => ({ executionId: EXECUTION_ID });

it.each([
  ['the station does not allow it', { isAllowed: false }, {}, 'remote_start'],
  ['it came too late', {}, { expiresAt: '2026-05-17T07:59:59.000Z' }, 'had expired'],
  ['it would wait for days', {}, { expiresAt: '2026-05-19T08:00:00.000Z' }, 'an hour'],
  ['there is no such batch', {}, { batchId: 'b9' }, 'no batch "b9"'],
  ['something else was tested meanwhile', {}, { lastExecutionId: null }, 'something else'],
])('refuses when %s', (_when, options, change, reason) => {
  const { starts, shown } = bench(options);
  const answer = starts.ask(question(change));
  expect(answer).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(reason) });
  expect(shown).toEqual([]);
});

it('shows the question, and answers a repeat as the first time', () => {
  const { starts, shown } = bench();
  const asked = question({ lastExecutionId: EXECUTION_ID });
  expect([starts.ask(asked), starts.ask(asked)]).toMatchObject([{ outcome: 'asked' }, { outcome: 'asked' }]);
  expect(shown).toEqual([[ID]]);
  const other = question({ requestId: '22222222-2222-4222-8222-222222222222' });
  expect(starts.ask(other)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('another question') });
});

it('starts once it is confirmed, however often that is said, and has the answer for NeuroHub', async () => {
  const { starts, shown, onAnswer } = bench();
  starts.ask(question());
  const begin = vi.fn(start);
  const settled = await Promise.all([1, 2].map(() => starts.confirm({ id: ID, by: 'Kim' }, begin)));
  expect(await starts.confirm({ id: ID, by: 'Kim' }, begin)).toEqual(settled[0]);
  expect(begin).toHaveBeenCalledOnce();
  const answer = { requestId: ID, outcome: 'confirmed', by: 'Kim', executionId: EXECUTION_ID };
  expect([starts.untold, shown.at(-1), onAnswer.mock.calls.length]).toEqual([answer, [], 1]);
  expect(starts.ask(question())).toEqual(answer);
  starts.told(ID);
  expect(starts.untold).toBeUndefined();
  expect(() => starts.decline({ id: ID, by: 'Kim' })).toThrow('no remote start');
});

it('waits on when it cannot be started, and expires when its time has come meanwhile', async () => {
  const { starts, shown } = bench();
  starts.ask(question());
  const refuse = () => Promise.reject(new CodedError('BATCH_NOT_RUNNING', 'not running'));
  await expect(starts.confirm({ id: ID, by: 'Kim' }, refuse)).rejects.toThrow('not running');
  expect(starts.views).toHaveLength(1);
  const slow = Promise.withResolvers<{ executionId: string }>();
  const confirmed = starts.confirm({ id: ID, by: 'Kim' }, () => slow.promise);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(starts.views).toHaveLength(1);
  slow.reject(new Error('no'));
  await expect(confirmed).rejects.toThrow('no');
  expect([starts.untold?.outcome, shown.at(-1)]).toEqual(['expired', []]);
});

it('expires, is declined, or is withdrawn when the station allows none any more', async () => {
  const { starts, allowed } = bench();
  starts.ask(question());
  await vi.advanceTimersByTimeAsync(60_001);
  expect(starts.untold).toEqual({ requestId: ID, outcome: 'expired' });
  await expect(starts.confirm({ id: ID, by: 'Kim' }, start)).rejects.toThrow('no remote');
  const second = question({ requestId: '22222222-2222-4222-8222-222222222222' });
  starts.ask(second);
  expect(starts.decline({ id: second.requestId, by: 'Kim' })).toEqual({ id: second.requestId, outcome: 'declined' });
  const third = question({ requestId: '33333333-3333-4333-8333-333333333333' });
  starts.ask(third);
  allowed.isAllowed = false;
  starts.withdraw();
  expect(starts.ask(third)).toMatchObject({ outcome: 'refused' });
  expect(starts.views).toEqual([]);
});
