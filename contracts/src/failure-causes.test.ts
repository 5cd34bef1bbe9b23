import { expect, test } from 'vitest';
import { failureCauses } from './failure-causes.ts';
import type { ExecutionPlan, MeasurementRecord, StepRecord } from './record.ts';

const measured = (name: string, outcome: MeasurementRecord['outcome']): MeasurementRecord => ({
  ...{ name, outcome, kind: 'number', value: 1, limits: [], marginal: false, setAt: '2026-01-02T03:04:05.678Z' },
});
const tried = (name: string, status: StepRecord['status'], more: Partial<StepRecord> = {}): StepRecord => ({
  ...{ name, status, group: 'main', index: 0, attempt: 1, durationMs: 1, measurements: [], ...more },
});
const planOf = (retryPolicy: 'allPass' | 'worst') =>
  ({ steps: [{ name: 'rails', retryPolicy }] }) as unknown as ExecutionPlan;
const told = (steps: StepRecord[], plan?: ExecutionPlan) =>
  failureCauses({ steps, ...(plan && { plan }) }).map((c) => `${c.step} ${c.measurement} ${c.status}`);

test('what missed its limits is the cause, else the step itself', () => {
  const measurements = [measured('vcc', 'FAIL'), measured('icc', 'PASS'), measured('noise', 'INFO')];
  expect(told([tried('rails', 'failed', { measurements })])).toEqual(['rails vcc failed']);
  expect(told([tried('rails', 'failed')])).toEqual(['rails null failed']);
  expect(told([tried('rails', 'passed'), tried('late', 'skipped'), tried('stop', 'aborted')])).toEqual([]);
});

test('a fault stands beside what was missed before it', () => {
  const measurements = [measured('vcc', 'FAIL')];
  expect(told([tried('rails', 'error', { measurements })])).toEqual(['rails vcc failed', 'rails null error']);
  expect(told([tried('rails', 'error', { measurements: [measured('vcc', 'ERROR')] })])).toEqual(['rails vcc error']);
  expect(told([tried('rails', 'interrupted')])).toEqual(['rails null error']);
});

test('a try before a pass is no cause, unless every try has to pass', () => {
  const tries = [tried('rails', 'failed'), tried('rails', 'passed', { attempt: 2 })];
  expect(told(tries)).toEqual([]);
  expect(told(tries, planOf('allPass'))).toEqual(['rails null failed']);
  expect(told(tries, planOf('worst'))).toEqual(['rails null failed']);
});

test('a loop that fails in three turns has one cause', () => {
  const turn = (index: number) => tried('rails', 'failed', { iterations: [{ block: 'sweep', index }] });
  expect(told([turn(0), turn(1), turn(2)])).toEqual(['rails null failed']);
});
