/**
 * The one live connection to NeuroHub: subscribes, parses, hands on. Reconnects for ever with growing pauses. Each connect, and each
 * event that leaves a gap, asks for a snapshot; at most one request is under way.
 */
import { FLOOR_EVENTS, floorSnapshotSchema, LIVE_NAMESPACES } from '@neurohub/contracts/hub-live';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { io } from 'socket.io-client';
import * as z from 'zod';
import { countMalformed, type FloorStore, loseLink, takeAnswer, takeMessage } from '../store/floor-store.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const ACK_TIMEOUT_MS = 5_000;
/** A server whose numbers never fit must not be flooded with requests. */
const SNAPSHOT_PAUSE_MS = 300;

/** The snapshot alone, or in the envelope of REST. */
const subscribedSchema = z.union([successOf(floorSnapshotSchema), floorSnapshotSchema, failureSchema]);

/** `onRefused`: each time that a connection did not come about; it may be that nobody is signed in any more. */
export function connectFloor(store: FloorStore, onRefused: () => void): { close(): void } {
  const socket = io(LIVE_NAMESPACES.floor, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: FIRST_PAUSE_MS,
    reconnectionDelayMax: LONGEST_PAUSE_MS,
  });
  let isAsking = false;
  let askAgain = false;

  const askForSnapshot = async (): Promise<void> => {
    askAgain = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      const answer: unknown = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('subscribe', {});
      const snapshot = snapshotIn(answer);
      if (snapshot) takeMessage(store, { type: 'snapshot', snapshot }, Date.now());
      else {
        countMalformed(store);
        askAgain = true;
      }
    } catch {
      // No answer in time. A lost connection asks again when it is back.
      askAgain = socket.connected;
    } finally {
      isAsking = false;
    }
    if (askAgain) setTimeout(() => socket.connected && void askForSnapshot(), SNAPSHOT_PAUSE_MS);
  };

  const on = <N extends keyof typeof FLOOR_EVENTS>(
    name: N,
    take: (payload: z.output<(typeof FLOOR_EVENTS)[N]>) => boolean,
  ) =>
    socket.on(name as string, (payload: unknown) => {
      const parsed = FLOOR_EVENTS[name].safeParse(payload);
      if (!parsed.success) countMalformed(store);
      else if (take(parsed.data as z.output<(typeof FLOOR_EVENTS)[N]>)) void askForSnapshot();
    });

  socket.on('connect', () => void askForSnapshot());
  socket.on('connect_error', onRefused);
  socket.on('disconnect', (reason) => {
    loseLink(store, Date.now());
    // The one reason after which the library does not reconnect by itself.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), FIRST_PAUSE_MS);
  });
  on('station', (payload) => takeMessage(store, { type: 'station', ...payload }, Date.now()));
  on('change', (payload) => takeMessage(store, { type: 'change', ...payload }, Date.now()));
  on('remote_start_answer', (answer) => {
    takeAnswer(store, answer);
    return false;
  });
  return { close: () => void socket.disconnect() };
}

function snapshotIn(answer: unknown): z.output<typeof floorSnapshotSchema> | null {
  const { data } = subscribedSchema.safeParse(answer);
  if (data === undefined) return null;
  if ('stations' in data) return data;
  return data.success ? data.data : null;
}
