import { changeUserBodySchema, newUserBodySchema, userSchema } from '@neurohub/contracts/hub-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes } from '../api/hub-server.ts';
import { byOf } from '../api/require-roles.ts';
import type { HubParts } from '../hub-parts.ts';

const tags = ['people'];
const byName = z.object({ name: z.string().min(1).max(100) });
const refusals = { 400: failureSchema, 404: failureSchema, 409: failureSchema };
/** PIN and badge are for the bench. */
const newBody = newUserBodySchema.omit({ pin: true, badge: true }).required({ password: true });
const changeBody = changeUserBodySchema
  .omit({ pin: true, badge: true })
  .extend({ password: newUserBodySchema.shape.password });

export const userRoutes =
  ({ people: { users } }: Pick<HubParts, 'people'>): HubRoutes =>
  async (server) => {
    server.get('/api/users', {
      schema: { summary: 'Who may sign in', tags, response: { 200: successOf(z.array(userSchema)) } },
      handler: async () => success(await users.list()),
    });
    server.post('/api/users', {
      schema: {
        summary: 'Add a user',
        ...{ tags, body: newBody, response: { 200: successOf(userSchema), ...refusals } },
      },
      handler: async (request) => success(await users.add(request.body, byOf(request))),
    });
    server.put('/api/users/:name', {
      schema: {
        summary: 'Change a user: what is not said stays',
        description: 'A new role counts from the next request on; a new password ends all sessions of this user.',
        ...{ tags, params: byName, body: changeBody, response: { 200: successOf(userSchema), ...refusals } },
      },
      handler: async (request) => success(await users.change(request.params.name, request.body, byOf(request))),
    });
    server.delete('/api/users/:name', {
      schema: {
        summary: 'Remove a user; who is signed in in this name is signed out',
        ...{ tags, params: byName, response: { 200: successOf(userSchema), ...refusals } },
      },
      handler: async (request) => success(await users.remove(request.params.name, byOf(request))),
    });
  };
