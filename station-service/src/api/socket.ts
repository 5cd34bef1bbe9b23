import type { Server as HttpServer } from 'node:http';
import { mayDo } from '@neurohub/contracts/auth';
import { CodedError, isCodedError, toErrorData } from '@neurohub/contracts/errors';
import {
  type AnswerPrompt,
  type AnswerPromptAnswer,
  CLIENT_EVENTS,
  type OfBatch,
  SEQUENCE_EVENTS,
  type SequenceAnswer,
  type SequenceEvent,
  type Snapshot,
  type Subscribe,
  type SubscribeAnswer,
  type TakeManual,
  type TakeManualAnswer,
} from '@neurohub/contracts/events';
import type { SequenceVerb } from '@neurohub/contracts/rest';
import { securityHeaders } from '@neurohub/server-kit/security-headers';
import { Server, type Socket } from 'socket.io';
import type { z } from 'zod';
import { answerPromptOnce } from './answer-prompt-once.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { whoAsks } from './audited.ts';
import { failureOf, validationError } from './envelope.ts';
import { withOperator } from './name-operator.ts';
import { SOCKET_EVENT_ROLES } from './route-roles.ts';
import { commandSequence } from './sequence-commands.ts';
import { admit, endWithGrant, grantOf } from './socket-admission.ts';
import { limitClients, watchPace } from './socket-clients.ts';
import { takeManual } from './take-manual.ts';

const MAX_MESSAGE_BYTES = 64 * 1024;
/** A line that died silently is seen by both ends within ten seconds. */
const PING = { pingInterval: 5_000, pingTimeout: 5_000 };
const room = (batchId: string) => `batch:${batchId}`;
/** Whoever keeps up is in this one, too. */
const hintRoom = (batchId: string) => `hints:${batchId}`;
const batchesOf = ({ rooms }: Socket) => [...rooms].flatMap((name) => /^batch:(.+)$/.exec(name)?.slice(1) ?? []);

/** The live stream: snapshot on subscribe, then events with sequence numbers (contracts/events). */
export function createSocketServer(http: HttpServer, deps: ApiDependencies, mostClients?: number): Server {
  const { guard, config } = deps;
  const headers = securityHeaders({ hsts: config.server.tls?.hsts === true });
  const io = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    ...PING,
    cors: { origin: [...guard.allowedOrigins] },
    // CORS does not apply to WebSockets: this check does.
    allowRequest: (request, decide) => {
      admit(request, deps).then(
        () => decide(null, true),
        (thrown: unknown) => {
          deps.log.warn({ error: toErrorData(thrown) }, 'a socket was refused');
          decide(toErrorData(thrown).code, false);
        },
      );
    },
  });
  io.engine.on('headers', (answered: Record<string, string>) => Object.assign(answered, headers));
  limitClients(io, mostClients);
  io.on('connection', (socket) => {
    serveClient(socket, deps);
    watchPace(socket, deps.log, {
      onBehind: () => batchesOf(socket).forEach((id) => void socket.leave(hintRoom(id))),
      onCaughtUp: () => batchesOf(socket).forEach((id) => void socket.join(hintRoom(id))),
    });
  });
  endWithGrant(io);
  relayEvents(io, deps);
  return io;
}

type Answer = SubscribeAnswer | AnswerPromptAnswer | SequenceAnswer | TakeManualAnswer;
type Acknowledge = (answer: Answer) => void;
type Data = Extract<Answer, { success: true }>['data'];

function serveClient(socket: Socket, deps: ApiDependencies): void {
  socket.onAny((event: string, ...args: unknown[]) => {
    const last = args.at(-1);
    const answer: Acknowledge = typeof last === 'function' ? (last as Acknowledge) : () => undefined;
    const payload = typeof args[0] === 'function' ? undefined : args[0];
    const refuse = (thrown: unknown) => {
      const { status, body } = failureOf(thrown);
      if (status >= 500 && !isCodedError(thrown)) deps.log.error({ err: thrown, event }, 'an event failed');
      answer(body as Extract<Answer, { success: false }>);
    };
    try {
      const data = handle(socket, deps, event, payload);
      // A snapshot goes out in the turn in which it was taken: no event may come between.
      if (data instanceof Promise) data.then((made) => answer({ success: true, data: made } as never), refuse);
      else answer({ success: true, data } as never);
    } catch (thrown) {
      refuse(thrown);
    }
  });
}

