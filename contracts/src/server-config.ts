/** What station.yaml says about the address of the station, and who may use it from a browser: `server`. */
import * as z from 'zod';
import { authSchema } from './auth-config.ts';

const tlsSchema = z
  .strictObject({
    cert: z.string().min(1).describe('PEM file: the certificate of this station, then those of its issuers'),
    key: z.string().min(1).describe('PEM file: its private key'),
    passphrase: z.string().min(1).optional().describe('of the private key, as ${NAME}'),
    min_version: z.enum(['1.2', '1.3']).default('1.2').describe('of TLS'),
    hsts: z
      .boolean()
      .default(false)
      .describe('browsers refuse plain HTTP and any other certificate for this name during a year'),
  })
  .transform((t) => ({ cert: t.cert, key: t.key, passphrase: t.passphrase, minVersion: t.min_version, hsts: t.hsts }));

const originSchema = z
  .url({ protocol: /^https?$/, error: 'expected an origin such as https://panel.example; "*" is not allowed' })
  .refine((text) => new URL(text).href === `${new URL(text).origin}/`, {
    error: 'expected scheme, name and port only, such as https://panel.example:8443',
  })
  .transform((text) => new URL(text).origin);

export const serverSchema = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
    port: z.int().min(0).max(65_535).describe('TCP port; 0 takes any free one').default(8080),
    host_names: z
      .array(z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'a name such as station-1.factory.example'))
      .max(50)
      .default([])
      .describe(
        'other names by which browsers may open the station (DNS, reverse proxy); those of its certificate are known',
      ),
    allow_insecure_lan: z
      .boolean()
      .default(false)
      .describe('allow an address other than loopback without authentication'),
    cors: z
      .strictObject({
        allowed_origins: z.array(originSchema).max(50).prefault([]).describe('other pages that may use the API'),
      })
      .prefault({}),
    auth: authSchema,
    tls: tlsSchema.optional().describe('HTTPS instead of HTTP, with a certificate of your own'),
  })
  .prefault({})
  .transform((s) => ({
    host: s.host,
    port: s.port,
    hostNames: s.host_names.map((name) => name.toLowerCase()),
    allowInsecureLan: s.allow_insecure_lan,
    allowedOrigins: s.cors.allowed_origins,
    auth: s.auth,
    ...(s.tls && { tls: s.tls }),
  }));
