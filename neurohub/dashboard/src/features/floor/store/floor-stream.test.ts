import { expect, test } from 'vitest';
import { AT, AT_MS, sampleAlarm, sampleFloorStation, sampleLiveBatch } from '../../../testing/sample-floor.ts';
import { EMPTY_FLOOR, type FloorMessage, nextFloor } from './floor-stream.ts';

const snapshot = (...stations: ReturnType<typeof sampleFloorStation>[]): FloorMessage => ({
  type: 'snapshot',
  snapshot: { at: AT, stations },
});
const known = nextFloor(EMPTY_FLOOR, snapshot(sampleFloorStation()), AT_MS).floor;
const change = (seq: number, extra: object = {}, streamId = 's1'): FloorMessage => ({
  type: 'change',
  ...{ at: AT, stationId: 'LINE_1' },
  change: { streamId, seq, at: AT, batches: [], ...extra },
});

test('a snapshot takes the place of everything, and tells how far the clocks are apart', () => {
  const { floor, needsSnapshot } = nextFloor(known, snapshot(sampleFloorStation({ stationId: 'B' })), AT_MS - 3_000);
  expect(needsSnapshot).toBe(false);
  expect(Object.keys(floor.stations)).toEqual(['B']);
  expect(floor).toMatchObject({ isKnown: true, clockOffsetMs: 3_000 });
});

test('the next change replaces the batches it names, takes away those that are gone, and keeps the rest', () => {
  const [two, three] = [
    sampleLiveBatch({ id: 'two', slot: 2 }),
    sampleLiveBatch({ id: 'three', slot: 3, processState: 'running' }),
  ];
  const start = nextFloor(EMPTY_FLOOR, snapshot(sampleFloorStation({ batches: [sampleLiveBatch(), three] })), AT_MS);
  const idle = { ...three, processState: 'idle' };
  const { floor } = nextFloor(start.floor, change(6, { batches: [idle, two], gone: ['slot_1'] }), AT_MS);
  expect(floor.stations['LINE_1']).toMatchObject({ seq: 6, batches: [{ id: 'two' }, { ...idle }] });
});

test('alarms are told as a whole, and stay where nothing is said of them', () => {
  const { floor } = nextFloor(known, change(6, { alarms: [sampleAlarm()] }), AT_MS);
  expect(floor.stations['LINE_1']?.alarms).toHaveLength(1);
  expect(nextFloor(floor, change(7), AT_MS).floor.stations['LINE_1']?.alarms).toHaveLength(1);
});

test('what is already known changes nothing', () => {
  expect(nextFloor(known, change(5, { gone: ['slot_1'] }), AT_MS)).toEqual({ floor: known, needsSnapshot: false });
});

test('a gap, another stream and an unknown station ask for a snapshot and change nothing', () => {
  const unknown = { ...change(6), stationId: 'OTHER' } as FloorMessage;
  for (const message of [change(7), change(6, {}, 's2'), unknown])
    expect(nextFloor(known, message, AT_MS)).toEqual({ floor: known, needsSnapshot: true });
});

test('a station that comes or goes is told as a whole', () => {
  const station = sampleFloorStation({ connected: false, seq: 9 });
  const { floor, needsSnapshot } = nextFloor(known, { type: 'station', at: AT, station }, AT_MS);
  expect(floor.stations['LINE_1']).toBe(station);
  expect(needsSnapshot).toBe(false);
});

test('a station that a newer snapshot has overtaken changes nothing', () => {
  const station = sampleFloorStation({ connected: false, seq: 4 });
  expect(nextFloor(known, { type: 'station', at: AT, station }, AT_MS)).toEqual({ floor: known, needsSnapshot: false });
});

test('a change after a loss of the link shows that the station is there again', () => {
  const lost = nextFloor(known, { type: 'station', at: AT, station: sampleFloorStation({ connected: false }) }, AT_MS);
  const { floor } = nextFloor(lost.floor, change(6), AT_MS);
  expect(floor.stations['LINE_1']).toMatchObject({ connected: true, heardAt: AT });
});
