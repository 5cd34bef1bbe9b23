import type { RemoteStartAnswer } from '@neurohub/contracts/hub-live';
import { STATION_EVENTS, stationHandshakeSchema } from '@neurohub/contracts/hub-live';
import type { Namespace, Socket } from 'socket.io';
import type * as z from 'zod';
import { failureOf, validationError } from '../api/envelope.ts';
import type { Logger } from '../hub-log.ts';
import type { Stations } from '../stations/stations.ts';
import { stationRoom } from './floor-voice.ts';
import type { Held, Links } from './links.ts';
import type { LetIn } from './live-rows.ts';
import { refusal } from './refusal.ts';

/** Of one station. More than ten times what an honest one says. */
const MOST_FRAMES_A_SECOND = 50;

export interface StationNamespaceParts {
  stations: Pick<Stations, 'enter'>;
  links: Links;
  log: Logger;
  onAnswer(stationId: string, answer: RemoteStartAnswer): Promise<void>;
  onFrame(outcome: 'taken' | 'gap' | 'bad'): void;
}

type Acknowledge = (answer: object) => void;
type Frames = { [E in keyof typeof STATION_EVENTS]: z.output<(typeof STATION_EVENTS)[E]> };

/** The stations' end of the live link. One link for each; a newer one takes the place of the one before. */
export function serveStations(namespace: Namespace, parts: StationNamespaceParts): void {
  namespace.use((socket, next) => {
    enter(socket, parts).then(
      () => next(),
      (thrown: unknown) => next(refusal(thrown)),
    );
  });
  namespace.on('connection', (socket) => serveStation(namespace, socket, parts));
}

async function enter(socket: Socket, { stations }: StationNamespaceParts): Promise<void> {
  const { data, error } = stationHandshakeSchema.safeParse(socket.handshake.auth);
  if (!data) throw validationError('auth', problemsOf(error));
  const { id, keyId, installId } = await stations.enter(data);
  // The key is of no use any more, and what the socket keeps goes to other instances.
  socket.handshake.auth = {};
  socket.data = { id, keyId, installId } satisfies LetIn;
}

function serveStation(namespace: Namespace, socket: Socket, parts: StationNamespaceParts): void {
  const station = socket.data as LetIn;
  const { id: stationId } = station;
  const { links, log } = parts;
  const held = takeOver(namespace, socket, { station, links });
  held.catch((err: unknown) => {
    log.warn({ err, stationId }, 'a live link could not be taken');
    socket.disconnect(true);
  });
  socket.on('disconnect', () => void held.then((one) => links.drop(one)).catch(() => undefined));
  const isFlood = floodGate();
  socket.onAny((event: string, ...args: unknown[]) => {
    const acknowledge = args.findLast((arg) => typeof arg === 'function') as Acknowledge | undefined;
    const refuse = (thrown: unknown) => {
      parts.onFrame('bad');
      log.warn({ err: thrown, stationId, event }, 'a station has said what cannot be; its line is ended');
      acknowledge?.(failureOf(thrown).body);
      socket.disconnect(true);
    };
    if (isFlood()) return refuse(new Error(`more than ${MOST_FRAMES_A_SECOND} messages in a second`));
    held.then(async (one) => acknowledge?.(await take(parts, one, { event, payload: args[0] }))).catch(refuse);
  });
}

/** The newest wins: lines that it has elsewhere, on whichever instance, are ended. */
async function takeOver(
  namespace: Namespace,
  socket: Socket,
  { station, links }: { station: LetIn; links: Links },
): Promise<Held> {
  const room = stationRoom(station.id);
  await socket.join(room);
  namespace.in(room).except(socket.id).disconnectSockets(true);
  return links.take(station, () => socket.disconnect(true));
}

/** Gives the acknowledgement. @throws for a frame that no station may send */
async function take(
  { links, onAnswer, onFrame }: StationNamespaceParts,
  { stationId, mirror }: Held,
  { event, payload }: { event: string; payload: unknown },
): Promise<object> {
  if (!Object.hasOwn(STATION_EVENTS, event)) return failed('UNKNOWN_MESSAGE_TYPE', `unknown event "${event}"`);
  const name = event as keyof Frames;
  const { data, error } = STATION_EVENTS[name].safeParse(payload);
  if (!data) throw validationError(event, problemsOf(error));
  const frame = { name, data } as { [E in keyof Frames]: { name: E; data: Frames[E] } }[keyof Frames];
  switch (frame.name) {
    case 'live_resume': {
      const seq = mirror.resume(frame.data);
      return seq === null ? failed('NOT_FOUND', 'nothing is known of this stream from there on') : took(seq);
    }
    case 'live_snapshot':
      if (frame.data.stationId !== stationId)
        throw validationError(event, [{ path: 'stationId', message: `this is the link of ${stationId}` }]);
      mirror.snapshot(frame.data);
      break;
    case 'live_change':
      if (mirror.change(frame.data)) break;
      onFrame('gap');
      return failed('COMMAND_CONFLICT', `change ${frame.data.seq} does not follow on what is known`);
    case 'remote_start_answer':
      await onAnswer(stationId, frame.data);
      return took(0);
  }
  onFrame('taken');
  links.touch();
  return took(frame.data.seq);
}

const took = (seq: number) => ({ success: true, data: { seq } });
const failed = (code: string, message: string) => ({ success: false, error: { code, message } });

const problemsOf = (error: z.ZodError) =>
  error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.join('.'), message }));

function floodGate(): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) count = 0;
    second = now;
    count += 1;
    return count > MOST_FRAMES_A_SECOND;
  };
}
