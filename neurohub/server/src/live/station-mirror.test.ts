import type { LiveBatch, LiveChange } from '@neurohub/contracts/hub-live';
import { expect, it } from 'vitest';
import { StationMirror } from './station-mirror.ts';

const AT = '2026-05-17T08:00:00.000Z';
const batch = (id: string, slot: number, processState: LiveBatch['processState'] = 'idle'): LiveBatch => ({
  ...{ id, name: id, slot, processState, sequencePackage: 'pcb', execution: null },
});
const change = (seq: number, batches: LiveBatch[], more: Partial<LiveChange> = {}): LiveChange => ({
  ...{ streamId: 's1', seq, at: AT, batches },
  ...more,
});
const known = { streamId: 's1', seq: 5, at: AT, batches: [batch('a', 1), batch('b', 2)], alarms: [] };

it('goes on from its number with a station that still remembers what came after it', () => {
  const mirror = new StationMirror(known);
  expect(mirror.resume({ streamId: 's1', seq: 5 })).toBe(5);
  expect(mirror.resume({ streamId: 's1', seq: 2 })).toBe(5);
  expect(mirror.resume({ streamId: 's1', seq: 6 })).toBeNull();
  expect(mirror.resume({ streamId: 's2', seq: 0 })).toBeNull();
});

it('takes the next change, and neither one before it nor one after a gap or of another life', () => {
  const mirror = new StationMirror(known);
  expect(mirror.change(change(7, []))).toBe(false);
  expect(mirror.change(change(6, [], { streamId: 's2' }))).toBe(false);
  expect(mirror.change(change(5, [batch('a', 1, 'running')]))).toBe(true);
  expect(mirror.take()).toBeNull();
  expect(mirror.change(change(6, [batch('c', 1)], { gone: ['a'] }))).toBe(true);
  expect(mirror.take()).toEqual({
    known: { ...known, seq: 6, batches: [batch('c', 1), batch('b', 2)] },
    ...{ whole: false, batches: [batch('c', 1)], gone: ['a'], alarms: undefined },
  });
});

it('makes one of what comes faster than it is told on', () => {
  const mirror = new StationMirror(known);
  mirror.change(change(6, [batch('a', 1, 'running')], { alarms: [] }));
  mirror.change(change(7, [batch('b', 2, 'running')], { gone: ['a'] }));
  mirror.change(change(8, [batch('b', 2, 'stopping')]));
  expect(mirror.take()).toMatchObject({
    ...{ known: { seq: 8 }, batches: [{ id: 'b', processState: 'stopping' }], gone: ['a'], alarms: [] },
  });
  expect(mirror.take()).toBeNull();
});

it('tells with the next what could not be told, as it is by then', () => {
  const mirror = new StationMirror(known);
  mirror.change(change(6, [batch('a', 1, 'running')], { alarms: [] }));
  const told = mirror.take();
  mirror.change(change(7, [batch('b', 2, 'running')], { gone: ['a'] }));
  if (told) mirror.putBack(told);
  expect(mirror.isDirty).toBe(true);
  expect(mirror.take()).toMatchObject({ batches: [{ id: 'b' }], gone: ['a'], alarms: [], known: { seq: 7 } });
});

it('is told as a whole after a snapshot', () => {
  const mirror = new StationMirror(known);
  mirror.snapshot({ ...known, streamId: 's2', seq: 1 });
  expect(mirror.take()).toMatchObject({ whole: true, known: { streamId: 's2', seq: 1 } });
  expect(mirror.resume({ streamId: 's2', seq: 0 })).toBe(1);
});
