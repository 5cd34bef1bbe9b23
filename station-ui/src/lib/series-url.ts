import type { StepView } from '@neurohub/contracts/rest';

/** Where the values of a series are. They are there once the attempt is stored: undefined while it runs. */
export function seriesUrl(
  executionId: string | undefined,
  { name, attempt, iterations, status }: Pick<StepView, 'name' | 'attempt' | 'iterations' | 'status'>,
  measurement: string,
): string | undefined {
  if (executionId === undefined || status === 'running' || status === 'pending') return undefined;
  const query = new URLSearchParams({ step: name, attempt: String(attempt), measurement, format: 'csv' });
  if (iterations) query.set('iteration', iterations.map(({ index }) => index).join('.'));
  return `/api/results/${encodeURIComponent(executionId)}/series?${query}`;
}
