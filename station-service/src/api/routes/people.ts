import type { Actor } from '@neurohub/contracts/auth';
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
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { actorOf } from '../require-roles.ts';

const tags = ['people'];
const byName = z.object({ name: z.string().min(1).max(100) });
const byId = z.object({ id: z.uuid() });
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };

/** They may be made before authentication is switched on. */
export function peopleRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { people } = deps;
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
    handler: async ({ body, actor }) => {
      const entry = userEntry(actor, 'added', body.name);
      return success(userView(await audited(deps, entry, () => people.users.add(body), ofUser('added'))));
    },
  });
  server.put('/api/users/:name', {
    schema: {
      summary: 'Change a user: what is not said stays, null takes away',
      description: 'Whoever is signed in in this name has to sign in again.',
      ...{ tags, params: byName, body: changeUserBodySchema, response: { 200: successOf(userSchema), ...refusals } },
    },
    handler: async ({ params: { name }, body, actor }) => {
      const entry = userEntry(actor, 'changed', name);
      return success(userView(await audited(deps, entry, () => people.users.change(name, body), ofUser('changed'))));
    },
  });
  server.delete('/api/users/:name', {
    schema: {
      summary: 'Remove a user; who is signed in in this name is signed out',
      ...{ tags, params: byName, response: { 200: successOf(userSchema), ...refusals } },
    },
    handler: async ({ params: { name }, actor }) => {
      const entry = userEntry(actor, 'removed', name);
      return success(userView(await audited(deps, entry, () => people.users.remove(name), ofUser('removed'))));
    },
  });
  keyRoutes(server, deps);
}

type UserChange = 'added' | 'changed' | 'removed';

const userEntry = (actor: Actor | null, change: UserChange, name: string) =>
  ({ action: 'auth.user', ...whoAsks(actor), detail: { change, name } }) as const;

/** Never a secret, not even as its hash. */
const ofUser =
  (change: UserChange) =>
  ({ name, role }: UserRecord) => ({ detail: { change, name, role } });

function keyRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { people } = deps;
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
    handler: async ({ actor, body }) => {
      const entry = { action: 'auth.apiKey', ...whoAsks(actor) } as const;
      const add = () => people.users.addKey(body, actorOf({ actor }).name);
      return success(await audited(deps, entry, add, ({ id, name }) => ({ detail: { change: 'added', id, name } })));
    },
  });
  server.delete('/api/keys/:id', {
    schema: {
      summary: 'Revoke an API key, at once',
      ...{ tags, params: byId, response: { 200: successOf(keySchema), ...refusals } },
    },
    handler: async ({ params: { id }, actor }) => {
      const entry = { action: 'auth.apiKey', ...whoAsks(actor) } as const;
      const remove = () => people.users.removeKey(id);
      return success(
        keyView(await audited(deps, entry, remove, ({ name }) => ({ detail: { change: 'revoked', id, name } }))),
      );
    },
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
