import type { IncomingMessage } from 'node:http';
import { CodedError } from '@neurohub/contracts/errors';
import type { Socket } from 'socket.io';
import { clientOf, type Grant } from '../auth/client.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { assertAllowed } from './request-guard.ts';

const GRANTS = new WeakMap<IncomingMessage, Grant>();

/** The handshake of a socket passes what a request passes. @throws HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED, NOT_SIGNED_IN, … */
export async function admit(
  request: IncomingMessage,
  { guard, auth }: Pick<ApiDependencies, 'guard' | 'auth'>,
): Promise<void> {
  assertAllowed(request.headers, guard);
  const grant = await auth.identify(clientOf(request));
  if (!grant) throw new CodedError('NOT_SIGNED_IN', 'nobody is signed in');
  GRANTS.set(request, grant);
}

/** Who this client is. @throws NOT_SIGNED_IN once that is over */
export function grantOf({ request }: Pick<Socket, 'request'>): Grant {
  const grant = GRANTS.get(request);
  if (!grant?.isValid()) throw new CodedError('NOT_SIGNED_IN', 'the sign-in of this connection has ended');
  return grant;
}
