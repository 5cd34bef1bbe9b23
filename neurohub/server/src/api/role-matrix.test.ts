/** Route by role by method: who gets through, and who does not. */
import { mayDo, ROLES, type Role } from '@neurohub/contracts/auth';
import { CodedError } from '@neurohub/contracts/errors';
import { guardOptions } from '@neurohub/server-kit/request-guard';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HubParts } from '../hub-parts.ts';
import { hubRoutes } from '../hub-routes.ts';
import type { HubServer } from './hub-server.ts';
import { type NeededHere, ROUTE_ROLES } from './route-roles.ts';
import { createServer } from './server.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
const GOT_THROUGH = 299;
const OPEN = [
  ...['GET /api/health/live', 'GET /api/health/ready', 'GET /api/auth/me'],
  ...['POST /api/auth/login', 'POST /api/auth/logout'],
];

/** Whoever asks says which role he has, or which station it is; nobody is nobody. */
const identify = async ({ headers }: { headers: Record<string, unknown> }) => {
  const role = headers['x-test-role'] as Role | undefined;
  return role ? { name: role, role, signedIn: true, from: '' } : null;
};
const parts = {
  log: pino({ level: 'silent' }),
  people: { identify, identifyScraper: identify },
  stations: {
    showsKey: (headers: Record<string, unknown>) => headers['x-api-key'] !== undefined,
    identify: async (headers: Record<string, unknown>) => {
      if (!headers['x-api-key']) throw new CodedError('STATION_UNKNOWN', 'no key');
      return { id: 'ST-1', keyId: '', via: 'key', accepted: null, installId: null };
    },
  },
  metrics: { histogram: () => ({ observe: () => undefined }) },
} as unknown as HubParts;

const declared = new Set<string>();
async function makeServer(): Promise<HubServer> {
  const health = { pool: { query: async () => undefined }, isEmbedded: true, shuttingDown: () => false, warnings: [] };
  const routes = hubRoutes({ parts, options: { openViewing: false }, health: health as never, live: {} as never });
  return createServer({
    ...{ parts, shuttingDown: () => false, dashboardDir: null },
    guard: guardOptions('NeuroHub', { host: '127.0.0.1', hostNames: [] }),
    routes: [
      async (server) => {
        server.addHook('onRoute', ({ method, url }) => void declared.add(`${method} ${url}`));
        // What the routes do is for the tests of the routes.
        server.addHook('preValidation', async (request, reply) => {
          if (!request.is404) return reply.status(GOT_THROUGH).send();
        });
        for (const area of routes) await server.register(area);
      },
    ],
  });
}

let server: HubServer;
beforeAll(async () => {
  server = await makeServer();
  await server.ready();
});
afterAll(() => server.close());

async function statusOf(method: (typeof METHODS)[number], path: string, headers = {}): Promise<number> {
  const url = path.replaceAll(/:\w+/g, 'x');
  return (await server.inject({ method, url, headers })).statusCode;
}

const expected = (needs: NeededHere, role: Role) =>
  needs === 'station' ? 401 : mayDo(role, needs === 'viewerOrStation' ? 'viewer' : needs) ? GOT_THROUGH : 403;

test('every route lets those through who may, by each method, and no station where it has no business', async () => {
  const paths = new Set([...declared].map((route) => route.split(' ')[1] ?? ''));
  expect(paths.size).toBeGreaterThan(10);
  for (const path of paths)
    for (const method of METHODS) {
      const name = `${method === 'HEAD' ? 'GET' : method} ${path}`;
      const needs = declared.has(name) ? ROUTE_ROLES[name] : undefined;
      expect([name, await statusOf(method, path)]).toEqual([
        name,
        needs ? (needs === 'anyone' ? GOT_THROUGH : 401) : 404,
      ]);
      for (const role of ROLES)
        expect([name, role, await statusOf(method, path, { 'x-test-role': role })]).toEqual([
          ...[name, role, needs ? expected(needs, role) : 404],
        ]);
      const forStations = needs === 'station' || needs === 'viewerOrStation' || needs === 'anyone';
      expect([name, await statusOf(method, path, { 'x-api-key': 'k' })]).toEqual([
        ...[name, needs ? (forStations ? GOT_THROUGH : 401) : 404],
      ]);
    }
});

test('no other spelling of a path gets around its role', async () => {
  for (const url of ['//api/users', '/API/users', '/api//users', '/%61pi/users', '/api/users/', '/api/./users'])
    expect([url, (await server.inject({ method: 'GET', url })).statusCode]).not.toEqual([url, GOT_THROUGH]);
});

test('a route without a role does not come into being', async () => {
  const another = await makeServer();
  expect(() => another.get('/api/new', async () => '')).toThrow('GET /api/new has no role');
  expect(() => another.post('/elsewhere', async () => '')).toThrow('POST /elsewhere has no role');
});

test('nobody who only looks changes anything but his password, and what needs no sign-in is little', () => {
  const changes = Object.entries(ROUTE_ROLES).filter(([route]) => !route.startsWith('GET '));
  expect(changes.filter(([, role]) => role === 'viewer').map(([route]) => route)).toEqual(['POST /api/auth/password']);
  const open = Object.entries(ROUTE_ROLES).filter(([, role]) => role === 'anyone');
  expect(open.map(([route]) => route)).toEqual(OPEN);
});
