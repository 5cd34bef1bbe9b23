import {
  changeUserBodySchema,
  type KeyView,
  keySchema,
  newKeyBodySchema,
  newKeySchema,
  newUserBodySchema,
  type UserView,
  userSchema,
} from '@neurohub/contracts/auth-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { KeyRecord, UserRecord } from '../../auth/user-store.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';
import { actorOf } from '../require-roles.ts';

const tags = ['people'];
const byName = z.object({ name: z.string().min(1).max(100) });
const byId = z.object({ id: z.uuid() });
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };

/** They may be made before authentication is switched on. */
export function peopleRoutes(server: ApiServer, { people }: ApiDependencies): void {
  server.get('/api/users', {
    schema: { summary: 'The users of this station', tags, response: { 200: successOf(z.array(userSchema)) } },
    handler: async () => success(people.users.users.map(userView)),
  });
  server.post('/api/users', {
    schema: {
      summary: 'Add a user',
      description: 'With password, PIN, badge, or several of them. PIN and badge make nobody more than a technician.',
      ...{ tags, body: newUserBodySchema, response: { 200: successOf(userSchema), ...refusals } },
    },
    handler: async ({ body }) => success(userView(await people.users.add(body))),
  });
  server.put('/api/users/:name', {
    schema: {
      summary: 'Change a user: what is not said stays, null takes away',
      description: 'Whoever is signed in in this name has to sign in again.',
      ...{ tags, params: byName, body: changeUserBodySchema, response: { 200: successOf(userSchema), ...refusals } },
    },
    handler: async ({ params, body }) => success(userView(await people.users.change(params.name, body))),
  });
  server.delete('/api/users/:name', {
    schema: {
      summary: 'Remove a user; who is signed in in this name is signed out',
      ...{ tags, params: byName, response: { 200: successOf(userSchema), ...refusals } },
    },
    handler: async ({ params }) => success(userView(await people.users.remove(params.name))),
  });
  keyRoutes(server, people);
}

function keyRoutes(server: ApiServer, people: ApiDependencies['people']): void {
  server.get('/api/keys', {
    schema: {
      summary: 'The API keys that were made on this station, without the keys themselves',
      ...{ tags, response: { 200: successOf(z.array(keySchema)) } },
    },
    handler: async () => success(people.users.keys.map(keyView)),
  });
  server.post('/api/keys', {
    schema: {
      summary: 'Make an API key, for `Authorization: Bearer` or `X-API-Key`',
      description: 'The key is in this answer and never again: the station keeps its hash.',
      ...{ tags, body: newKeyBodySchema, response: { 200: successOf(newKeySchema), 400: failureSchema } },
    },
    handler: async (request) => success(await people.users.addKey(request.body, actorOf(request).name)),
  });
  server.delete('/api/keys/:id', {
    schema: {
      summary: 'Revoke an API key, at once',
      ...{ tags, params: byId, response: { 200: successOf(keySchema), ...refusals } },
    },
    handler: async ({ params }) => success(keyView(await people.users.removeKey(params.id))),
  });
}

function userView({ name, role, passwordHash, pinHash, badgeHash, changedAt }: UserRecord): UserView {
  const [hasPassword, hasPin, hasBadge] = [passwordHash, pinHash, badgeHash].map((hash) => hash !== undefined);
  return {
    name,
    role,
    hasPassword: hasPassword === true,
    hasPin: hasPin === true,
    hasBadge: hasBadge === true,
    changedAt,
  };
}

const keyView = ({ hash: _, ...key }: KeyRecord): KeyView => key;
