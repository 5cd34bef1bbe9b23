/** JSON web tokens: one algorithm, one key, and `iss`, `aud`, `exp`, `sub` and `role` always. */
import { ROLES, type Role } from '@neurohub/contracts/auth';
import type { AuthConfig } from '@neurohub/contracts/auth-config';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';

const CLOCKS_DIFFER_S = 30;
const claimsSchema = z.object({
  sub: z.string().min(1).max(100),
  role: z.enum(ROLES),
  exp: z.number(),
  /** Of the user, in tokens of the station itself. */
  changedAt: z.string().optional(),
});
export type TokenClaims = z.output<typeof claimsSchema>;

export class WebTokens {
  readonly #config: NonNullable<AuthConfig['jwt']>;
  readonly #issuer: string;
  readonly #key: Uint8Array;

  constructor(config: NonNullable<AuthConfig['jwt']>, stationId: string) {
    this.#config = config;
    this.#issuer = config.issuer ?? stationId;
    this.#key = new TextEncoder().encode(config.secretKey);
  }

  async sign(
    { name, role, changedAt }: { name: string; role: Role; changedAt: string },
    nowMs: number,
  ): Promise<{ token: string; expiresAtMs: number }> {
    const nowS = Math.floor(nowMs / 1000);
    const exp = nowS + this.#config.expireMinutes * 60;
    const token = await new SignJWT({ role, changedAt })
      .setProtectedHeader({ alg: this.#config.algorithm, typ: 'JWT' })
      .setSubject(name)
      .setIssuer(this.#issuer)
      .setAudience(this.#config.audience)
      .setIssuedAt(nowS)
      .setExpirationTime(exp)
      .sign(this.#key);
    return { token, expiresAtMs: exp * 1000 };
  }

  /** Null for anything that is not exactly right. */
  async verify(token: string, nowMs: number): Promise<TokenClaims | null> {
    const options = {
      algorithms: [this.#config.algorithm],
      issuer: this.#issuer,
      audience: this.#config.audience,
      requiredClaims: ['exp', 'sub', 'role'],
      clockTolerance: CLOCKS_DIFFER_S,
      currentDate: new Date(nowMs),
    };
    const payload = await jwtVerify(token, this.#key, options).then(
      (verified) => verified.payload,
      () => null,
    );
    return claimsSchema.safeParse(payload).data ?? null;
  }
}
