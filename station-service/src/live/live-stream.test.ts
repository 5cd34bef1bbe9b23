import type { Alarm } from '@neurohub/contracts/record';
import type { BatchView } from '@neurohub/contracts/rest';
import { expect, it } from 'vitest';
import { LiveStream } from './live-stream.ts';
import { AT, sampleBatch } from './sample-batch.ts';

const ALARM: Alarm = {
  ...{ id: '6f0a7d5e-0f51-4f3c-9d41-0c3d0f1b2a3c', code: 'DISK_LOW', priority: 'medium' },
  ...{ message: 'full', raisedAt: AT },
};

function bench() {
  const now: { batches: BatchView[]; alarms: Alarm[] } = {
    batches: [sampleBatch(), sampleBatch({ id: 'b2' })],
    alarms: [],
  };
  const stream = new LiveStream({
    ...{ stationId: 'st1', streamId: 's1', clock: { wallIso: () => AT } },
    ...{ batches: () => now.batches, alarms: () => now.alarms },
  });
  const change = (...batches: BatchView[]) => {
    now.batches = batches;
    stream.touch();
    return stream.next();
  };
  return { now, stream, change };
}

it('tells the whole of what has changed, under the next number, and nothing when nothing has', () => {
  const { stream, change, now } = bench();
  expect(stream.next()).toMatchObject({ seq: 1, batches: [{ id: 'b1' }, { id: 'b2' }] });
  expect(change(...now.batches)).toBeNull();
  const running = sampleBatch({ processState: 'running' });
  expect(change(running, sampleBatch({ id: 'b2' }))).toEqual({
    ...{ streamId: 's1', seq: 2, at: AT },
    batches: [{ ...stream.snapshot().batches[0], processState: 'running' }],
  });
});

it('makes one change of all that happened between two looks', () => {
  const { stream, now } = bench();
  stream.next();
  for (const processState of ['starting', 'running', 'idle', 'stopping'] as const) {
    now.batches = [sampleBatch({ processState }), sampleBatch({ id: 'b2' })];
    stream.touch();
  }
  expect(stream.next()).toMatchObject({ seq: 2, batches: [{ id: 'b1', processState: 'stopping' }] });
  expect(stream.next()).toBeNull();
});

it('tells which batches are gone, and all active alarms when one has come or gone', () => {
  const { stream, change, now } = bench();
  stream.next();
  now.alarms = [ALARM];
  expect(change(sampleBatch())).toMatchObject({ batches: [], gone: ['b2'], alarms: [ALARM] });
  now.alarms = [];
  expect(change(sampleBatch())).toMatchObject({ batches: [], alarms: [] });
});

it('tells again what was missed, as long as it remembers all of it', () => {
  const { stream, change } = bench();
  stream.next();
  for (let slot = 2; slot <= 40; slot += 1) change(sampleBatch({ slot }));
  expect(stream.from).toEqual({ streamId: 's1', seq: 8 });
  expect(stream.since(40)).toEqual([]);
  expect(stream.since(38)?.map(({ seq }) => seq)).toEqual([39, 40]);
  expect(stream.since(8)).toHaveLength(32);
  expect(stream.since(7)).toBeNull();
  expect(stream.since(41)).toBeNull();
});

it('gives a snapshot after which nothing is left to be told', async () => {
  const { stream, now } = bench();
  now.batches = [sampleBatch({ slot: 3 })];
  await stream.touched();
  expect(stream.snapshot()).toMatchObject({ stationId: 'st1', streamId: 's1', seq: 1, batches: [{ slot: 3 }] });
  expect(stream.next()).toBeNull();
  const touched = stream.touched();
  stream.touch();
  await touched;
});
