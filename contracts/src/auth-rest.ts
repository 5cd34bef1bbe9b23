/** Signing in, users and API keys, over REST. */
import * as z from 'zod';
import { ACTOR_VIAS, ROLES } from './auth.ts';
import { KEY_SCOPES } from './auth-config.ts';

const nameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,99}$/u, 'letters, digits, space, and . _ @ -, at most 100')
  .describe('of a user');
const passwordSchema = z.string().min(10).max(200);
const pinSchema = z.string().regex(/^\d{6,9}$/, '6 to 9 digits; more would be a password');
const badgeSchema = z.string().min(8).max(200).describe('what the reader types when the badge is held to it');

/** One of them: name and password, name and PIN, or a badge. */
export const signInBodySchema = z.union([
  z.strictObject({ name: z.string().min(1).max(100), password: z.string().min(1).max(200) }),
  z.strictObject({ name: z.string().min(1).max(100), pin: z.string().min(1).max(20) }),
  z.strictObject({ badge: z.string().min(1).max(200) }),
]);
export type SignInBody = z.output<typeof signInBodySchema>;

export const actorSchema = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  via: z.enum(ACTOR_VIAS),
  from: z.string().describe('address of the client'),
});

export const meSchema = z.strictObject({
  enabled: z.boolean().describe('whether this station has people sign in'),
  actor: actorSchema.nullable().describe('who asks; null when nobody knows'),
});
export type Me = z.output<typeof meSchema>;

export const signedInSchema = z.strictObject({ actor: actorSchema, expiresAt: z.iso.datetime() });
export type SignedIn = z.output<typeof signedInSchema>;

export const tokenSchema = z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() });

export const changePasswordBodySchema = z.strictObject({
  current: z.string().min(1).max(200),
  password: passwordSchema,
});

const secrets = { password: passwordSchema.optional(), pin: pinSchema.optional(), badge: badgeSchema.optional() };

export const newUserBodySchema = z.strictObject({ name: nameSchema, role: z.enum(ROLES), ...secrets });
export type NewUserBody = z.output<typeof newUserBodySchema>;

/** What it does not say stays; null takes it away. */
export const changeUserBodySchema = z.strictObject({
  role: z.enum(ROLES).optional(),
  password: passwordSchema.nullable().optional(),
  pin: pinSchema.nullable().optional(),
  badge: badgeSchema.nullable().optional(),
});
export type ChangeUserBody = z.output<typeof changeUserBodySchema>;

export const userSchema = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  hasPassword: z.boolean(),
  hasPin: z.boolean(),
  hasBadge: z.boolean(),
  changedAt: z.iso.datetime(),
});
export type UserView = z.output<typeof userSchema>;

export const newKeyBodySchema = z.strictObject({
  name: nameSchema.describe('what it is for'),
  role: z.enum(ROLES).default('viewer'),
  scopes: z
    .array(z.enum(KEY_SCOPES))
    .min(1)
    .default(['api'])
    .describe('`metrics`: GET /metrics, `api`: everything else'),
  expiresAt: z.iso.datetime({ offset: true }).optional().describe('default: never'),
});
export type NewKeyBody = z.output<typeof newKeyBodySchema>;

export const keySchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  scopes: z.array(z.enum(KEY_SCOPES)),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type KeyView = z.output<typeof keySchema>;

export const newKeySchema = z.strictObject({ ...keySchema.shape, key: z.string().describe('shown this once only') });
