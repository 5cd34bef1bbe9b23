import { CodedError } from '@neurohub/contracts/errors';
import { changePasswordBodySchema, hubMeSchema, hubSignInBodySchema } from '@neurohub/contracts/hub-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { clientOf } from '../api/addresses.ts';
import { success } from '../api/envelope.ts';
import type { HubRoutes, HubServer } from '../api/hub-server.ts';
import { personOf } from '../api/require-roles.ts';
import type { HubParts } from '../hub-parts.ts';
import { VERSION } from '../version.ts';
import type { Person } from './people.ts';
import { sessionCookie } from './session-cookie.ts';
import { SESSION_HOURS } from './sessions.ts';

const tags = ['people'];
const failed = { 400: failureSchema, 401: failureSchema, 429: failureSchema };

export const authRoutes =
  ({ people }: Pick<HubParts, 'people'>, { openViewing }: { openViewing: boolean }): HubRoutes =>
  async (server) => {
    const me = (person: Person | null) =>
      success({
        person: person && { name: person.name, role: person.role, signedIn: person.signedIn },
        ...{ openViewing, version: VERSION },
      });
    server.get('/api/auth/me', {
      schema: { summary: 'Who asks', tags, response: { 200: successOf(hubMeSchema) } },
      handler: async ({ person }) => me(person),
    });
    server.post('/api/auth/login', {
      schema: {
        summary: 'Sign in on this browser',
        description: `The session is a cookie that no page can read. It ends after ${SESSION_HOURS} hours.`,
        ...{ tags, body: hubSignInBodySchema, response: { 200: successOf(hubMeSchema), ...failed } },
      },
      handler: async (request, reply) => {
        const { person, token, isPrivate } = await people.signIn(request.body, clientOf(request.raw));
        reply.header('set-cookie', sessionCookie(token, { isPrivate, seconds: SESSION_HOURS * 3600 }));
        return me(person);
      },
    });
    signedInRoutes(server, people);
  };

function signedInRoutes(server: HubServer, people: HubParts['people']): void {
  server.post('/api/auth/logout', {
    schema: { summary: 'Sign out on this browser', tags, response: { 200: successOf(z.null()) } },
    handler: async (request, reply) => {
      const { isPrivate } = await people.signOut(clientOf(request.raw));
      reply.header('set-cookie', sessionCookie('', { isPrivate, seconds: 0 }));
      return success(null);
    },
  });
  server.post('/api/auth/password', {
    schema: {
      summary: 'Change the own password',
      description: 'Whoever is signed in in this name, on any browser, has to sign in again.',
      ...{ tags, body: changePasswordBodySchema, response: { 200: successOf(z.null()), ...failed } },
    },
    handler: async (request) => {
      const person = personOf(request);
      if (!person.signedIn) throw new CodedError('NOT_SIGNED_IN', 'nobody is signed in');
      await people.changePassword(person, request.body);
      return success(null);
    },
  });
}
