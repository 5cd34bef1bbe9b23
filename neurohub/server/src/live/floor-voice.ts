import type { FLOOR_EVENTS } from '@neurohub/contracts/hub-live';
import type { Namespace } from 'socket.io';
import type * as z from 'zod';

/** Whoever has subscribed. */
export const FLOOR_ROOM = 'floor';
export const stationRoom = (stationId: string) => `station:${stationId}`;

export type FloorEvent = keyof typeof FLOOR_EVENTS;
export type FloorPayload<E extends FloorEvent> = z.output<(typeof FLOOR_EVENTS)[E]>;

/** Says something to dashboards. */
export interface FloorVoice {
  /** To those of all instances. Resolves when it is on its way, so that nothing piles up behind a database that is slow. */
  tell<E extends FloorEvent>(event: E, payload: FloorPayload<E>): Promise<void>;
}

/** EVENT of the protocol of Socket.IO. */
const EVENT = 2;

/** `emit` of the namespace does not say when, and whether, it has told the other instances; its adapter does. */
export const floorVoice = (floor: Namespace): FloorVoice => ({
  tell: async (event, payload) => {
    const packet = { type: EVENT, data: [event, payload], nsp: floor.name };
    await floor.adapter.broadcast(packet, { rooms: new Set([FLOOR_ROOM]), except: new Set(), flags: {} });
  },
});

/**
 * Asks a station, whichever instance holds its link; the first answer counts, and no instance that may have died is waited for.
 * @returns undefined when nobody has answered in time
 */
export function askStation(
  stations: Namespace,
  { stationId, event, payload, withinMs }: { stationId: string; event: string; payload: object; withinMs: number },
): Promise<unknown> {
  const packet = { type: EVENT, data: [event, payload], nsp: stations.name };
  const options = { rooms: new Set([stationRoom(stationId)]), except: new Set<string>(), flags: { timeout: withinMs } };
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), withinMs);
    const answered = (answer: unknown) => {
      clearTimeout(timer);
      resolve(answer);
    };
    stations.adapter.broadcastWithAck(packet, options, () => undefined, answered);
  });
}
