/** What station.yaml says about NeuroHub: `backend`; and whom to ask before a test begins: `start_gate`. */
import * as z from 'zod';
import { dutSchema, idSchema } from './record.ts';
import { EXECUTION_MODES } from './vocabulary.ts';

const seconds = (max: number, fallback: number, what: string) =>
  z.number().min(0.1).max(max).default(fallback).describe(`seconds; ${what}`);

const secureUrl = z.url({
  protocol: /^https?$/,
  error: 'expected an address such as https://neurohub.factory.example',
});

const queueSchema = z
  .strictObject({
    max_mb: z
      .number()
      .min(10)
      .max(10_000_000)
      .default(20_000)
      .describe('megabytes; what may wait to be sent, files included'),
    when_full: z
      .enum(['keep_testing', 'refuse_starts'])
      .default('keep_testing')
      .describe('nothing that waits is ever dropped: an alarm only, or no new tests until there is room'),
  })
  .prefault({})
  .transform((q) => ({ maxBytes: q.max_mb * 1024 * 1024, whenFull: q.when_full }));

export const backendSchema = z
  .strictObject({
    url: secureUrl,
    api_key: z.string().min(1).nullable().default(null).describe('of this station, as ${NAME}'),
    auth: z
      .enum(['api_key', 'jwt'])
      .default('api_key')
      .describe('`jwt`: the key is shown only to get a token that lasts minutes'),
    sync_interval: z
      .number()
      .min(5)
      .max(3600)
      .default(30)
      .describe('seconds; sign of life, and the longest wait of a result that could not be sent at once'),
    timeouts: z
      .strictObject({
        connect: seconds(60, 5, 'until the connection stands'),
        headers: seconds(120, 10, 'until the answer begins'),
        idle: seconds(120, 10, 'between two pieces of the answer'),
        total: seconds(600, 60, 'for a whole request; files have it for each part'),
      })
      .prefault({}),
    proxy: secureUrl.optional().describe('HTTP proxy; those of the environment are not used'),
    ca_file: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file: a certificate authority of your own, besides the known ones'),
    queue: queueSchema,
    attachments: z.boolean().default(true).describe('files and long series go, too; after the verdicts'),
    logs: z.boolean().default(false).describe('logs of executions go, too; after everything else'),
    live: z.boolean().default(true).describe('tells NeuroHub what happens now'),
    packages: z
      .enum(['off', 'download', 'auto'])
      .default('auto')
      .describe(
        'what NeuroHub wants here: ignored, installed beside the others, or taken into use when a batch is idle',
      ),
    remote_start: z
      .boolean()
      .default(false)
      .describe('NeuroHub may ask for a test; a person at the station has to confirm each'),
  })
  .transform((b) => ({
    url: b.url.replace(/\/+$/, ''),
    apiKey: b.api_key,
    auth: b.auth,
    syncIntervalS: b.sync_interval,
    timeoutsMs: {
      connect: b.timeouts.connect * 1000,
      headers: b.timeouts.headers * 1000,
      idle: b.timeouts.idle * 1000,
      total: b.timeouts.total * 1000,
    },
    ...(b.proxy && { proxy: b.proxy }),
    ...(b.ca_file && { caFile: b.ca_file }),
    queue: b.queue,
    attachments: b.attachments,
    logs: b.logs,
    live: b.live,
    packages: b.packages,
    remoteStart: b.remote_start,
  }));
export type BackendConfig = z.output<typeof backendSchema>;

/** What the start gate is asked by POST, before a test is accepted. */
export const startGateRequestSchema = z.strictObject({
  stationId: idSchema,
  batchId: idSchema,
  dut: dutSchema,
  operator: z.string().nullable(),
  sequence: z.strictObject({ name: z.string(), version: z.string() }),
  mode: z.enum(EXECUTION_MODES),
});
export type StartGateRequest = z.infer<typeof startGateRequestSchema>;

/** Its answer, with any status of success. Anything else is no answer. */
export const startGateAnswerSchema = z.union([
  z.object({ allow: z.literal(true) }),
  z.object({ allow: z.literal(false), reason: z.string().max(500) }),
]);

/** Asked by POST with the DUT, batch, sequence and operator; answers `{allow: true}` or `{allow: false, reason}`. */
export const startGateSchema = z
  .strictObject({
    url: secureUrl,
    timeout: seconds(30, 2, 'until it has to have answered'),
    when_unreachable: z
      .enum(['refuse', 'allow'])
      .default('refuse')
      .describe('no answer in time, or none that is understood: no test, or a test that the audit trail says so of'),
    headers: z.record(z.string(), z.string()).default({}).describe('sent along, such as a key as ${NAME}'),
  })
  .transform((g) => ({
    url: g.url,
    timeoutMs: g.timeout * 1000,
    whenUnreachable: g.when_unreachable,
    headers: g.headers,
  }));
export type StartGateConfig = z.output<typeof startGateSchema>;
