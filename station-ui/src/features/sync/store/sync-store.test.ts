import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { expect, it } from 'vitest';
import { createSyncStore, loadSync, lookOf } from './sync-store.ts';

const lane = { pending: 0, sentSinceStart: 0, lastSentAt: null };
const status = (state: SyncStatus['state'], quarantined = 0): SyncStatus => ({
  ...{ state, url: 'https://hub', lastContactAt: null, nextAttemptAt: null, attempts: 0, problem: null, live: 'off' },
  queue: { pending: 0, pendingContents: 0, quarantined, oldestAt: null, bytes: 0 },
  lanes: { verdicts: lane, attachments: lane, logs: lane },
});

it('asks for attention when a person has to act, whatever is being sent', () => {
  expect(['online', 'sending', 'off', 'retrying', 'paused'].map((s) => lookOf(status(s as 'online')))).toEqual([
    ...['well', 'well', 'well', 'waiting', 'attention'],
  ]);
  expect(lookOf(status('sending', 1))).toBe('attention');
});

it('keeps what it knows when the station does not answer', async () => {
  const store = createSyncStore();
  await loadSync(store, { status: async () => status('online') });
  await loadSync(store, { status: () => Promise.reject(new Error('away')) });
  expect(store.getState().status?.state).toBe('online');
});

it('believes what the socket has told rather than an answer that was asked for before', async () => {
  const store = createSyncStore();
  const late = Promise.withResolvers<SyncStatus>();
  const loading = loadSync(store, { status: () => late.promise });
  store.setState({ status: status('sending') });
  late.resolve(status('retrying'));
  await loading;
  expect(store.getState().status?.state).toBe('sending');
});
