import { attachmentDisposition } from '@neurohub/contracts/content-disposition';
import { CodedError } from '@neurohub/contracts/errors';
import { exportQuerySchema } from '@neurohub/contracts/exports-rest';
import { executionIdSchema, executionRecordSchema, hashSchema } from '@neurohub/contracts/record';
import {
  failureSchema,
  resultsPageSchema,
  resultsQuerySchema,
  seriesQuerySchema,
  successOf,
  unitHistorySchema,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { findSeries, seriesCsv, seriesValues } from '../series-values.ts';

const tags = ['results'];
const params = z.object({ id: executionIdSchema });
const attachmentParams = params.extend({ sha256: hashSchema });
/** What a package attached is never a page of the station, however a browser comes to show it. */
const NO_PAGE = "sandbox; default-src 'none'; frame-ancestors 'none'";

export function resultRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { storage, longReader, reports, audit, clock } = deps;
  server.get('/api/results', {
    schema: {
      summary: 'Executions, newest first',
      tags,
      querystring: resultsQuerySchema,
      response: { 200: successOf(resultsPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await longReader.listResults(query)),
  });
  server.get('/api/units/:serialNumber', {
    schema: {
      summary: 'Everything that was ever done with a unit, oldest first',
      tags,
      params: z.object({ serialNumber: z.string().min(1).max(100) }),
      response: { 200: successOf(unitHistorySchema) },
    },
    handler: async ({ params: { serialNumber } }) => success(await longReader.unitHistory(serialNumber)),
  });
  server.get('/api/results/:id', {
    schema: {
      summary: 'One execution with every attempt of every step',
      tags,
      params,
      response: { 200: successOf(executionRecordSchema), 404: failureSchema },
    },
    handler: async ({ params: { id } }) => success(await recordOf(id)),
  });
  server.get('/api/results/:id/export', {
    schema: {
      summary: 'One execution as a file: record, table, workbook, or report for people',
      ...{ tags, params, querystring: exportQuerySchema },
    },
    handler: async ({ params: { id }, query, actor }, reply) => {
      const { name: stationName } = deps.config.station;
      const made = await reports.exportOne({ id, query, stationName, madeAt: clock.wallIso() });
      void audit.append({ action: 'result.export', ...whoAsks(actor), executionId: id, detail: { ...query } });
      reply.headers({
        'content-disposition': attachmentDisposition(made.name),
        'content-security-policy': NO_PAGE,
        'content-type': made.mimeType,
      });
      return reply.send(Buffer.from(made.bytes));
    },
  });
  server.get('/api/results/:id/series', {
    schema: { summary: 'The values of one series', tags, params, querystring: seriesQuerySchema },
    handler: async ({ params: { id }, query }, reply) => {
      const found = findSeries(await recordOf(id), query);
      if (!found) throw new CodedError('SERIES_NOT_FOUND', `no series "${query.measurement}" in this execution`);
      const bytes = await storage.readSeries(id, found.series);
      if (query.format === 'f64') return reply.type('application/octet-stream').send(bytes);
      const values = seriesValues(found.series, bytes);
      if (query.format === 'json') return reply.send(success(values));
      reply.header('content-disposition', attachmentDisposition(`${query.step}_${query.measurement}.csv`));
      return reply.type('text/csv; charset=utf-8').send(seriesCsv(values));
    },
  });
  server.get('/api/results/:id/attachments/:sha256', {
    schema: { summary: 'A file that a step attached, to be saved', tags, params: attachmentParams },
    handler: async ({ params: { id, sha256 } }, reply) => {
      const { steps } = await recordOf(id);
      const attachment = steps.flatMap((step) => step.attachments ?? []).find((one) => one.sha256 === sha256);
      if (!attachment) throw new CodedError('ATTACHMENT_NOT_FOUND', `no attachment ${sha256} in this execution`);
      const bytes = await storage.readAttachment(id, attachment);
      reply.headers({
        'content-disposition': attachmentDisposition(attachment.name),
        'content-security-policy': NO_PAGE,
        'content-type': attachment.mimeType,
        'cache-control': 'private, max-age=86400, immutable',
      });
      return reply.send(bytes);
    },
  });

  async function recordOf(id: string) {
    const record = await storage.getExecution(id);
    if (!record) throw new CodedError('EXECUTION_NOT_FOUND', `no execution ${id}`);
    return record;
  }
}
