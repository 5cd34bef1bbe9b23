/** Tokens that stations show in place of their key: one algorithm, one secret for all instances, and always an end within minutes. */
import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { Database } from '../database/transact.ts';

export const TOKEN_MINUTES = 10;
const ALGORITHM = 'HS256';
const ISSUER = 'neurohub';
const AUDIENCE = 'neurohub-station';
const CLOCKS_DIFFER_S = 30;
const SECRET = 'station tokens';

const claimsSchema = z.object({ sub: z.string().min(1).max(100), keyId: z.string(), exp: z.number() });

export class StationTokens {
  readonly #secret: Uint8Array;
  readonly #now: () => Date;

  /** The first instance makes the secret, the others find it. */
  static async open(db: Database, now: () => Date): Promise<StationTokens> {
    await db.query('INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      ...[SECRET, randomBytes(32)],
    ]);
    const { rows } = await db.query<{ value: Buffer }>('SELECT value FROM secrets WHERE name = $1', [SECRET]);
    if (!rows[0]) throw new Error('the secret of station tokens is not there');
    return new StationTokens(rows[0].value, now);
  }

  private constructor(secret: Uint8Array, now: () => Date) {
    this.#secret = secret;
    this.#now = now;
  }

  /** `keyId`: of the key that it is given for: with that, the token ends. */
  async sign(stationId: string, keyId: string): Promise<{ token: string; expiresAt: string }> {
    const nowS = Math.floor(this.#now().getTime() / 1000);
    const exp = nowS + TOKEN_MINUTES * 60;
    const token = await new SignJWT({ keyId })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(stationId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(nowS)
      .setExpirationTime(exp)
      .sign(this.#secret);
    return { token, expiresAt: new Date(exp * 1000).toISOString() };
  }

  /** Null for anything that is not exactly right. */
  async verify(token: string): Promise<{ stationId: string; keyId: string } | null> {
    const options = {
      ...{ algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, requiredClaims: ['exp', 'sub', 'keyId'] },
      ...{ clockTolerance: CLOCKS_DIFFER_S, currentDate: this.#now() },
    };
    const payload = await jwtVerify(token, this.#secret, options).then(
      (verified) => verified.payload,
      () => null,
    );
    const claims = claimsSchema.safeParse(payload).data;
    return claims ? { stationId: claims.sub, keyId: claims.keyId } : null;
  }
}
