import { type LOG_EXPORT_FORMATS, type LogsPage, logsPageSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { apiQueryOf, type LogFilter } from '../store/log-filter.ts';

const PAGE_SIZE = 200;
const TAIL_PAGE_SIZE = 500;

/** The newest lines, newest first; those before a number; or those after one, oldest first. */
export function fetchTail(filter: LogFilter, place: { before?: number; after?: number }): Promise<LogsPage> {
  const query = apiQueryOf(filter);
  query.set('limit', String(TAIL_PAGE_SIZE));
  for (const [name, value] of Object.entries(place)) query.set(name, String(value));
  return requestData(logsPageSchema, `/api/logs?${query}`);
}

export function logExportHref(filter: LogFilter, format: (typeof LOG_EXPORT_FORMATS)[number]): string {
  const query = apiQueryOf(filter);
  query.set('format', format);
  return `/api/logs/export?${query}`;
}

export function fetchLogs(batchId: string): Promise<LogsPage> {
  const query = new URLSearchParams({ batchId, limit: String(PAGE_SIZE) });
  return requestData(logsPageSchema, `/api/logs?${query}`);
}
