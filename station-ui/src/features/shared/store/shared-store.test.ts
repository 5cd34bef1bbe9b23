import type { SharedInstrument } from '@neurohub/contracts/rest';
import { expect, it, vi } from 'vitest';
import { sampleBatch } from '../../../testing/sample-views.ts';
import { createSharedStore, loadShared, type SharedApi, sharesSomething, takeAway } from './shared-store.ts';

const chamber = (batchId: string | null): SharedInstrument => ({
  id: 'chamber_1',
  batches: ['b1', 'b2'],
  holder: batchId === null ? null : { batchId, executionId: null, step: 'heat', token: 1, since: '' },
  waiting: [],
});

it('shows what came of the newest request, however late others answer', async () => {
  const store = createSharedStore();
  const slow = Promise.withResolvers<SharedInstrument[]>();
  const first = loadShared(store, { fetch: () => slow.promise, break: async () => undefined });
  await loadShared(store, { fetch: async () => [chamber('b2')], break: async () => undefined });
  slow.resolve([chamber('b1')]);
  await first;
  expect(store.getState().instruments[0]?.holder?.batchId).toBe('b2');
});

it('keeps what it knows when the station does not answer', async () => {
  const store = createSharedStore();
  await loadShared(store, { fetch: async () => [chamber('b1')], break: async () => undefined });
  await loadShared(store, { fetch: () => Promise.reject(new Error('away')), break: async () => undefined });
  expect(store.getState()).toMatchObject({ instruments: [{ id: 'chamber_1' }], problem: { message: 'away' } });
});

it('takes an instrument away with the reason, and reads anew; a refusal is shown', async () => {
  const store = createSharedStore();
  const api = { fetch: async () => [chamber(null)], break: vi.fn<SharedApi['break']>(async () => undefined) };
  await takeAway(store, api, { id: 'chamber_1', reason: 'forgotten' });
  expect(api.break).toHaveBeenCalledWith('chamber_1', 'forgotten');
  expect(store.getState()).toMatchObject({ instruments: [{ holder: null }], problem: null });
  api.break.mockRejectedValueOnce(new Error('no'));
  await takeAway(store, api, { id: 'chamber_1', reason: 'again' });
  expect(store.getState().problem).toMatchObject({ message: 'no' });
});

it('is asked for only by batches that share something', () => {
  expect(sharesSomething(sampleBatch())).toBe(false);
  expect(sharesSomething(sampleBatch({ hardware: { oven: { connected: false, instrument: 'chamber_1' } } }))).toBe(
    true,
  );
});
