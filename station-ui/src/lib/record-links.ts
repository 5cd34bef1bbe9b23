/** Where this station has the files and series of its records. */
import type { RecordLinks } from '@neurohub/ui-kit/components/record-links';

const resultPath = (executionId: string) => `/api/results/${encodeURIComponent(executionId)}`;

export const RECORD_LINKS: RecordLinks = {
  attachment: (executionId, sha256) => `${resultPath(executionId)}/attachments/${sha256}`,
  /** They are there once the attempt is stored: undefined while it runs. */
  series: (executionId, { name, attempt, iterations, status }, measurement) => {
    if (executionId === undefined || status === 'running' || status === 'pending') return undefined;
    const query = new URLSearchParams({ step: name, attempt: String(attempt), measurement });
    if (iterations) query.set('iteration', iterations.map(({ index }) => index).join('.'));
    const path = `${resultPath(executionId)}/series?${query}`;
    return { csv: `${path}&format=csv`, f64: `${path}&format=f64` };
  },
};