function handle(socket: Socket, deps: ApiDependencies, event: string, payload: unknown): Data | Promise<Data> {
  const { actor } = grantOf(socket);
  const needed = Object.hasOwn(SOCKET_EVENT_ROLES, event) && SOCKET_EVENT_ROLES[event];
  if (!needed || !Object.hasOwn(CLIENT_EVENTS, event))
    throw new CodedError(
      'UNKNOWN_MESSAGE_TYPE',
      `unknown event "${event}"; there are: ${Object.keys(CLIENT_EVENTS).join(', ')}`,
    );
  if (!mayDo(actor.role, needed))
    throw new CodedError('NOT_ALLOWED', `${event} needs the role ${needed}; ${actor.name} is ${actor.role}`);
  const schema: z.ZodType = CLIENT_EVENTS[event as keyof typeof CLIENT_EVENTS];
  const parsed = parsePayload(schema, withOperator(payload ?? {}, schema, actor)) as
    | Subscribe
    | AnswerPrompt
    | TakeManual
    | OfBatch<SequenceVerb>;
  if (!('batchId' in parsed)) return subscription(socket, deps, event, parsed);
  if (deps.shuttingDown()) throw new CodedError('SHUTTING_DOWN', 'the station is ending');
  const by = whoAsks(actor);
  if (event === 'take_manual') return takeManual(socket, deps, { ...(parsed as TakeManual), by });
  if ('promptId' in parsed) return answerPromptOnce(deps, parsed, by);
  const { batchId, ...body } = parsed as OfBatch<SequenceVerb>;
  return commandSequence(deps, { batchId, verb: SEQUENCE_EVENTS[event as SequenceEvent], body, by });
}

function subscription(socket: Socket, deps: ApiDependencies, event: string, { batchIds }: Subscribe): Snapshot {
  const views = batchIds ? batchIds.map((id) => deps.batches.get(id).view) : deps.batches.views;
  for (const { id } of views)
    if (event === 'subscribe') void socket.join([room(id), hintRoom(id)]);
    else [room(id), hintRoom(id)].forEach((name) => void socket.leave(name));
  const { views: remoteStarts } = deps.live.remoteStarts;
  return {
    ...{ streamId: deps.streamId, at: deps.clock.wallIso(), batches: views, alarms: deps.alarms.active },
    ...(remoteStarts.length > 0 && { remoteStarts }),
  };
}

function parsePayload<T>(schema: z.ZodType<T>, payload: unknown): T {
  const { success, data, error } = schema.safeParse(payload);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw validationError('payload', problems);
}

function relayEvents(io: Server, { events }: ApiDependencies): void {
  events.on('batchChanged', (batch) => io.to(room(batch.id)).emit('batch_status', { batch }));
  events.on('stepProgress', (progress) => {
    const isHint = progress.kind !== 'ended' && progress.kind !== 'marker';
    io.to((isHint ? hintRoom : room)(progress.batchId)).emit('step_progress', progress);
  });
  events.on('executionClosed', (closed) => io.to(room(closed.batchId)).emit('sequence_complete', closed));
  events.on('logEntry', (entry) => entry.batchId && io.to(room(entry.batchId)).emit('log_entry', entry));
  events.on('alarm', (alarm) => io.emit('alarm', alarm));
  events.on('syncChanged', (status) => io.emit('sync_status', status));
  events.on('remoteStarts', (items) => io.emit('remote_starts', { items }));
  events.on('batchesChanged', (batchIds) => io.emit('batches_changed', { batchIds }));
}
