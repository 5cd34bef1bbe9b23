import { resultDetailSchema, resultsPageSchema, unitHistorySchema } from '@neurohub/contracts/hub-results';
import type { RecordLinks } from '@neurohub/ui-kit/components/record-links';
import type * as z from 'zod';
import { askHub } from '../../../lib/hub-request.ts';

export type ResultsPage = z.output<typeof resultsPageSchema>;
export type ResultDetail = z.output<typeof resultDetailSchema>;
export type UnitHistory = z.output<typeof unitHistorySchema>;

const PAGE_SIZE = 50;

export function fetchResults(filter: URLSearchParams, cursor: string | null = null): Promise<ResultsPage> {
  const query = new URLSearchParams(filter);
  query.set('limit', String(PAGE_SIZE));
  if (cursor !== null) query.set('cursor', cursor);
  return askHub(resultsPageSchema, `/api/results?${query}`);
}

const resultPath = (resultId: string) => `/api/results/${encodeURIComponent(resultId)}`;

export const fetchResult = (resultId: string): Promise<ResultDetail> =>
  askHub(resultDetailSchema, resultPath(resultId));

export const fetchUnit = (serialNumber: string): Promise<UnitHistory> =>
  askHub(unitHistorySchema, `/api/units/${encodeURIComponent(serialNumber)}`);

/** Files are to be had once all of their bytes have arrived. Of a series there is the picture that the record carries. */
export function recordLinks({ result, contents }: Pick<ResultDetail, 'result' | 'contents'>): RecordLinks {
  const there = new Set(contents.filter(({ complete }) => complete).map(({ sha256 }) => sha256));
  return {
    attachment: (_executionId, sha256) =>
      there.has(sha256) ? `${resultPath(result.resultId)}/contents/${sha256}` : undefined,
    series: () => undefined,
  };
}
