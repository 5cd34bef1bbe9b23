import { CodedError } from '@neurohub/contracts/errors';
import {
  contentHeadersSchema,
  contentStateSchema,
  ledgerAnswerSchema,
  ledgerQuerySchema,
  MAX_CONTENT_PART_BYTES,
  MAX_RECORD_BYTES,
  sendLogsAnswerSchema,
  sendLogsBodySchema,
  sendResultsAnswerSchema,
  sendResultsBodySchema,
} from '@neurohub/contracts/hub-sync';
import { hashSchema, idSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import type { preParsingHookHandler } from 'fastify';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes, HubServer } from '../api/hub-server.ts';
import { stationOf } from '../api/require-roles.ts';
import type { HubParts } from '../hub-parts.ts';
import { addContentPart, contentState } from './contents.ts';
import { decompressed } from './decompress.ts';
import { ingestResults } from './ingest-results.ts';
import { compareLedger } from './ledger.ts';
import { ingestLogs } from './station-logs.ts';

type IngestParts = Pick<HubParts, 'pool' | 'metrics'>;

const tags = ['stations, for themselves'];
const byId = z.object({ id: idSchema });
const byHash = byId.extend({ sha256: hashSchema });
const refusals = { 400: failureSchema, 401: failureSchema, 403: failureSchema };

const unpack: preParsingHookHandler = (request, _reply, payload, done) => {
  try {
    // Fastify's type of the stream leaves out that it is one of Node's.
    done(null, decompressed(request.headers, payload as never));
  } catch (thrown) {
    done(thrown as Error);
  }
};

/** What a station delivers. What it says of itself is stations/. */
export const ingestRoutes =
  (parts: IngestParts): HubRoutes =>
  async (server) => {
    // Bytes of files, as they are: no page can send this without being asked first.
    server.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: MAX_CONTENT_PART_BYTES },
      (_request, body, done) => done(null, body),
    );
    resultRoute(server, parts);
    logRoute(server, parts);
    contentRoutes(server, parts);
    server.get('/api/stations/:id/ledger', {
      schema: {
        summary: 'What has arrived of a stretch of the count of the station',
        ...{ tags, params: byId, querystring: ledgerQuerySchema },
        response: { 200: successOf(ledgerAnswerSchema), ...refusals },
      },
      handler: async (request) => success(await compareLedger(parts.pool, stationOf(request).id, request.query)),
    });
  };

function resultRoute(server: HubServer, { pool, metrics }: IngestParts): void {
  server.post('/api/stations/:id/results', {
    bodyLimit: MAX_RECORD_BYTES,
    preParsing: unpack,
    schema: {
      summary: 'Results, each answered for itself; those that were here already change nothing',
      description: 'The body may be gzip. What is not listed in the answer has to be sent again.',
      ...{ tags, params: byId, body: sendResultsBodySchema },
      response: { 200: successOf(sendResultsAnswerSchema), ...refusals, 413: failureSchema },
    },
    handler: async (request) => {
      const answer = await ingestResults(pool, stationOf(request).id, request.body);
      for (const { outcome } of answer.records) metrics.counter('neurohub_records_total').inc({ outcome });
      return success(answer);
    },
  });
}

function logRoute(server: HubServer, { pool, metrics }: IngestParts): void {
  server.post('/api/stations/:id/logs', {
    bodyLimit: MAX_RECORD_BYTES,
    preParsing: unpack,
    schema: {
      summary: 'Log entries, in the order of their ids',
      description: 'The body may be gzip. What arrives twice is kept once.',
      ...{ tags, params: byId, body: sendLogsBodySchema },
      response: { 200: successOf(sendLogsAnswerSchema), ...refusals },
    },
    handler: async (request) => {
      const answer = await ingestLogs(pool, stationOf(request).id, request.body);
      metrics.counter('neurohub_log_entries_total').inc(request.body.entries.length);
      return success(answer);
    },
  });
}

function contentRoutes(server: HubServer, { pool, metrics }: IngestParts): void {
  server.get('/api/stations/:id/contents/:sha256', {
    schema: {
      summary: 'How much of a file has arrived',
      ...{ tags, params: byHash, response: { 200: successOf(contentStateSchema), ...refusals } },
    },
    handler: async (request) =>
      success(await contentState(pool, { stationId: stationOf(request).id, sha256: request.params.sha256 })),
  });
  server.patch('/api/stations/:id/contents/:sha256', {
    bodyLimit: MAX_CONTENT_PART_BYTES,
    schema: {
      summary: 'The next part of a file, as application/octet-stream',
      ...{ tags, params: byHash, headers: contentHeadersSchema },
      response: { 200: successOf(contentStateSchema), ...refusals, 409: failureSchema, 422: failureSchema },
    },
    handler: async (request) => {
      const key = { stationId: stationOf(request).id, sha256: request.params.sha256 };
      const data = bytesOf(request.body);
      const { 'x-content-offset': offset, 'x-content-size': size } = request.headers;
      const state = await addContentPart(pool, key, { offset, size, data });
      metrics.counter('neurohub_content_bytes_total').inc(data.length);
      return success(state);
    },
  });
}

/** No body at all is the whole of an empty file. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined || body === null) return Buffer.alloc(0);
  throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'the body has to be application/octet-stream');
}
