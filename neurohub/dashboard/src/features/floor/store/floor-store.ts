/** The floor and the link to it, as the screen knows them. */
import type { RemoteStartAnswer } from '@neurohub/contracts/hub-live';
import type { ConnectionState } from '@neurohub/ui-kit/lib/connection-state';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { EMPTY_FLOOR, type FloorMessage, type FloorStream, nextFloor } from './floor-stream.ts';

export interface FloorState {
  readonly stream: FloorStream;
  readonly connection: ConnectionState;
  /** What became of questions for a remote start, by their ids. */
  readonly answers: Readonly<Record<string, RemoteStartAnswer>>;
}
export type FloorStore = StoreApi<FloorState>;

export function createFloorStore(nowMs: number): FloorStore {
  return createStore<FloorState>(() => ({
    stream: EMPTY_FLOOR,
    connection: { phase: 'connecting', sinceMs: nowMs, malformedCount: 0 },
    answers: {},
  }));
}

/** True when a snapshot is needed. */
export function takeMessage(store: FloorStore, message: FloorMessage, nowMs: number): boolean {
  const { stream, connection } = store.getState();
  const { floor, needsSnapshot } = nextFloor(stream, message, nowMs);
  const isBack = message.type === 'snapshot' && connection.phase !== 'live';
  store.setState({
    stream: floor,
    ...(isBack && { connection: { ...connection, phase: 'live', sinceMs: nowMs } }),
  });
  return needsSnapshot;
}

export function loseLink(store: FloorStore, nowMs: number): void {
  const { connection } = store.getState();
  if (connection.phase === 'live')
    store.setState({ connection: { ...connection, phase: 'reconnecting', sinceMs: nowMs } });
}

export function countMalformed(store: FloorStore): void {
  const { connection } = store.getState();
  store.setState({ connection: { ...connection, malformedCount: connection.malformedCount + 1 } });
}

export function takeAnswer(store: FloorStore, answer: RemoteStartAnswer): void {
  store.setState(({ answers }) => ({ answers: { ...answers, [answer.requestId]: answer } }));
}
