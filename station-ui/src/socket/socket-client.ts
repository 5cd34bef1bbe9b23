/**
 * The one connection to the service: subscribes, parses, hands on. Reconnects for ever with growing pauses.
 * Each connect, and each event that leaves a gap, asks for a snapshot; at most one request is under way.
 */
import { type Snapshot, subscribeAnswerSchema } from '@neurohub/contracts/events';
import { io } from 'socket.io-client';
import { parseServerEvent, SERVER_EVENT_NAMES, type ServerEvent } from './server-event.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const ACK_TIMEOUT_MS = 5_000;
/** A service whose numbers never fit must not be flooded with requests. */
const SNAPSHOT_PAUSE_MS = 300;

export interface SocketHandlers {
  onSnapshot(snapshot: Snapshot): void;
  /** Returns true when a snapshot is needed. */
  onEvent(event: ServerEvent): boolean;
  onDisconnect(): void;
  onMalformed(): void;
  /** Each time that a connection did not come about. */
  onRefused(): void;
}

export interface SocketClient {
  /** Sends what belongs to this connection, and gives the answer as it came. Rejects when there is none in time. */
  ask(event: string, payload: object): Promise<unknown>;
  close(): void;
}

export function connectSocket(handlers: SocketHandlers): SocketClient {
  const socket = io({
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
      const answer = subscribeAnswerSchema.safeParse(await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('subscribe', {}));
      if (answer.success && answer.data.success) handlers.onSnapshot(answer.data.data);
      else {
        handlers.onMalformed();
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

  socket.on('connect', () => void askForSnapshot());
  socket.on('connect_error', () => handlers.onRefused());
  socket.on('disconnect', (reason) => {
    handlers.onDisconnect();
    // The one reason after which the library does not reconnect by itself.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), FIRST_PAUSE_MS);
  });
  for (const name of SERVER_EVENT_NAMES) {
    socket.on(name, (payload: unknown) => {
      const event = parseServerEvent(name, payload);
      if (event === null) handlers.onMalformed();
      else if (handlers.onEvent(event)) void askForSnapshot();
    });
  }
  return {
    ask: (event, payload) => socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload),
    close: () => void socket.disconnect(),
  };
}
