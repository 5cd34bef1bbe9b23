import { CodedError } from '@neurohub/contracts/errors';
import { executionIdSchema, executionRecordSchema } from '@neurohub/contracts/record';
import {
  exportQuerySchema,
  failureSchema,
  resultsPageSchema,
  resultsQuerySchema,
  seriesQuerySchema,
  successOf,
} from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';
import { executionCsv } from '../execution-csv.ts';
import { findSeries, seriesCsv, seriesValues } from '../series-values.ts';

const tags = ['results'];
const params = z.object({ id: executionIdSchema });

export function resultRoutes(server: ApiServer, { storage }: ApiDependencies): void {
  server.get('/api/results', {
    schema: {
      summary: 'Executions, newest first',
      tags,
      querystring: resultsQuerySchema,
      response: { 200: successOf(resultsPageSchema), 400: failureSchema },
    },
    handler: async ({ query }) => success(await storage.listResults(query)),
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
    schema: { summary: 'One execution as a file', tags, params, querystring: exportQuerySchema },
    handler: async ({ params: { id }, query: { format } }, reply) => {
      const record = await recordOf(id);
      const name = `${record.dut.serialNumber}_${record.acceptedAt}`.replace(/[^A-Za-z0-9_.-]/g, '-');
      reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
      if (format === 'csv') return reply.type('text/csv; charset=utf-8').send(executionCsv(record));
      return reply.type('application/json').send(JSON.stringify(record, null, 2));
    },
  });
  server.get('/api/results/:id/series', {
    schema: { summary: 'The values of one series', tags, params, querystring: seriesQuerySchema },
    handler: async ({ params: { id }, query }, reply) => {
      const found = findSeries(await recordOf(id), query);
      if (!found) throw new CodedError('SERIES_NOT_FOUND', `no series "${query.measurement}" in this execution`);
      const values = seriesValues(found.series, await storage.readSeries(id, found.series));
      if (query.format === 'json') return reply.send(success(values));
      const name = `${query.step}_${query.measurement}`.replace(/[^A-Za-z0-9_.-]/g, '-');
      reply.header('content-disposition', `attachment; filename="${name}.csv"`);
      return reply.type('text/csv; charset=utf-8').send(seriesCsv(values));
    },
  });

  async function recordOf(id: string) {
    const record = await storage.getExecution(id);
    if (!record) throw new CodedError('EXECUTION_NOT_FOUND', `no execution ${id}`);
    return record;
  }
}
