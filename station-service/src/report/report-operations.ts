/** Everything that can be asked of a report thread. */
import { CodedError } from '@neurohub/contracts/errors';
import type { ExportFormat, ExportQuery } from '@neurohub/contracts/exports-rest';
import type { Alarm, ExecutionRecord, Series } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { alarmQueries } from '../storage/alarms.ts';
import type { RecordContent } from '../storage/record-content.ts';
import { resultQueries } from '../storage/result-queries.ts';
import { BulkExport, type BulkProgress, type BulkRequest } from './bulk-export.ts';
import { executionCsv } from './execution-csv.ts';
import { wideCsv } from './execution-wide.ts';
import { executionXlsx } from './execution-xlsx.ts';
import { plotSeries } from './plot-series.ts';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';
import { reportOf } from './report-of.ts';
import { seriesColumns } from './series-columns.ts';

export interface ExportOneRequest {
  id: string;
  query: ExportQuery;
  stationName: string;
  /** ISO. */
  madeAt: string;
}

export interface ExportedFile {
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}

export type ReportOperations = ReturnType<typeof reportOperations>;

export function reportOperations(db: Database.Database, content: RecordContent) {
  const { getExecution } = resultQueries(db);
  const { alarmsDuring } = alarmQueries(db);
  let bulk: BulkExport | null = null;

  return {
    async exportOne(request: ExportOneRequest): Promise<ExportedFile> {
      const record = getExecution(request.id);
      if (!record) throw new CodedError('EXECUTION_NOT_FOUND', `no execution ${request.id}`);
      const { format } = request.query;
      const bytes = Buffer.from(await bytesOf(record, request));
      return { name: `${fileStem(record)}.${EXTENSIONS[format]}`, mimeType: MIME_TYPES[format], bytes };
    },
    bulkBegin(request: BulkRequest): BulkProgress {
      bulk = new BulkExport(db, request);
      return bulk.progress;
    },
    /** Some further executions. */
    bulkNext: (): BulkProgress => begun().next(),
    /** Bytes of the finished file. */
    bulkEnd: (): Promise<number> => begun().end(),
  };

  function begun(): BulkExport {
    if (!bulk) throw new Error('no export was begun');
    return bulk;
  }

  async function bytesOf(record: ExecutionRecord, request: ExportOneRequest): Promise<Uint8Array | string> {
    switch (request.query.format) {
      case 'json':
        return JSON.stringify(record, null, 2);
      case 'csv':
        return executionCsv(record);
      case 'csv-wide':
        return wideCsv([record]);
      case 'xlsx':
        return executionXlsx(record);
      case 'html':
        return reportHtml(await report(record, request));
      case 'pdf': {
        const { reportPdf } = await import('./report-pdf.ts');
        return reportPdf(await report(record, request));
      }
    }
  }

  async function report(record: ExecutionRecord, { query, stationName, madeAt }: ExportOneRequest): Promise<Report> {
    const alarms: Alarm[] = alarmsDuring({
      batchId: record.batchId,
      from: record.acceptedAt,
      to: record.endedAt ?? madeAt,
    });
    const plots = await plotsOf(record);
    const plotOf = ({ hash }: Series) => plots.get(hash) ?? null;
    return reportOf({ record, alarms, language: query.language, stationName, madeAt, plotOf });
  }

  async function plotsOf({ id, steps }: ExecutionRecord): Promise<Map<string, string>> {
    const all = steps.flatMap(({ measurements }) => measurements.flatMap(({ series }) => series ?? []));
    const plots = new Map<string, string>();
    for (const series of all.slice(0, MOST_PLOTS)) {
      if (plots.has(series.hash)) continue;
      const bytes = await content.readSeries(id, series).catch((): null => null);
      // Values that retention has taken, or that are damaged: the record still tells of them, without a picture.
      if (bytes) plots.set(series.hash, plotSeries(...seriesColumns(series, bytes)));
    }
    return plots;
  }
}

/** Of loops that each take a waveform there may be thousands. */
const MOST_PLOTS = 200;

const fileStem = ({ dut, acceptedAt }: ExecutionRecord) => `${dut.serialNumber}_${acceptedAt.replaceAll(':', '-')}`;

const EXTENSIONS: Record<ExportFormat, string> = {
  ...{ json: 'json', csv: 'csv', 'csv-wide': 'csv', xlsx: 'xlsx', html: 'html', pdf: 'pdf' },
};
const MIME_TYPES: Record<ExportFormat, string> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  'csv-wide': 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
};
