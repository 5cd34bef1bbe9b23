import { randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type { ResourceMessage } from '@neurohub/contracts/ipc';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ResourceUser, SharedResources } from './shared-resources.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** A station with batches b1, b2 and b4 that share `chamber` and `meter`, and b3 that shares nothing. */
function station() {
  const shared = { a: 'chamber', b: 'meter' };
  const batches = [
    { id: 'b1', shared },
    { id: 'b2', shared },
    { id: 'b3', shared: {} },
    { id: 'b4', shared },
  ];
  const config = {
    batches,
    sharedHardware: { chamber: {}, meter: {} },
    rendezvous: { heat: { batches: ['b1', 'b2'], timeoutMs: 5_000 } },
  };
  const resources = new SharedResources({
    config: config as unknown as ConstructorParameters<typeof SharedResources>[0]['config'],
    lastToken: 100,
    clock: { wallIso: () => '2026-11-25T08:00:00.000Z' },
    onChange: () => undefined,
  });
  return resources;
}

/** A worker that takes every command, or answers as told. */
function worker(batchId: string, answer: () => Promise<unknown> = async () => ({})) {
  const told: unknown[] = [];
  const killed = vi.fn();
  const notes: string[] = [];
  const user = {
    batchId,
    command: (body: object) => {
      told.push(body);
      return answer();
    },
    kill: killed,
    note: (_level: string, message: string) => notes.push(message),
  } as unknown as ResourceUser;
  return { user, told, killed, notes };
}

function request(wanted: Pick<ResourceMessage, 'instruments' | 'rendezvous'>): ResourceMessage {
  return { type: 'REQUEST', epoch: 1, executionId: null, requestId: randomUUID(), step: 'heat', ...wanted };
}
const chamber = () => request({ instruments: ['chamber'] });
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('a lease', () => {
  test('is granted at once, or announced when it is there, with a larger token', async () => {
    const resources = station();
    const [one, two] = [worker('b1'), worker('b2')];
    const [first, second] = [chamber(), chamber()];
    expect(resources.request(first, one.user)).toMatchObject({ type: 'GRANTED', token: 101 });
    const waitingFor = [{ instrument: 'chamber', owner: 'b1' }];
    expect(resources.request(second, two.user)).toMatchObject({ type: 'QUEUED', waitingFor });
    resources.release(first.requestId);
    expect(two.told).toEqual([{ type: 'GRANT', requestId: second.requestId, token: 102 }]);
    expect(resources.request(second, two.user)).toMatchObject({ type: 'GRANTED', token: 102 });
  });

  test.each([
    ['an instrument of other batches', 'b3', { instruments: ['chamber'] }, 'INSTRUMENT_NOT_FOUND'],
    ['an instrument that is not shared', 'b1', { instruments: ['b1.psu'] }, 'INSTRUMENT_NOT_FOUND'],
    ['a rendezvous of other batches', 'b3', { rendezvous: 'heat' }, 'RENDEZVOUS_NOT_FOUND'],
  ])('is refused for %s', (_what, batchId, wanted, code) => {
    const { user } = worker(batchId);
    expect(station().request(request(wanted), user)).toMatchObject({ type: 'REFUSED', error: { code } });
  });

  test('is free when the process that had it is gone, and only what that process had', () => {
    const resources = station();
    const [dead, next, fresh] = [worker('b1'), worker('b2'), worker('b1')];
    resources.request(chamber(), dead.user);
    resources.request(request({ instruments: ['meter'] }), fresh.user);
    resources.request(chamber(), next.user);
    resources.left(dead.user);
    expect(next.told).toMatchObject([{ type: 'GRANT' }]);
    expect(resources.holderOf('meter')).toBe('b1');
  });

  test('goes on to the next when the one it was granted to has given it up', async () => {
    const resources = station();
    const [one, two, three] = [
      worker('b1'),
      worker('b2', () => Promise.reject(new CodedError('LEASE_NOT_HELD', 'no longer'))),
      worker('b4'),
    ];
    const first = chamber();
    resources.request(first, one.user);
    resources.request(chamber(), two.user);
    resources.request(chamber(), three.user);
    resources.release(first.requestId);
    await settled();
    expect(three.told).toMatchObject([{ type: 'GRANT' }]);
    expect(two.killed).not.toHaveBeenCalled();
  });

  test('stays with a worker that does not answer its grant, until that worker is ended', async () => {
    const resources = station();
    const [one, deaf] = [worker('b1'), worker('b2', () => Promise.reject(new CodedError('WORKER_TIMEOUT', 'silence')))];
    const first = chamber();
    resources.request(first, one.user);
    resources.request(chamber(), deaf.user);
    resources.release(first.requestId);
    await settled();
    expect(deaf.killed).toHaveBeenCalledOnce();
    expect(resources.holderOf('chamber')).toBe('b2');
    resources.left(deaf.user);
    expect(resources.holderOf('chamber')).toBeUndefined();
  });
});

