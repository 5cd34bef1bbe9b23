import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '@neurohub/contracts/errors';
import type { FloorSnapshot } from '@neurohub/contracts/hub-live';
import type { Namespace, Socket } from 'socket.io';
import { clientOf } from '../api/addresses.ts';
import { failureOf } from '../api/envelope.ts';
import { assertMay } from '../api/require-roles.ts';
import type { People } from '../auth/people.ts';
import type { Logger } from '../hub-log.ts';
import { FLOOR_ROOM } from './floor-voice.ts';
import { letGoWhenStalled } from './let-go-when-stalled.ts';
import { refusal } from './refusal.ts';

/** Each costs memory and a copy of every change. */
const MOST_DASHBOARDS = 500;
/** Whoever signs out, or is removed, sees the floor for no longer than this. */
const ASK_AGAIN_MS = 30_000;

export interface FloorNamespaceParts {
  people: Pick<People, 'identify'>;
  log: Logger;
  snapshot(): Promise<FloorSnapshot>;
}

/** Dashboards: who may look gets a snapshot, then changes. They say nothing but `subscribe`. */
export function serveFloor(namespace: Namespace, parts: FloorNamespaceParts): AsyncDisposable {
  namespace.use((socket, next) => {
    admit(namespace, socket, parts).then(
      () => next(),
      (thrown: unknown) => next(refusal(thrown)),
    );
  });
  namespace.on('connection', (socket) => {
    letGoWhenStalled(socket, parts.log);
    socket.on('subscribe', (...args: unknown[]) => void subscribe(socket, args.at(-1), parts));
  });
  return askAgain(namespace, parts);
}

async function admit(namespace: Namespace, socket: Socket, { people }: FloorNamespaceParts): Promise<void> {
  if (namespace.sockets.size >= MOST_DASHBOARDS)
    throw new CodedError('NOT_READY', `${MOST_DASHBOARDS} dashboards look already`);
  assertMay(await people.identify(clientOf(socket.request)), 'viewer', 'the floor');
}

async function subscribe(socket: Socket, last: unknown, { snapshot, log }: FloorNamespaceParts): Promise<void> {
  const acknowledge = typeof last === 'function' ? (last as (answer: object) => void) : () => undefined;
  try {
    // Before the snapshot is made: nothing is missed between the two. What it has already is known by its number.
    await socket.join(FLOOR_ROOM);
    acknowledge({ success: true, data: await snapshot() });
  } catch (thrown) {
    log.warn({ err: thrown }, 'a dashboard got no snapshot');
    acknowledge(failureOf(thrown).body);
  }
}

function askAgain(namespace: Namespace, { people, log }: FloorNamespaceParts): AsyncDisposable {
  const ending = new AbortController();
  const asking = (async () => {
    for (;;) {
      await delay(ASK_AGAIN_MS, undefined, { signal: ending.signal, ref: false });
      for (const socket of namespace.sockets.values()) {
        const mayStay = await people.identify(clientOf(socket.request)).catch((err: unknown) => {
          // Asked again in the next round: a database that was away ends neither the look nor the look at the others.
          log.warn({ err }, 'it could not be seen whether a dashboard may still look');
          return true;
        });
        if (!mayStay) socket.disconnect(true);
      }
    }
  })().catch((err: unknown) => {
    if (!ending.signal.aborted) log.error({ err }, 'it is not looked any more whether dashboards may still look');
  });
  return {
    [Symbol.asyncDispose]: () => {
      ending.abort();
      return asking;
    },
  };
}
