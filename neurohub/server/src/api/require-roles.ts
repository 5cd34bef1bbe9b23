import { mayDo, type Role } from '@neurohub/contracts/auth';
import { CodedError } from '@neurohub/contracts/errors';
import type { FastifyRequest } from 'fastify';
import type { Person } from '../auth/people.ts';
import type { HubParts } from '../hub-parts.ts';
import type { KnownStation } from '../stations/station-auth.ts';
import { clientOf } from './addresses.ts';
import type { HubServer } from './hub-server.ts';
import { type NeededHere, ROUTE_ROLES } from './route-roles.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** From route-roles.ts. The dashboard's files have none. */
    hubNeeds?: NeededHere;
  }
  interface FastifyRequest {
    /** Who asks; null for stations, and on routes for `anyone` that nobody known has asked. */
    person: Person | null;
    /** Which station asks; null for people. */
    station: KnownStation | null;
  }
}

/** Every route has the role that route-roles.ts gives it; a route of the API without one does not come into being. */
export function requireRoles(server: HubServer, parts: Pick<HubParts, 'people' | 'stations'>): void {
  server.decorateRequest('person', null);
  server.decorateRequest('station', null);
  server.addHook('onRoute', (route) => {
    for (const verb of [route.method].flat()) {
      if (verb === 'HEAD' && route.config?.hubNeeds) continue;
      const needs = ROUTE_ROLES[`${verb === 'HEAD' ? 'GET' : verb} ${route.url}`];
      // Outside of the API there are only the dashboard's files.
      if (!needs && (verb === 'GET' || verb === 'HEAD') && !route.url.startsWith('/api')) continue;
      if (!needs) throw new Error(`route ${verb} ${route.url} has no role in route-roles.ts`);
      route.config = { ...route.config, hubNeeds: needs };
    }
  });
  server.addHook('onRequest', async (request) => {
    const { hubNeeds: needs } = request.routeOptions.config;
    if (needs) await identify(request, needs, parts);
  });
  // When the body has arrived: that is where most requests say which installation sends them.
  server.addHook('preHandler', async ({ station, body, headers }) => {
    const installId = installIdOf(body, headers);
    if (station && installId !== null) await parts.stations.admit(station, installId);
  });
}

async function identify(
  request: FastifyRequest,
  needs: NeededHere,
  { people, stations }: Pick<HubParts, 'people' | 'stations'>,
): Promise<void> {
  const what = `${request.method} ${request.routeOptions.url ?? ''}`;
  const client = clientOf(request.raw);
  if (needs === 'station' || (needs === 'viewerOrStation' && stations.showsKey(client.headers))) {
    const { id } = (request.params ?? {}) as { id?: string };
    request.station = await stations.identify(client.headers, id);
    return;
  }
  request.person = what === 'GET /metrics' ? await people.identifyScraper(client) : await people.identify(client);
  if (needs !== 'anyone') assertMay(request.person, needs === 'viewerOrStation' ? 'viewer' : needs, what);
}

/** @throws NOT_SIGNED_IN, NOT_ALLOWED */
export function assertMay(person: Person | null, needs: Role, what: string): asserts person is Person {
  if (!person) throw new CodedError('NOT_SIGNED_IN', `${what} needs the role ${needs}, and nobody is signed in`);
  if (mayDo(person.role, needs)) return;
  if (!person.signedIn) throw new CodedError('NOT_SIGNED_IN', `${what} needs the role ${needs}: sign in`);
  throw new CodedError('NOT_ALLOWED', `${what} needs the role ${needs}; ${person.name} is ${person.role}`);
}

/** @throws NOT_SIGNED_IN on a route for anyone */
export function personOf({ person }: { person: Person | null }): Person {
  if (!person) throw new CodedError('NOT_SIGNED_IN', 'nobody is signed in');
  return person;
}

/** Who asks, for the audit. */
export function byOf(request: { person: Person | null }): { who: string; from: string } {
  const { name, from } = personOf(request);
  return { who: name, from };
}

/** On a route for stations. */
export function stationOf({ station }: { station: KnownStation | null }): KnownStation {
  if (!station) throw new Error('a route for stations has let somebody else in');
  return station;
}

function installIdOf(body: unknown, headers: FastifyRequest['headers']): string | null {
  const said = (body as { installId?: unknown } | null | undefined)?.installId ?? headers['x-install-id'];
  return typeof said === 'string' ? said : null;
}
