import type { CodedError } from '@neurohub/contracts/errors';
import type { RecordReply, RecordRequest, ResourceMessage } from '@neurohub/contracts/ipc';
import type { PlanHardware } from '@neurohub/contracts/record';
import type { CloseFailure, ResourceRequest } from '@neurohub/sequence-sdk/executor';
import { expect, test, vi } from 'vitest';
import { SharedLeases } from './shared-leases.ts';

const settings = (instrument: string, shared?: true): PlanHardware => ({
  ...{ driverModule: 'd.js', driverClass: 'D', config: {}, configTypes: {}, instrument },
  ...(shared && { shared }),
});
const hardware = { oven: settings('chamber_1', true), dmm: settings('b1.dmm') };

/** A worker whose station answers as told. Everything that happens is noted in one list. */
function bench(answer: (request: ResourceMessage) => object) {
  const notes: string[] = [];
  let requestId = '';
  const lane = {
    async request(message: RecordRequest): Promise<RecordReply> {
      notes.push(message.type);
      if (message.type !== 'REQUEST') return { type: 'NOTED' };
      requestId = message.requestId;
      return { requestId, ...answer(message) } as RecordReply;
    },
  };
  const leases = new SharedLeases({ lane, epoch: 1 });
  const failures: CloseFailure[] = [];
  const idle = Promise.withResolvers<void>();
  const failed = vi.fn<(error: CodedError) => void>();
  const host = {
    attach: async (ids: readonly string[]) => void notes.push(`attach ${ids.join()}`),
    detach: async (ids: readonly string[]) => {
      notes.push(`detach ${ids.join()}`);
      return failures;
    },
  };
  const resources = leases.resourcesFor({ executionId: null, hardware, host, untilIdle: () => idle.promise, failed });
  const stop = new AbortController();
  const queued = vi.fn();
  const asking: ResourceRequest = { step: 'heat', signal: stop.signal, queued };
  const acquire = () => resources.acquire(['chamber_1'], asking);
  return { acquire, asking, leases, resources, notes, host, stop, queued, failed, failures, idle, id: () => requestId };
}
const granted = () => ({ type: 'GRANTED', token: 1 });
const waiting = () => ({ type: 'QUEUED', waitingFor: [{ instrument: 'chamber_1', owner: 'b2' }] });

test('an instrument is connected after its lease is had, and disconnected before it is given back', async () => {
  const { acquire, notes } = bench(granted);
  await (await acquire()).release();
  expect(notes).toEqual(['REQUEST', 'attach oven', 'detach oven', 'RELEASE']);
});

test('a grant that comes later is waited for, and who has it is told', async () => {
  const { acquire, leases, queued, id, notes } = bench(waiting);
  const acquired = acquire();
  await vi.waitFor(() => expect(queued).toHaveBeenCalledWith('chamber_1 (b2)'));
  expect(notes).toEqual(['REQUEST']);
  leases.granted({ type: 'GRANT', commandId: '', requestId: id(), token: 2 });
  await acquired;
  expect(notes).toEqual(['REQUEST', 'attach oven']);
});

test('a grant that overtakes the word that it was queued is not missed', async () => {
  const parts: { leases?: SharedLeases } = {};
  const { acquire, leases } = bench((request) => {
    parts.leases?.granted({ type: 'GRANT', commandId: '', requestId: request.requestId, token: 2 });
    return waiting();
  });
  parts.leases = leases;
  await acquire();
});

test('what is refused is thrown, and nothing is connected', async () => {
  const { acquire, leases, queued, id, notes } = bench(waiting);
  const acquired = acquire();
  await vi.waitFor(() => expect(queued).toHaveBeenCalled());
  const error = { code: 'LEASE_BROKEN' as const, message: 'by Kim' };
  leases.granted({ type: 'GRANT', commandId: '', requestId: id(), error });
  await expect(acquired).rejects.toMatchObject({ code: 'LEASE_BROKEN', message: 'by Kim' });
  expect(notes).toEqual(['REQUEST', 'RELEASE']);
  expect(() => leases.granted({ type: 'GRANT', commandId: '', requestId: id(), token: 3 })).toThrow(
    expect.objectContaining({ code: 'LEASE_NOT_HELD' }),
  );
});

test('a wait that is given up is taken back', async () => {
  const { acquire, stop, queued, notes } = bench(waiting);
  const acquired = acquire();
  await vi.waitFor(() => expect(queued).toHaveBeenCalled());
  stop.abort(new Error('Stop'));
  await expect(acquired).rejects.toThrow('Stop');
  expect(notes).toEqual(['REQUEST', 'RELEASE']);
});

test('a lease is given back when its instrument cannot be connected', async () => {
  const { acquire, host, notes } = bench(granted);
  host.attach = () => Promise.reject(new Error('no route'));
  await expect(acquire()).rejects.toThrow('no route');
  expect(notes).toEqual(['REQUEST', 'RELEASE']);
});

test('a broken lease ends what uses it, and is let go when that has ended; once', async () => {
  const { acquire, leases, id, idle, failed, notes } = bench(granted);
  const lease = await acquire();
  leases.revoked({ type: 'REVOKE', commandId: '', requestId: id(), reason: 'broken by Kim' });
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'LEASE_BROKEN', message: 'broken by Kim' }));
  expect(notes).not.toContain('detach oven');
  idle.resolve();
  await vi.waitFor(() => expect(notes.at(-1)).toBe('RELEASE'));
  await lease.release();
  expect(notes).toEqual(['REQUEST', 'attach oven', 'detach oven', 'RELEASE']);
});

test('an instrument that could not be made safe is a fault of the execution, and is given back', async () => {
  const { acquire, failed, failures, notes } = bench(granted);
  failures.push({ hardware: 'oven', action: 'safeStop', error: { code: 'DRIVER_ERROR', message: 'relay stuck' } });
  await (await acquire()).release();
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'CLEANUP_FAILED' }));
  expect(notes.at(-1)).toBe('RELEASE');
});

test('the next lease is asked for when the last one has been given back', async () => {
  const { acquire, host, notes, leases } = bench(granted);
  const detached = Promise.withResolvers<CloseFailure[]>();
  host.detach = () => detached.promise;
  const lease = await acquire();
  void lease.release();
  const next = acquire();
  const settled = leases.settled();
  expect(notes).toEqual(['REQUEST', 'attach oven']);
  detached.resolve([]);
  await Promise.all([next, settled]);
  expect(notes).toEqual(['REQUEST', 'attach oven', 'RELEASE', 'REQUEST', 'attach oven']);
});

test('a place at a rendezvous is nothing that has to be given back', async () => {
  const { resources, asking, notes } = bench(granted);
  await resources.rendezvous('heat', asking);
  expect(notes).toEqual(['REQUEST']);
});
