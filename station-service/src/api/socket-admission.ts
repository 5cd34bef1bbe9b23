import type { IncomingMessage } from 'node:http';
import { CodedError } from '@neurohub/contracts/errors';
import { assertAllowed } from '@neurohub/server-kit/request-guard';
import type { Server, Socket } from 'socket.io';
import { clientOf, type Grant } from '../auth/client.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { assertScope } from './require-roles.ts';

const GRANTS = new WeakMap<IncomingMessage, Grant>();

/** The handshake of a socket passes what a request passes. @throws HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED, NOT_SIGNED_IN, … */
export async function admit(
  request: IncomingMessage,
  { guard, auth }: Pick<ApiDependencies, 'guard' | 'auth'>,
): Promise<void> {
  assertAllowed(request.headers, guard);
  const grant = await auth.identify(clientOf(request));
  if (!grant) throw new CodedError('NOT_SIGNED_IN', 'nobody is signed in');
  assertScope(grant, 'api');
  GRANTS.set(request, grant);
}

/** Who this client is. @throws NOT_SIGNED_IN once that is over */
export function grantOf({ request }: Pick<Socket, 'request'>): Grant {
  const grant = GRANTS.get(request);
  if (!grant?.isValid()) throw new CodedError('NOT_SIGNED_IN', 'the sign-in of this connection has ended');
  return grant;
}

const LOOK_EVERY_MS = 1_000;

/** The stream of a client ends with its sign-in: it would hear of everything for ever. */
export function endWithGrant(io: Server): void {
  const timer = setInterval(() => {
    for (const socket of io.sockets.sockets.values())
      if (!GRANTS.get(socket.request)?.isValid()) socket.disconnect(true);
  }, LOOK_EVERY_MS);
  timer.unref();
  io.engine.once('close', () => clearInterval(timer));
}
