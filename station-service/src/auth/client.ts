import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '@neurohub/contracts/auth';
import type { KEY_SCOPES } from '@neurohub/contracts/auth-config';
import { plainAddress } from '@neurohub/server-kit/addresses';

/** What is known of whoever asks, before anybody knows who it is. */
export interface Client {
  headers: IncomingHttpHeaders;
  /** Of the other end of the connection. */
  address: string;
}

export type Scope = (typeof KEY_SCOPES)[number];

/** Who it is, for as long as that is so. */
export interface Grant {
  actor: Actor;
  /** Of an API key; a person has all. */
  scopes?: readonly Scope[];
  /** False once its session, key or user has ended. */
  isValid(): boolean;
}

/** Knows clients by what they bring along. */
export interface Authenticator {
  /** Null when nobody knows who it is. @throws SIGN_IN_FAILED, TOO_MANY_ATTEMPTS for what is not right */
  identify(client: Client): Promise<Grant | null>;
}

export function clientOf(request: {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}): Client {
  return { headers: request.headers, address: plainAddress(request.socket.remoteAddress ?? '') };
}
