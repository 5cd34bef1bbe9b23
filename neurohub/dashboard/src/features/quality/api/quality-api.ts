import {
  paretoAnswerSchema,
  throughputAnswerSchema,
  type YieldAnswer,
  yieldAnswerSchema,
} from '@neurohub/contracts/hub-results';
import type * as z from 'zod';
import { askHub } from '../../../lib/hub-request.ts';

export interface Quality {
  readonly yields: YieldAnswer;
  readonly throughput: z.output<typeof throughputAnswerSchema>;
  readonly pareto: z.output<typeof paretoAnswerSchema>;
}

/** The three that the page shows, of the same results. */
export async function fetchQuality(query: URLSearchParams): Promise<Quality> {
  const [yields, throughput, pareto] = await Promise.all([
    askHub(yieldAnswerSchema, `/api/statistics/yield?${query}`),
    askHub(throughputAnswerSchema, `/api/statistics/throughput?${query}`),
    askHub(paretoAnswerSchema, `/api/statistics/pareto?${query}`),
  ]);
  return { yields, throughput, pareto };
}
