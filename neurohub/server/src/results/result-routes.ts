import { Readable } from 'node:stream';
import { attachmentDisposition } from '@neurohub/contracts/content-disposition';
import { CodedError } from '@neurohub/contracts/errors';
import {
  exportResultsQuerySchema,
  paretoAnswerSchema,
  resultsPageSchema,
  resultsQuerySchema,
  type StatisticsQuery,
  statisticsQuerySchema,
  throughputAnswerSchema,
  unitHistorySchema,
  yieldAnswerSchema,
} from '@neurohub/contracts/hub-results';
import { hashSchema } from '@neurohub/contracts/record';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { success } from '../api/envelope.ts';
import type { HubRoutes, HubServer } from '../api/hub-server.ts';
import type { HubParts } from '../hub-parts.ts';
import { resultContent } from './result-contents.ts';
import { type ResultDetail, Results } from './results.ts';
import { resultsCsv } from './results-csv.ts';
import { paretoStatistics, throughputStatistics, yieldStatistics } from './statistics.ts';

const resultParams = z.object({ resultId: z.uuid() });
/** What a package attached is never a page of NeuroHub, however a browser comes to show it. */
const NO_PAGE = "sandbox; default-src 'none'; frame-ancestors 'none'";

export const resultRoutes =
  ({ pool }: Pick<HubParts, 'pool'>): HubRoutes =>
  async (server) => {
    const results = new Results(pool);
    listRoutes(server, results);
    oneResultRoutes(server, results, pool);
    statisticsRoutes(server, pool);
  };

function listRoutes(server: HubServer, results: Results): void {
  server.get('/api/results', {
    schema: {
      summary: 'Results of all stations, newest first',
      ...{ tags: ['results'], querystring: resultsQuerySchema },
      response: { 200: successOf(resultsPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await results.list(query)),
  });
  server.get('/api/results.csv', {
    schema: { summary: 'The same as a file, all of it', tags: ['results'], querystring: exportResultsQuerySchema },
    handler: async ({ query }, reply) => {
      reply.header('content-disposition', attachmentDisposition('results.csv'));
      return reply.type('text/csv; charset=utf-8').send(Readable.from(resultsCsv(results, query)));
    },
  });
  server.get('/api/units/:serialNumber', {
    schema: {
      summary: 'Everything that was done with a unit, oldest first',
      ...{ tags: ['results'], params: z.object({ serialNumber: z.string().min(1).max(200) }) },
      response: { 200: successOf(unitHistorySchema) },
    },
    handler: async ({ params: { serialNumber } }) =>
      success({ serialNumber, executions: await results.unit(serialNumber) }),
  });
}

function oneResultRoutes(server: HubServer, results: Results, pool: HubParts['pool']): void {
  server.get('/api/results/:resultId', {
    schema: {
      summary: 'One result with its record, byte by byte as it arrived',
      description: 'data: resultDetailSchema of contracts/hub-results. `sha256` is over the bytes of `record`.',
      ...{ tags: ['results'], params: resultParams },
    },
    handler: async ({ params: { resultId } }, reply) => {
      const detail = await results.detail(resultId);
      if (!detail) throw new CodedError('RESULT_NOT_FOUND', `no result ${resultId}`);
      return reply.type('application/json; charset=utf-8').send(Buffer.from(detailText(detail)));
    },
  });
  server.get('/api/results/:resultId/contents/:sha256', {
    schema: {
      summary: 'A file or a long series of a result, to be saved',
      ...{ tags: ['results'], params: resultParams.extend({ sha256: hashSchema }) },
    },
    handler: async ({ params: { resultId, sha256 } }, reply) => {
      const { name, mimeType, size, bytes } = await resultContent(pool, resultId, sha256);
      reply.headers({
        'content-disposition': attachmentDisposition(name),
        'content-security-policy': NO_PAGE,
        'content-type': mimeType,
        'content-length': size,
        'cache-control': 'private, max-age=86400, immutable',
        'x-content-type-options': 'nosniff',
      });
      return reply.send(bytes);
    },
  });
}

/** The record is put in as it is: read and written again it might have other bytes than its hash is over. */
const detailText = ({ payload, ...known }: ResultDetail): string =>
  `{"success":true,"data":${JSON.stringify(known).slice(0, -1)},"record":${payload}}}`;

function statisticsRoutes(server: HubServer, pool: HubParts['pool']): void {
  server.get('/api/statistics/yield', {
    schema: {
      summary: 'First-pass yield: in all, by time, by station, by sequence',
      ...{ tags: ['statistics'], querystring: statisticsQuerySchema },
      response: { 200: successOf(yieldAnswerSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await yieldStatistics(pool, checked(query))),
  });
  server.get('/api/statistics/throughput', {
    schema: {
      summary: 'Production executions and how long they took, by time',
      ...{ tags: ['statistics'], querystring: statisticsQuerySchema },
      response: { 200: successOf(throughputAnswerSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await throughputStatistics(pool, checked(query))),
  });
  server.get('/api/statistics/pareto', {
    schema: {
      summary: 'What production executions failed by, the most frequent first',
      ...{ tags: ['statistics'], querystring: statisticsQuerySchema },
      response: { 200: successOf(paretoAnswerSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await paretoStatistics(pool, checked(query))),
  });
}

function checked(query: StatisticsQuery): StatisticsQuery {
  if (isTimeZone(query.timeZone)) return query;
  const message = `expected an IANA name such as Asia/Seoul, got "${query.timeZone}"`;
  throw new CodedError('VALIDATION_ERROR', `timeZone: ${message}`, {
    details: { problems: [{ path: 'timeZone', message }] },
  });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // An offset is none: it has no summer.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
