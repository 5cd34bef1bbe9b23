/** What station.yaml says about who may use the station: `server.auth`. */
import * as z from 'zod';
import { ROLES } from './auth.ts';

/** What an API key is for: `metrics` is GET /metrics, `api` is everything else. */
export const KEY_SCOPES = ['api', 'metrics'] as const;

/** Where an address says who it is, it may do everything but look after people. */
const roleOfKnownAddress = z.enum(['viewer', 'operator', 'technician', 'engineer', 'manager']);

export const cidrSchema = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
    error: 'expected an address or a network, such as 192.168.1.0/24',
  })
  .describe('address or network');

const basicSchema = z
  .strictObject({
    username: z.string().min(1).max(100),
    password_hash: z
      .string()
      .regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/, 'a bcrypt hash, as `htpasswd -nB` prints it'),
  })
  .transform((b) => ({ username: b.username, passwordHash: b.password_hash }));

const jwtSchema = z
  .strictObject({
    secret_key: z
      .string()
      .min(32, 'at least 32 characters, such as `openssl rand -base64 48` prints')
      .describe('as ${NAME}'),
    algorithm: z.enum(['HS256', 'HS384', 'HS512']).default('HS256').describe('the only one that is taken'),
    expire_minutes: z.int().min(1).max(10_080).default(60).describe('of tokens that the station gives'),
    issuer: z.string().min(1).optional().describe('`iss` that a token has to have; default: station.id'),
    audience: z.string().min(1).default('neurohub-station').describe('`aud` that a token has to have'),
  })
  .transform((j) => ({
    secretKey: j.secret_key,
    algorithm: j.algorithm,
    expireMinutes: j.expire_minutes,
    issuer: j.issuer,
    audience: j.audience,
  }));

const apiKeySchema = z
  .strictObject({
    name: z.string().min(1).max(100),
    key_hash: z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the key, in small hex digits'),
    role: z.enum(ROLES).default('viewer'),
    scopes: z.array(z.enum(KEY_SCOPES)).min(1).default(['api']),
    expires_at: z.iso.datetime({ offset: true }).optional(),
  })
  .transform(({ key_hash, expires_at, ...k }) => ({ ...k, hash: key_hash, expiresAt: expires_at }));

export const authSchema = z
  .strictObject({
    enabled: z.boolean().default(false).describe('whoever uses the station has to sign in'),
    type: z
      .enum(['basic', 'jwt', 'api_key'])
      .default('basic')
      .describe('what programs may show besides API keys: name and password, or a token; people sign in on the screen'),
    basic: basicSchema.optional().describe('an administrator besides the users of the station'),
    jwt: jwtSchema.optional().describe('needed by `type: jwt`'),
    api_keys: z.array(apiKeySchema).max(100).default([]).describe('besides those that were made on the station'),
    whitelist: z.array(cidrSchema).max(100).default([]).describe('addresses that need no sign-in'),
    whitelist_role: roleOfKnownAddress.default('operator').describe('what they may do'),
    trusted_proxies: z.array(cidrSchema).max(20).default([]).describe('whose X-Forwarded-For is believed'),
    session_hours: z.number().min(0.1).max(168).default(12).describe('after which people sign in again'),
  })
  .prefault({})
  .superRefine(({ type, jwt }, context) => {
    if (type === 'jwt' && !jwt)
      context.addIssue({ code: 'custom', path: ['jwt'], message: '`type: jwt` needs jwt.secret_key' });
  })
  .transform((a) => ({
    enabled: a.enabled,
    type: a.type,
    basic: a.basic,
    jwt: a.jwt,
    apiKeys: a.api_keys,
    whitelist: a.whitelist,
    whitelistRole: a.whitelist_role,
    trustedProxies: a.trusted_proxies,
    sessionHours: a.session_hours,
  }));

export type AuthConfig = z.output<typeof authSchema>;
