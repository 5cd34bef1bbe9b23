import type { IncomingHttpHeaders } from 'node:http';
import { CodedError } from '@neurohub/contracts/errors';
import type { Pool } from 'pg';
import { holderOfKey, holderOfKeyId, type KeyHolder } from './station-keys.ts';
import type { StationTokens } from './station-tokens.ts';

/** A station that has shown its key, or a token for it. */
export interface KnownStation {
  readonly id: string;
  readonly keyId: string;
  readonly via: 'key' | 'token';
  /** The installation that is accepted; null before it was first heard of. */
  readonly accepted: string | null;
  /** Which installation speaks; null where the request does not say. */
  installId: string | null;
}

/** What a station shows: `X-API-Key`, or a token as `Authorization: Bearer`; the live link has them in its handshake. */
export interface StationCredentials {
  apiKey?: string | undefined;
  token?: string | undefined;
}

export function stationCredentialsOf(headers: IncomingHttpHeaders): StationCredentials {
  const key = headers['x-api-key'];
  const [, token] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return { apiKey: typeof key === 'string' ? key : undefined, token };
}

/**
 * @param expected the station that is spoken for: its key opens nothing of another one
 * @throws STATION_UNKNOWN, STATION_KEY_REVOKED, NOT_ALLOWED for the key of another station
 */
export async function identifyStation(
  parts: { pool: Pool; tokens: StationTokens },
  { apiKey, token }: StationCredentials,
  expected?: string | undefined,
): Promise<KnownStation> {
  const holder = apiKey ? await holderOfKey(parts.pool, apiKey) : await holderOfToken(parts, token);
  const { stationId: id, keyId, installId: accepted } = holder;
  if (expected !== undefined && id !== expected)
    throw new CodedError('NOT_ALLOWED', `the key of ${id} opens nothing of ${expected}`);
  return { id, keyId, via: apiKey ? 'key' : 'token', accepted, installId: null };
}

async function holderOfToken(
  { pool, tokens }: { pool: Pool; tokens: StationTokens },
  token: string | undefined,
): Promise<KeyHolder> {
  if (!token)
    throw new CodedError('STATION_UNKNOWN', 'a station shows its key as X-API-Key, or a token as Authorization');
  const claims = await tokens.verify(token);
  if (!claims) throw new CodedError('STATION_UNKNOWN', 'the token is not right, or has expired');
  return holderOfKeyId(pool, claims.stationId, claims.keyId);
}
