import { type Actor, mayDo, type NeededRole } from '@neurohub/contracts/auth';
import { CodedError } from '@neurohub/contracts/errors';
import { type Authenticator, clientOf, type Grant, type Scope } from '../auth/client.ts';
import type { ApiServer } from './api-server.ts';
import { ROUTE_ROLES } from './route-roles.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** From route-roles.ts. The screen's files have none. */
    needs?: NeededRole;
  }
  interface FastifyRequest {
    /** Who asks. Null on routes for `anyone` that nobody known has asked. */
    actor: Actor | null;
  }
}

/** Every route has the role that route-roles.ts gives it; a route of the API without one does not come into being. */
export function requireRoles(server: ApiServer, auth: Authenticator): void {
  server.decorateRequest('actor', null);
  server.addHook('onRoute', (route) => {
    for (const verb of [route.method].flat()) {
      if (verb === 'HEAD' && route.config?.needs) continue;
      const needs = ROUTE_ROLES[`${verb === 'HEAD' ? 'GET' : verb} ${route.url}`];
      // Outside of the API there are only the screen's files.
      if (!needs && (verb === 'GET' || verb === 'HEAD') && !route.url.startsWith('/api')) continue;
      if (!needs) throw new Error(`route ${verb} ${route.url} has no role in route-roles.ts`);
      route.config = { ...route.config, needs };
    }
  });
  server.addHook('onRequest', async (request) => {
    const { needs } = request.routeOptions.config;
    if (!needs) return;
    if (needs === 'anyone') return;
    const grant = await auth.identify(clientOf(request.raw));
    const { url = '' } = request.routeOptions;
    request.actor = grant?.actor ?? null;
    assertMay(request.actor, needs, `${request.method} ${url}`);
    assertScope(grant, url === '/metrics' ? 'metrics' : 'api');
  });
}

/** @throws NOT_SIGNED_IN, NOT_ALLOWED */
export function assertMay(actor: Actor | null, needs: NeededRole, what: string): asserts actor is Actor {
  if (!actor) throw new CodedError('NOT_SIGNED_IN', `${what} needs the role ${needs}, and nobody is signed in`);
  if (!mayDo(actor.role, needs))
    throw new CodedError('NOT_ALLOWED', `${what} needs the role ${needs}; ${actor.name} is ${actor.role}`);
}

/** @throws NOT_ALLOWED */
export function assertScope(grant: Grant | null, scope: Scope): void {
  if (grant?.scopes?.includes(scope) === false)
    throw new CodedError('NOT_ALLOWED', `the API key "${grant.actor.name}" has no scope ${scope}`);
}

/** @throws NOT_SIGNED_IN on a route for anyone */
export function actorOf({ actor }: { actor: Actor | null }): Actor {
  if (!actor) throw new CodedError('NOT_SIGNED_IN', 'nobody is signed in');
  return actor;
}
