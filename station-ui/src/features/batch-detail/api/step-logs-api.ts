import { type LogsPage, logsPageSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

const PAGE_SIZE = 500;

export interface StepOf {
  readonly executionId: string;
  readonly step: string;
}

/** What one step of one execution has said, newest first. */
export function fetchStepLogs({ executionId, step }: StepOf): Promise<LogsPage> {
  const query = new URLSearchParams({ executionId, step, limit: String(PAGE_SIZE) });
  return requestData(logsPageSchema, `/api/logs?${query}`);
}
