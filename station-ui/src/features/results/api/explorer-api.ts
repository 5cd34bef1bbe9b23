import { type BulkFormat, type ExportView, exportViewSchema } from '@neurohub/contracts/exports-rest';
import { type ResultsPage, resultsPageSchema } from '@neurohub/contracts/rest';
import { type SavedFilter, savedFiltersSchema } from '@neurohub/contracts/saved-filters-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

/** As the query of GET /api/results, by the names of the contract. */
export type ResultsSearch = Readonly<Record<string, string>>;

/** By filters that no index serves a million rows take a moment. */
const TIMEOUT_MS = 60_000;

export function fetchResultsPage(search: ResultsSearch, cursor: string | null, limit: number): Promise<ResultsPage> {
  const query = new URLSearchParams({ ...search, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return requestData(resultsPageSchema, `/api/results?${query}`, { timeoutMs: TIMEOUT_MS });
}

const FILTERS = '/api/results/filters';

export const fetchFilters = (): Promise<SavedFilter[]> => requestData(savedFiltersSchema, FILTERS);

export const saveFilter = (name: string, query: ResultsSearch): Promise<SavedFilter[]> =>
  requestData(savedFiltersSchema, `${FILTERS}/${encodeURIComponent(name)}`, { method: 'PUT', body: { query } });

export const removeFilter = (name: string): Promise<SavedFilter[]> =>
  requestData(savedFiltersSchema, `${FILTERS}/${encodeURIComponent(name)}`, { method: 'DELETE', body: {} });

const EXPORTS = '/api/exports';

export const fetchExports = (): Promise<ExportView[]> => requestData(z.array(exportViewSchema), EXPORTS);

export const beginExport = (format: BulkFormat, filter: ResultsSearch): Promise<ExportView> =>
  requestData(exportViewSchema, EXPORTS, { body: { format, filter } });

export const removeExport = (id: string): Promise<ExportView> =>
  requestData(exportViewSchema, `${EXPORTS}/${id}`, { method: 'DELETE', body: {} });

export const exportFileUrl = (id: string) => `${EXPORTS}/${id}/file`;
