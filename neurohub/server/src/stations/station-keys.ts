import { createHash, randomBytes } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type { Database } from '../database/transact.ts';

const PREFIX = 'nhs_';

/** A key has 256 bits of chance: it needs no salt. Nobody keeps the key itself. */
export const newKey = (): string => PREFIX + randomBytes(32).toString('base64url');
export const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();
/** Short and no secret: tells the keys of one station apart, in tokens. */
export const keyIdOf = (hash: Buffer): string => hash.subarray(0, 8).toString('hex');

interface KeyRow {
  station_id: string;
  key_hash: Buffer;
  key_revoked_at: Date | null;
  install_id: string | null;
}

/** The station whose valid key it is. */
export interface KeyHolder {
  stationId: string;
  keyId: string;
  /** The installation that is accepted; null before it was first heard of. */
  installId: string | null;
}

const COLUMNS = 'station_id, key_hash, key_revoked_at, install_id';

/** @throws STATION_UNKNOWN, STATION_KEY_REVOKED */
export async function holderOfKey(db: Database, key: string): Promise<KeyHolder> {
  const hash = keyHash(key);
  const { rows } = await db.query<KeyRow>(`SELECT ${COLUMNS} FROM stations WHERE key_hash = $1`, [hash]);
  if (rows[0]) return valid(rows[0]);
  const retired = await db.query<{ station_id: string; retired_at: Date }>(
    'SELECT station_id, retired_at FROM retired_keys WHERE key_hash = $1',
    [hash],
  );
  const [row] = retired.rows;
  if (row) throw revoked(row.station_id, row.retired_at);
  throw new CodedError('STATION_UNKNOWN', 'no station has this key');
}

/** For a token: the key that it was given for has to be the valid one still. @throws STATION_UNKNOWN, STATION_KEY_REVOKED */
export async function holderOfKeyId(db: Database, stationId: string, keyId: string): Promise<KeyHolder> {
  const { rows } = await db.query<KeyRow>(`SELECT ${COLUMNS} FROM stations WHERE station_id = $1`, [stationId]);
  const [row] = rows;
  if (!row) throw new CodedError('STATION_UNKNOWN', `there is no station ${stationId} any more`);
  if (keyIdOf(row.key_hash) !== keyId) throw revoked(stationId, null);
  return valid(row);
}

function valid({ station_id: stationId, key_hash, key_revoked_at, install_id: installId }: KeyRow): KeyHolder {
  if (key_revoked_at) throw revoked(stationId, key_revoked_at);
  return { stationId, keyId: keyIdOf(key_hash), installId };
}

function revoked(stationId: string, at: Date | null): CodedError {
  const since = at ? ` at ${at.toISOString()}` : '';
  return new CodedError('STATION_KEY_REVOKED', `this key of ${stationId} was revoked${since}`, {
    details: { stationId, ...(at && { revokedAt: at.toISOString() }) },
  });
}
