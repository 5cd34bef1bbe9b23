import { CodedError } from '@neurohub/contracts/errors';
import { assertAllowed, assertOwnPage, type GuardOptions } from '@neurohub/server-kit/request-guard';
import { securityHeaders } from '@neurohub/server-kit/security-headers';
import type { HubServer } from './hub-server.ts';

/** Every request passes here first: foreign pages are kept out, and each answer says what a browser may do with it. */
export function guardRequests(server: HubServer, options: { guard: GuardOptions; shuttingDown(): boolean }): void {
  const headers = securityHeaders({ hsts: false });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    assertAllowed(request.headers, options.guard);
    assertOwnPage(request.method, request.headers);
  });
  // When the body has arrived, not when the headers have: a slow request must not begin what the end has stopped.
  server.addHook('preHandler', async (request) => {
    if (options.shuttingDown() && request.method !== 'GET') throw new CodedError('SHUTTING_DOWN', 'NeuroHub is ending');
  });
}
