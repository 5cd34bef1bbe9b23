/** Route by role by method, and event by role: who gets through, and who does not. */
import { createServer as createHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mayDo, ROLES, type Role } from '@neurohub/contracts/auth';
import { CLIENT_EVENTS } from '@neurohub/contracts/events';
import { Redactor } from '@neurohub/contracts/redactor';
import { guardOptions } from '@neurohub/server-kit/request-guard';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Authenticator } from '../auth/client.ts';
import { systemClock } from '../core/clock.ts';
import { ServiceEvents } from '../core/events.ts';
import { StationLog } from '../core/station-log.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import type { ApiServer } from './api-server.ts';
import { ROUTE_ROLES, SOCKET_EVENT_ROLES } from './route-roles.ts';
import { createServer } from './server.ts';
import { createSocketServer } from './socket.ts';

/** Whoever asks says which role he has; nobody is nobody. */
const auth: Authenticator = {
  identify: async ({ headers, address: from }) => {
    const role = headers['x-test-role'] as Role | undefined;
    return role ? { actor: { name: role, role, via: 'session', from }, isValid: () => true } : null;
  },
};
const logging = { level: 'error', file: undefined, maxSizeBytes: 1e6, backupCount: 0 } as const;
const { logger: log } = new StationLog(logging, { dataDir: '/nowhere', redactor: new Redactor() });
const deps = {
  ...{
    auth,
    log,
    config: { server: { allowedOrigins: [] } },
    people: { users: {}, auth: null },
    version: '0',
    uiDir: null,
    shuttingDown: () => false,
  },
  guard: guardOptions('this station', { host: '127.0.0.1', hostNames: [], allowedOrigins: [] }),
  ...{ events: new ServiceEvents(log), streamId: 'stream', clock: systemClock, alarms: { active: [] } },
  batches: { views: [] },
} as unknown as ApiDependencies;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
const GOT_THROUGH = 299;
const OPEN = [
  ...['GET /api/system/live', 'GET /api/system/ready', 'GET /api/auth/me'],
  ...['POST /api/auth/login', 'POST /api/auth/logout', 'POST /api/auth/token'],
];

let server: ApiServer;
beforeAll(async () => {
  server = await createServer(deps);
  // What the routes do is for the tests of the routes.
  server.addHook('preValidation', async (request, reply) => {
    if (!request.is404) return reply.status(GOT_THROUGH).send();
  });
  await server.ready();
});
afterAll(() => server.close());

async function statusOf(method: (typeof METHODS)[number], path: string, role?: Role): Promise<number> {
  const url = path.replaceAll(/:\w+/g, 'x');
  const { statusCode } = await server.inject({ method, url, headers: role ? { 'x-test-role': role } : {} });
  return statusCode;
}

test.each([...new Set(Object.keys(ROUTE_ROLES).map((route) => route.split(' ')[1] ?? ''))])(
  '%s lets those through who may, by each method',
  async (path) => {
    for (const method of METHODS) {
      const needed = ROUTE_ROLES[`${method === 'HEAD' ? 'GET' : method} ${path}`];
      const nobody = needed === 'anyone' ? GOT_THROUGH : 401;
      expect([method, await statusOf(method, path)]).toEqual([method, needed ? nobody : 404]);
      for (const role of ROLES) {
        const allowed = needed && (mayDo(role, needed) ? GOT_THROUGH : 403);
        expect([method, role, await statusOf(method, path, role)]).toEqual([method, role, allowed ?? 404]);
      }
    }
  },
);

test('no other spelling of a path gets around its role', async () => {
  for (const url of ['//api/config', '/API/config', '/api//config', '/%61pi/config', '/api/config/', '/api/./config'])
    expect([url, (await server.inject({ method: 'GET', url })).statusCode]).not.toEqual([url, GOT_THROUGH]);
  const headers = { 'x-http-method-override': 'DELETE', 'x-test-role': 'viewer' };
  expect((await server.inject({ method: 'POST', url: '/api/batches/x', headers })).statusCode).toBe(404);
});

test('a route or event without a role does not come into being', async () => {
  expect(Object.keys(SOCKET_EVENT_ROLES).toSorted()).toEqual(Object.keys(CLIENT_EVENTS).toSorted());
  const another = await createServer(deps);
  expect(() => another.get('/api/new', async () => '')).toThrow('GET /api/new has no role');
  expect(() => another.post('/elsewhere', async () => '')).toThrow('POST /elsewhere has no role');
});

test('nobody who only looks changes anything, and what needs no sign-in is little', () => {
  const changes = Object.entries(ROUTE_ROLES).filter(([route]) => !route.startsWith('GET '));
  expect(changes.filter(([, role]) => role === 'viewer')).toEqual([]);
  const open = Object.entries(ROUTE_ROLES).filter(([, role]) => role === 'anyone');
  expect(open.map(([route]) => route)).toEqual(OPEN);
});

test('events ask for their roles, and nobody unknown has a socket', async () => {
  const http = createHttp();
  const sockets = createSocketServer(http, deps);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const connect = (extraHeaders: Record<string, string>) =>
    io(address, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders });
  const stranger = connect({});
  await new Promise((resolve) => stranger.once('connect_error', resolve));
  for (const role of ROLES) {
    const client = connect({ 'x-test-role': role });
    for (const [event, needed] of Object.entries(SOCKET_EVENT_ROLES)) {
      const { error } = (await client.emitWithAck(event, { wrong: true })) as { error: { code: string } };
      expect([event, role, error.code]).toEqual([
        event,
        role,
        mayDo(role, needed) ? 'VALIDATION_ERROR' : 'NOT_ALLOWED',
      ]);
    }
    client.close();
  }
  await sockets.close();
});
