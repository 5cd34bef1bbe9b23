import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuditEntry } from '@neurohub/contracts/audit';
import { CodedError } from '@neurohub/contracts/errors';
import { type AnswerPrompt, SEQUENCE_EVENTS, type StepProgress } from '@neurohub/contracts/events';
import { Redactor } from '@neurohub/contracts/redactor';
import { guardOptions } from '@neurohub/server-kit/request-guard';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noAuthentication } from '../auth/no-authentication.ts';
import { systemClock } from '../core/clock.ts';
import { ServiceEvents } from '../core/events.ts';
import { StationLog } from '../core/station-log.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { ROUTE_ROLES, SOCKET_EVENT_ROLES } from './route-roles.ts';
import { createSocketServer } from './socket.ts';

const MOST_CLIENTS = 3;
let http: HttpServer;
let events: ServiceEvents;
let server: ReturnType<typeof createSocketServer>;
let client: Socket;
/** A disk that never answers: nothing that steers a sequence waits for it. */
const putDown = vi.fn((_entry: AuditEntry) => new Promise<void>(() => undefined));

const HOLD = '00000000-0000-4000-8000-00000000000b';
const releaseManual = vi.fn(async (_hold: string) => true);

const remoteStarts: { views: object[] } = { views: [] };

beforeEach(async () => {
  remoteStarts.views = [];
  putDown.mockClear();
  const logging = { level: 'error', file: undefined, maxSizeBytes: 1e6, backupCount: 0 } as const;
  const { logger: log } = new StationLog(logging, { dataDir: '/nowhere', redactor: new Redactor() });
  events = new ServiceEvents(log);
  http = createServer();
  const deps = {
    ...{
      config: { server: {} },
      guard: guardOptions('this station', { host: '127.0.0.1', hostNames: [], allowedOrigins: [] }),
    },
    auth: noAuthentication,
    ...{ events, log, streamId: 'stream', clock: systemClock, alarms: { active: [] } },
    live: { remoteStarts },
    shuttingDown: () => false,
    audit: { append: putDown },
    batches: {
      views: [{ id: 'b1' }],
      get: () => ({
        takeManual: async () => ({ hold: HOLD, since: '', idleMs: 1 }),
        releaseManual,
        answerPrompt: async ({ promptId, answer }: AnswerPrompt) => ({ promptId, answer }),
        steer: async (steering: { type: string }) => {
          if (steering.type === 'STEP_OVER') throw new CodedError('NOT_PAUSED', 'it runs');
          if (steering.type === 'RESUME') throw new TypeError('secret');
          return { executionId: JSON.stringify(steering) };
        },
      }),
    },
  };
  server = createSocketServer(http, deps as unknown as ApiDependencies, MOST_CLIENTS);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  client = io(address, { transports: ['websocket'], reconnection: false });
  await new Promise<void>((resolve) => client.once('connect', resolve));
});
afterEach(async () => {
  client.close();
  await server.close();
});

test.each(['constructor', '__proto__', 'toString', 'step_progress', 'nope'])(
  'refuses the event "%s" by name',
  async (name) => {
    const answer = await client.emitWithAck(name, {});
    expect(answer).toMatchObject({ success: false, error: { code: 'UNKNOWN_MESSAGE_TYPE' } });
  },
);

test('says in words what is wrong with a payload', async () => {
  const answer = await client.emitWithAck('subscribe', { batchIds: [1], more: true });
  expect(answer.error).toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringContaining('batchIds.0: '),
    details: { in: 'payload', problems: [{ path: 'batchIds.0' }, { path: '' }] },
  });
});

test('tells what NeuroHub asks for, in the snapshot and whenever it changes', async () => {
  remoteStarts.views = [{ id: 'r1' }];
  expect(await client.emitWithAck('subscribe')).toMatchObject({ data: { remoteStarts: [{ id: 'r1' }] } });
  const told = new Promise((resolve) => client.once('remote_starts', resolve));
  events.emit('remoteStarts', []);
  expect(await told).toEqual({ items: [] });
});

test('subscribes without a payload too', async () => {
  expect(await client.emitWithAck('subscribe')).toMatchObject({ success: true, data: { batches: [{ id: 'b1' }] } });
});

test('hands an answer to the batch it is for, and acknowledges it', async () => {
  const promptId = '00000000-0000-4000-8000-00000000000a';
  const answer = await client.emitWithAck('answer_prompt', { batchId: 'b1', promptId, answer: true });
  expect(answer).toEqual({ success: true, data: { promptId, answer: true } });
  const refused = await client.emitWithAck('answer_prompt', { batchId: 'b1', promptId, answer: { yes: 1 } });
  expect(refused).toMatchObject({ success: false, error: { code: 'VALIDATION_ERROR' } });
});

