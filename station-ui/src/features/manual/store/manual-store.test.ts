import type { ManualAnswer, ManualBody } from '@neurohub/contracts/rest';
import { RestError } from '@neurohub/ui-kit/lib/rest-client';
import { expect, it, vi } from 'vitest';
import { sampleBatch } from '../../../testing/sample-views.ts';
import { createManualController } from './manual-store.ts';

const AT = '2026-11-26T07:00:00.000Z';
const HOLD = { hold: '0a0a0a0a-0000-4000-8000-000000000000', since: AT, idleMs: 60_000 };
const CALL = { hardware: 'power', command: 'turnOn', params: { volts: 12 } };

function setUp() {
  const api = {
    take: vi.fn(async (_batchId: string) => HOLD),
    send: vi.fn(
      async (_batchId: string, _body: ManualBody): Promise<ManualAnswer> => ({ durationMs: 5, at: AT, value: 5 }),
    ),
    end: vi.fn(async (_batchId: string) => undefined),
    now: () => AT,
  };
  const manual = createManualController(api);
  return { api, manual, state: manual.store.getState };
}
const mine = sampleBatch({ id: 'b1', manual: { hardware: [], since: AT, atScreen: true } });

it('takes control, and carries out commands in its name', async () => {
  const { manual, state, api } = setUp();
  await manual.run(CALL);
  expect(api.send).not.toHaveBeenCalled();
  await manual.take('b1');
  manual.onBatch(mine);
  await manual.run(CALL);
  expect(api.send).toHaveBeenLastCalledWith('b1', { ...CALL, hold: HOLD.hold }, undefined);
  expect(state().lines).toMatchObject([{ ...CALL, answer: { value: 5 } }]);
  api.send.mockRejectedValueOnce(new RestError('DRIVER_ERROR', 'no answer'));
  await manual.run(CALL);
  expect(state()).toMatchObject({ running: null, lines: [{ problem: { code: 'DRIVER_ERROR' } }, { answer: {} }] });
});

it.each([
  ['is over', { manual: null }],
  ['is somebody else’s', { manual: { hardware: [], since: '2026-11-26T07:00:01.000Z', by: 'Kim' } }],
])('has nothing any more when the session of the batch %s', async (_what, change) => {
  const { manual, state } = setUp();
  await manual.take('b1');
  manual.onBatch(sampleBatch({ id: 'b2' }));
  expect(state().hold).not.toBeNull();
  manual.onBatch(sampleBatch({ id: 'b1', ...change }));
  expect(state().hold).toBeNull();
});

it('has nothing any more when the connection broke, and after it has made safe', async () => {
  const { manual, state, api } = setUp();
  await manual.take('b1');
  manual.onBroken();
  expect(state()).toMatchObject({ hold: null, left: { batchId: 'b1', state: 'broken' } });
  manual.onBatch(mine);
  expect(state().left?.state).toBe('broken');
  const lastManual = { at: AT, since: AT, cause: 'screenLost' } as const;
  manual.onBatch(sampleBatch({ id: 'b1', lastManual }));
  expect(state().left?.state).toBe('safe');
  await manual.take('b1');
  api.end.mockRejectedValueOnce(new RestError('CLEANUP_FAILED', 'power: no answer'));
  await manual.makeSafe('b1');
  expect(state()).toMatchObject({ hold: null, phase: 'quiet', problem: { code: 'CLEANUP_FAILED' } });
});

it('makes safe when its page is left, and says how that ended', async () => {
  const { manual, state, api } = setUp();
  await manual.leave('b1');
  expect(state().left).toBeNull();
  await manual.take('b1');
  await manual.leave('b1');
  expect(state().left).toEqual({ batchId: 'b1', since: AT, state: 'safe' });
  await manual.take('b1');
  api.end.mockRejectedValueOnce(new RestError('NO_ANSWER', ''));
  await manual.leave('b1');
  expect(state().left).toMatchObject({ state: 'unsure', problem: { code: 'NO_ANSWER' } });
});

it('says why control was not given', async () => {
  const { manual, state, api } = setUp();
  api.take.mockRejectedValueOnce(new RestError('MANUAL_HELD', 'Kim has manual control'));
  await manual.take('b1');
  expect(state()).toMatchObject({ hold: null, phase: 'quiet', problem: { code: 'MANUAL_HELD' } });
});

it('reads a value only while nothing else is under way, and a person waits for it', async () => {
  const { manual, api } = setUp();
  const read = { hardware: 'dmm', command: 'voltage', params: {} };
  expect(await manual.poll(read)).toBeNull();
  await manual.take('b1');
  const answer = Promise.withResolvers<ManualAnswer>();
  api.send.mockReturnValueOnce(answer.promise);
  const polled = manual.poll(read);
  expect(api.send).toHaveBeenLastCalledWith('b1', { ...read, hold: HOLD.hold, poll: true });
  const run = manual.run(CALL);
  await Promise.resolve();
  expect(api.send).toHaveBeenCalledTimes(1);
  expect(await manual.poll(read)).toBeNull();
  answer.resolve({ durationMs: 1, at: AT, value: 4 });
  await run;
  expect(await polled).toMatchObject({ value: 4 });
  expect(api.send).toHaveBeenCalledTimes(2);
});
