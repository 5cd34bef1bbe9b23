import { expect, test } from 'vitest';
import { paretoRows } from './pareto.ts';

test('a cause is named by its step, and by its measurement where there is one', () => {
  const cause = { sequenceName: 'pcb', step: 'measure', status: 'failed', executions: 3 } as const;
  const answer = {
    failedExecutions: 4,
    causes: [
      { ...cause, measurement: 'vcc' },
      { ...cause, measurement: null, status: 'error' as const, executions: 1 },
      { ...cause, step: 'other', measurement: null, executions: 1 },
    ],
  };
  expect(paretoRows(answer, 2)).toMatchObject([
    { name: 'measure · vcc', share: 0.75 },
    { name: 'measure', share: 0.25, status: 'error' },
  ]);
  expect(paretoRows({ failedExecutions: 0, causes: [] }, 2)).toEqual([]);
});