test('hands what is wanted of a sequence to the batch, and answers as the route does', async () => {
  const skipped = await client.emitWithAck('skip_step', { batchId: 'b1', operator: 'Kim', reason: 'no fixture' });
  expect(skipped).toEqual({
    success: true,
    data: { executionId: JSON.stringify({ type: 'SKIP_STEP', by: 'Kim', reason: 'no fixture' }) },
  });
  expect(putDown).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      ...{ action: 'sequence.skip', who: 'local', via: 'local', from: expect.stringContaining('127.0.0.1') },
      ...{ batchId: 'b1', detail: { operator: 'Kim', reason: 'no fixture' } },
    }),
  );
  const unjustified = await client.emitWithAck('skip_step', { batchId: 'b1' });
  expect(unjustified).toMatchObject({ success: false, error: { code: 'VALIDATION_ERROR' } });
  const refused = await client.emitWithAck('step_over', { batchId: 'b1' });
  expect(refused).toMatchObject({ success: false, error: { code: 'NOT_PAUSED', message: 'it runs' } });
  expect(putDown).toHaveBeenCalledTimes(1);
});

test('keeps the text of what nobody foresaw to itself', async () => {
  const answer = await client.emitWithAck('resume_sequence', { batchId: 'b1' });
  expect(answer).toMatchObject({ success: false, error: { code: 'INTERNAL_ERROR' } });
  expect(JSON.stringify(answer)).not.toContain('secret');
  // It may have been done in part.
  expect(putDown).toHaveBeenCalledWith(expect.objectContaining({ detail: { error: 'INTERNAL_ERROR' } }));
});

test('manual control that was taken over a connection is over with it', async () => {
  expect(await client.emitWithAck('take_manual', { batchId: 'b1' })).toMatchObject({ data: { hold: HOLD } });
  expect(releaseManual).not.toHaveBeenCalled();
  client.close();
  await vi.waitFor(() => expect(putDown).toHaveBeenCalledWith(expect.objectContaining({ action: 'manual.end' })));
  expect(releaseManual).toHaveBeenCalledExactlyOnceWith(HOLD);
});

test('asks for the same role as the route', () => {
  expect(SOCKET_EVENT_ROLES['take_manual']).toBe(ROUTE_ROLES['POST /api/batches/:id/manual']);
  for (const [event, verb] of Object.entries(SEQUENCE_EVENTS))
    expect(SOCKET_EVENT_ROLES[event]).toBe(ROUTE_ROLES[`POST /api/batches/:id/sequence/${verb}`]);
});

test('a client too many is let in, and the oldest goes', async () => {
  const gone = new Promise((resolve) => client.once('disconnect', resolve));
  const { port } = http.address() as AddressInfo;
  const more = Array.from({ length: MOST_CLIENTS }, () =>
    io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false, forceNew: true }),
  );
  await Promise.all(more.map((one) => new Promise<void>((resolve) => one.once('connect', resolve))));
  await gone;
  for (const one of more) {
    expect(await one.emitWithAck('subscribe')).toMatchObject({ success: true });
    one.close();
  }
});

test('a client that is behind gets every committed event and no hints, until it has caught up', async () => {
  await client.emitWithAck('subscribe', {});
  const told: string[] = [];
  client.on('step_progress', ({ kind, seq }: { kind: string; seq: number }) => told.push(`${kind} ${seq}`));
  const raw = (client.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }).ws
    ._socket;
  const emit = (kind: string, seq: number, text = '') =>
    events.emit('stepProgress', { kind, batchId: 'b1', seq, text } as unknown as StepProgress);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  raw.pause();
  const SENT = 200;
  for (let seq = 1; seq <= SENT; seq += 1) {
    emit('progress', seq, 'x'.repeat(32 * 1024));
    emit('ended', seq);
    await turn();
  }
  raw.resume();
  await vi.waitFor(() => expect(told).toContain(`ended ${SENT}`));
  const ofKind = (kind: string) => told.filter((text) => text.startsWith(kind));
  expect(ofKind('ended')).toEqual(Array.from({ length: SENT }, (_, i) => `ended ${i + 1}`));
  expect(ofKind('progress').length).toBeLessThan(SENT);
  await vi.waitFor(() => {
    emit('progress', 999);
    expect(told).toContain('progress 999');
  });
});

test('lets go of a client that answers pings and reads nothing', async () => {
  await client.emitWithAck('subscribe', {});
  const [served] = server.sockets.sockets.values();
  const gone = new Promise((resolve) => served?.once('disconnect', resolve));
  const rawSocket = (client.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } }).ws._socket;
  rawSocket.pause();
  const message = 'x'.repeat(64 * 1024);
  const entry = { at: systemClock.wallIso(), level: 'info' as const, message, batchId: 'b1' };
  for (let sent = 0; sent < 1_000 && server.engine.clientsCount > 0; sent += 1) {
    events.emit('logEntry', entry);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await gone;
  expect(server.sockets.sockets.size).toBe(0);
});
