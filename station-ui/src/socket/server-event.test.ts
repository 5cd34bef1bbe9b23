import { isStale, STALE_AFTER_MS } from '@neurohub/ui-kit/lib/connection-state';
import { EXECUTION_ID, sampleStepRecord } from '@neurohub/ui-kit/testing/sample-records';
import { expect, it } from 'vitest';
import { sampleBatch } from '../testing/sample-views.ts';
import { createConnectionStore, enterLive, leaveLive } from './connection-store.ts';
import { parseServerEvent } from './server-event.ts';

it('gives a typed event for what the contract allows', () => {
  const payload = { kind: 'ended', batchId: 'slot_1', executionId: EXECUTION_ID, seq: 2, step: sampleStepRecord('a') };
  expect(parseServerEvent('step_progress', payload)).toEqual({ name: 'step_progress', payload });
  expect(parseServerEvent('batch_status', { batch: sampleBatch() })?.name).toBe('batch_status');
});

it('gives nothing for what it does not', () => {
  expect(parseServerEvent('step_progress', { kind: 'ended', seq: -1 })).toBeNull();
  expect(parseServerEvent('batch_status', null)).toBeNull();
});

it('calls data stale only after a while without the service, and never before the first snapshot', () => {
  const store = createConnectionStore(0);
  leaveLive(store, 100);
  expect(store.getState().phase).toBe('connecting');
  enterLive(store, 200);
  leaveLive(store, 1_000);
  expect(isStale(store.getState(), 1_000 + STALE_AFTER_MS)).toBe(false);
  expect(isStale(store.getState(), 1_001 + STALE_AFTER_MS)).toBe(true);
});