describe('breaking a lease', () => {
  const body = { reason: 'forgotten', operator: 'Kim' };

  test('tells the holder, and gives the instrument to nobody before it lets go', () => {
    const resources = station();
    const [one, two] = [worker('b1'), worker('b2')];
    const first = chamber();
    resources.request(first, one.user);
    resources.request(chamber(), two.user);
    expect(resources.breakLease('chamber', body)).toMatchObject({ holder: { batchId: 'b1' } });
    const reason = 'the lease of "chamber" was broken by Kim: forgotten';
    expect(one.told).toEqual([{ type: 'REVOKE', requestId: first.requestId, reason }]);
    expect(one.notes).toEqual([reason]);
    resources.breakLease('chamber', body);
    expect([one.told.length, two.told.length]).toEqual([1, 0]);
    resources.release(first.requestId);
    expect(two.told).toMatchObject([{ type: 'GRANT' }]);
    vi.advanceTimersByTime(60_000);
    expect(one.killed).not.toHaveBeenCalled();
  });

  test('ends a worker that does not let go', () => {
    const resources = station();
    const { user, killed } = worker('b1');
    resources.request(chamber(), user);
    resources.breakLease('chamber', body);
    vi.advanceTimersByTime(14_999);
    expect(killed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(killed).toHaveBeenCalledOnce();
    expect(resources.holderOf('chamber')).toBe('b1');
  });

  test('takes it from one that waits for another instrument still, at once', () => {
    const resources = station();
    const [one, two, three] = [worker('b1'), worker('b2'), worker('b4')];
    resources.request(request({ instruments: ['meter'] }), one.user);
    const both = request({ instruments: ['meter', 'chamber'] });
    resources.request(both, two.user);
    resources.request(chamber(), three.user);
    resources.breakLease('chamber', body);
    expect(two.told).toMatchObject([{ type: 'GRANT', requestId: both.requestId, error: { code: 'LEASE_BROKEN' } }]);
    expect(three.told).toMatchObject([{ type: 'GRANT' }]);
  });

  test('does nothing where nobody has it, and names what there is where it does not exist', () => {
    expect(station().breakLease('chamber', body)).toMatchObject({ holder: null, waiting: [] });
    expect(() => station().breakLease('chambre', body)).toThrow(
      'no shared instrument "chambre"; there are: chamber, meter',
    );
  });
});

describe('a rendezvous', () => {
  const heat = () => request({ rendezvous: 'heat' });

  test('lets everybody begin when the last is there', () => {
    const resources = station();
    const [one, two] = [worker('b1'), worker('b2')];
    const first = heat();
    expect(resources.request(first, one.user)).toMatchObject({
      ...{ type: 'QUEUED', waitingFor: [{ instrument: 'heat', owner: 'b2' }] },
    });
    expect(resources.request(heat(), two.user)).toMatchObject({ type: 'GRANTED' });
    expect(one.told).toMatchObject([{ type: 'GRANT', requestId: first.requestId, token: expect.any(Number) }]);
    vi.advanceTimersByTime(60_000);
    expect(one.told).toHaveLength(1);
  });

  test('is over with an error for whoever waited too long, and for nobody else', () => {
    const resources = station();
    const [one, two] = [worker('b1'), worker('b2')];
    resources.request(heat(), one.user);
    vi.advanceTimersByTime(5_000);
    expect(one.told).toMatchObject([
      { type: 'GRANT', error: { code: 'RENDEZVOUS_TIMEOUT', details: { missing: ['b2'] } } },
    ]);
    expect(resources.request(heat(), two.user)).toMatchObject({ type: 'QUEUED' });
  });

  test('waits for one that has left again', () => {
    const resources = station();
    const [one, two] = [worker('b1'), worker('b2')];
    resources.request(heat(), one.user);
    resources.left(one.user);
    expect(resources.request(heat(), two.user)).toMatchObject({ type: 'QUEUED' });
  });
});
