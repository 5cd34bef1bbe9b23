import type { BatchView } from '@neurohub/contracts/rest';
import { expect, test } from 'vitest';
import { paretoRows } from './pareto.ts';
import { sequenceNames } from './sequence-names.ts';

test('causes are named by step and measurement, and asked for as they are counted', () => {
  const period = { from: '2026-05-01T00:00:00.000Z', to: '2026-05-02T00:00:00.000Z' };
  const cause = { sequenceName: 'pcb', step: 'rails', executions: 3 };
  const pareto = {
    ...{ period, failedExecutions: 5, considered: 4 },
    steps: [cause],
    causes: [
      { ...cause, measurement: 'vcc', status: 'failed' as const },
      { ...cause, measurement: null, status: 'error' as const, executions: 1 },
    ],
  };
  expect(paretoRows(pareto, 'measurement')).toMatchObject([
    { name: 'rails · vcc', share: 0.75, filter: { step: 'rails', measurement: 'vcc', cause: 'failed' } },
    { name: 'rails', share: 0.25, status: 'error', filter: { measurement: '', cause: 'error', sequence: 'pcb' } },
  ]);
  expect(paretoRows(pareto, 'step')).toMatchObject([
    { name: 'rails', filter: { step: 'rails', cause: 'failed,error' } },
  ]);
  const batch = { sequence: { name: 'pcb', steps: [{ name: 'rails', displayName: { en: 'Rails', ko: '레일' } }] } };
  const { step, sequence } = sequenceNames([batch as Pick<BatchView, 'sequence'>], 'ko');
  expect(paretoRows(pareto, 'measurement', step).map(({ name }) => name)).toEqual(['레일 · vcc', '레일']);
  expect([sequence('pcb'), step('pcb', 'gone'), step('other', 'rails')]).toEqual(['pcb', 'gone', 'rails']);
  expect(paretoRows({ ...pareto, considered: 0 }, 'step')[0]?.share).toBe(0);
});
