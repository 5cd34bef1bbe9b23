import { type Actor, isSignedIn } from '@neurohub/contracts/auth';
import {
  changePasswordBodySchema,
  meSchema,
  type SignInBody,
  signedInSchema,
  signInBodySchema,
  tokenSchema,
} from '@neurohub/contracts/auth-rest';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { type Client, clientOf } from '../../auth/client.ts';
import { setCookie } from '../../auth/credentials.ts';
import type { StationAuth } from '../../auth/station-auth.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { actorOf } from '../require-roles.ts';

const tags = ['people'];
const failed = { 400: failureSchema, 401: failureSchema, 429: failureSchema };
const iso = (ms: number) => new Date(ms).toISOString();

export function authRoutes(server: ApiServer, deps: ApiDependencies): void {
  sessionRoutes(server, deps);
  const { people } = deps;
  server.post('/api/auth/token', {
    schema: {
      summary: 'A token for `Authorization: Bearer`, where server.auth.type is jwt',
      ...{ tags, body: z.strictObject({ name: z.string().min(1).max(100), password: z.string().min(1).max(200) }) },
      response: { 200: successOf(tokenSchema), ...failed, 404: failureSchema },
    },
    handler: async (request) => {
      const client = clientOf(request.raw);
      const giveToken = () => stationAuth(people).giveToken(request.body, client);
      const { name } = request.body;
      const { token, expiresAtMs } = await putDownSignIn(deps, { name, client }, giveToken);
      return success({ token, expiresAt: iso(expiresAtMs) });
    },
  });
  server.post('/api/auth/password', {
    schema: {
      summary: 'Change the own password',
      description: 'Whoever is signed in in this name has to sign in again.',
      ...{
        tags,
        body: changePasswordBodySchema,
        response: { 200: successOf(z.null()), ...failed, 404: failureSchema },
      },
    },
    handler: async (request) => {
      const { name } = actorOf(request);
      const { current, password } = request.body;
      // A session may have been left open: whoever found it does not get the user.
      await stationAuth(people).assertPassword({ name, password: current }, clientOf(request.raw));
      const entry = { action: 'auth.user', ...whoAsks(request.actor), detail: { change: 'password', name } } as const;
      await audited(deps, entry, () => people.users.change(name, { password }));
      return success(null);
    },
  });
}

function sessionRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { people, auth, config } = deps;
  const isTls = () => config.server.tls !== undefined;
  server.get('/api/auth/me', {
    schema: {
      summary: 'Who asks, and whether people have to sign in',
      ...{ tags, response: { 200: successOf(meSchema) } },
    },
    handler: async (request) => {
      const grant = await auth.identify(clientOf(request.raw)).catch((thrown: unknown) => {
        if (isCodedError(thrown)) return null;
        throw thrown;
      });
      return success({ enabled: people.auth !== null, actor: grant?.actor ?? null });
    },
  });
  server.post('/api/auth/login', {
    schema: {
      summary: 'Sign in on this browser, in the place of whoever was',
      description:
        'By name and password, name and PIN, or badge. The session is a cookie; it ends with the station, after ' +
        '`server.auth.session_hours`, or when the user changes. By PIN or badge nobody is more than a technician. ' +
        'Many wrong attempts are slowed down, by address (TOO_MANY_ATTEMPTS, details.waitMs).',
      ...{ tags, body: signInBodySchema, response: { 200: successOf(signedInSchema), ...failed, 404: failureSchema } },
    },
    handler: async (request, reply) => {
      const station = stationAuth(people);
      const client = clientOf(request.raw);
      const signIn = () => station.signIn(request.body, client);
      const { token, actor, expiresAtMs } = await putDownSignIn(deps, { name: nameIn(request.body), client }, signIn);
      station.signOut(client);
      const seconds = Math.round(config.server.auth.sessionHours * 3_600);
      reply.header('set-cookie', setCookie(station.cookie, token, { isTls: isTls(), seconds }));
      return success({ actor, expiresAt: iso(expiresAtMs) });
    },
  });
  server.post('/api/auth/logout', {
    schema: { summary: 'Sign out on this browser', tags, response: { 200: successOf(z.null()), 404: failureSchema } },
    handler: async (request, reply) => {
      const station = stationAuth(people);
      if (request.actor && isSignedIn(request.actor))
        void deps.audit.append({ action: 'auth.logout', ...whoAsks(request.actor) });
      station.signOut(clientOf(request.raw));
      reply.header('set-cookie', setCookie(station.cookie, '', { isTls: isTls(), seconds: 0 }));
      return success(null);
    },
  });
}

/** Unlike other refusals a wrong password is in the audit trail: how many there can be is limited by address. */
async function putDownSignIn<T extends object>(
  { audit, people }: ApiDependencies,
  { name, client }: { name: string; client: Client },
  signIn: () => Promise<T>,
): Promise<T> {
  const from = stationAuth(people).addressOf(client);
  try {
    const outcome = await signIn();
    const actor = 'actor' in outcome ? (outcome.actor as Actor) : null;
    await audit.append({ action: 'auth.login', from, who: actor?.name ?? name, ...(actor && { role: actor.role }) });
    return outcome;
  } catch (thrown) {
    // A name that nobody has may be a password in the wrong field.
    const who = people.users.find(name) ? name : 'unknown';
    if (isCodedError(thrown) && thrown.code === 'SIGN_IN_FAILED')
      void audit.append({ action: 'auth.loginFailed', from, who });
    throw thrown;
  }
}

/** A badge has none. */
const nameIn = (body: SignInBody): string => ('name' in body ? body.name : '');

/** @throws NOT_FOUND with authentication off */
function stationAuth({ auth }: ApiDependencies['people']): StationAuth {
  if (!auth) throw new CodedError('NOT_FOUND', 'server.auth is off: nobody has to sign in');
  return auth;
}
