import type { ExportFormat } from '@neurohub/contracts/exports-rest';
import { type ExecutionRecord, executionRecordSchema } from '@neurohub/contracts/record';
import { type ResultsPage, resultsPageSchema, type UnitHistory, unitHistorySchema } from '@neurohub/contracts/rest';
import type { Language } from '@neurohub/ui-kit/lib/format';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

const PAGE_SIZE = 20;

export function fetchResults(batchId: string | null): Promise<ResultsPage> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(batchId === null ? {} : { batchId }) });
  return requestData(resultsPageSchema, `/api/results?${query}`);
}

export function fetchRecord(executionId: string): Promise<ExecutionRecord> {
  return requestData(executionRecordSchema, `/api/results/${encodeURIComponent(executionId)}`);
}

export function fetchUnit(serialNumber: string): Promise<UnitHistory> {
  return requestData(unitHistorySchema, `/api/units/${encodeURIComponent(serialNumber)}`);
}

/** @param language of reports */
export function exportUrl(executionId: string, format: ExportFormat, language: Language): string {
  return `/api/results/${encodeURIComponent(executionId)}/export?${new URLSearchParams({ format, language })}`;
}
