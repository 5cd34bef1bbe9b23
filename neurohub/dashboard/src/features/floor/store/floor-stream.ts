/** What NeuroHub tells of the floor, put together: a snapshot, then changes by their numbers. Pure. */
import type { FloorSnapshot, FloorStation, LiveChange } from '@neurohub/contracts/hub-live';

export interface FloorStream {
  /** False before the first snapshot. */
  readonly isKnown: boolean;
  readonly stations: Readonly<Record<string, FloorStation>>;
  /** What has to be added to this computer's clock for that of NeuroHub, in milliseconds. */
  readonly clockOffsetMs: number;
}

export type FloorMessage =
  | { readonly type: 'snapshot'; readonly snapshot: FloorSnapshot }
  | { readonly type: 'station'; readonly at: string; readonly station: FloorStation }
  | { readonly type: 'change'; readonly at: string; readonly stationId: string; readonly change: LiveChange };

export const EMPTY_FLOOR: FloorStream = { isKnown: false, stations: {}, clockOffsetMs: 0 };

/** `needsSnapshot`: something is missing between what is known and what came. */
export function nextFloor(
  floor: FloorStream,
  message: FloorMessage,
  nowMs: number,
): { floor: FloorStream; needsSnapshot: boolean } {
  switch (message.type) {
    case 'snapshot': {
      const { at, stations } = message.snapshot;
      const byId = Object.fromEntries(stations.map((station) => [station.stationId, station]));
      return { floor: { isKnown: true, stations: byId, clockOffsetMs: offset(at, nowMs) }, needsSnapshot: false };
    }
    case 'station': {
      const { station, at } = message;
      const known = floor.stations[station.stationId];
      // It was under way while a snapshot overtook it.
      if (known && known.streamId === station.streamId && station.seq < known.seq)
        return { floor, needsSnapshot: false };
      return { floor: withStation(floor, station, offset(at, nowMs)), needsSnapshot: !floor.isKnown };
    }
    case 'change':
      return withChange(floor, message, nowMs);
  }
}

function withChange(
  floor: FloorStream,
  { at, stationId, change }: Extract<FloorMessage, { type: 'change' }>,
  nowMs: number,
): { floor: FloorStream; needsSnapshot: boolean } {
  const station = floor.stations[stationId];
  if (!station || station.streamId !== change.streamId) return { floor, needsSnapshot: true };
  if (change.seq <= station.seq) return { floor, needsSnapshot: false };
  if (change.seq > station.seq + 1) return { floor, needsSnapshot: true };
  const changed = {
    ...station,
    ...{ seq: change.seq, at: change.at, heardAt: at, connected: true },
    batches: batchesAfter(station.batches, change),
    alarms: change.alarms ?? station.alarms,
  };
  return { floor: withStation(floor, changed, offset(at, nowMs)), needsSnapshot: false };
}

function batchesAfter(known: FloorStation['batches'], { batches, gone = [] }: LiveChange): FloorStation['batches'] {
  const changed = new Map(batches.map((batch) => [batch.id, batch]));
  const kept = known.filter(({ id }) => !gone.includes(id)).map((batch) => changed.get(batch.id) ?? batch);
  const isKnown = new Set(known.map(({ id }) => id));
  return [...kept, ...batches.filter(({ id }) => !isKnown.has(id))].sort((a, b) => a.slot - b.slot);
}

const withStation = (floor: FloorStream, station: FloorStation, clockOffsetMs: number): FloorStream => ({
  ...floor,
  clockOffsetMs,
  stations: { ...floor.stations, [station.stationId]: station },
});

const offset = (at: string, nowMs: number) => Date.parse(at) - nowMs;
