import { type LogsPage, logsPageSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

const PAGE_SIZE = 200;

export function fetchLogs(batchId: string): Promise<LogsPage> {
  const query = new URLSearchParams({ batchId, limit: String(PAGE_SIZE) });
  return requestData(logsPageSchema, `/api/logs?${query}`);
}
