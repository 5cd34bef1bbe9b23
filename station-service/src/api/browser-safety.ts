import { CodedError } from '@neurohub/contracts/errors';
import { assertAllowed, assertOwnPage } from '@neurohub/server-kit/request-guard';
import { securityHeaders } from '@neurohub/server-kit/security-headers';
import type { ApiDependencies } from './api-dependencies.ts';
import type { ApiServer } from './api-server.ts';

/** How long a browser may keep the answer to whether a listed page may ask. */
const PREFLIGHT_S = 600;
const CORS_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-headers': 'authorization, content-type, x-api-key, x-station-csrf',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
  'access-control-max-age': String(PREFLIGHT_S),
};

/** Every request passes here first: foreign pages are kept out, and each answer says what a browser may do with it. */
export function guardRequests(server: ApiServer, { config, guard, shuttingDown }: ApiDependencies): void {
  const { allowedOrigins, tls } = config.server;
  const headers = securityHeaders({ hsts: tls?.hsts === true });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    assertAllowed(request.headers, guard);
    assertOwnPage(request.method, request.headers);
    const { origin } = request.headers;
    // No credentials: such a page brings an API key, never the cookie of a person.
    if (origin !== undefined && allowedOrigins.includes(origin))
      reply.headers({ ...CORS_HEADERS, 'access-control-allow-origin': origin, vary: 'Origin' });
    // A listed page asks first whether it may send JSON; there is nothing else to answer.
    if (request.method === 'OPTIONS' && origin !== undefined) return reply.status(204).send();
  });
  // When the body has arrived, not when the headers have: a slow request must not start what the end of the station has stopped.
  server.addHook('preHandler', async (request) => {
    if (shuttingDown() && request.method !== 'GET') throw new CodedError('SHUTTING_DOWN', 'the station is ending');
  });
}
