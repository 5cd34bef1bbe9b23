import { expect, test } from 'vitest';
import { healthTable } from '../src/health/health-table.ts';
import { runHealth } from '../src/health/run-health.ts';
import { runUnderLoad } from '../src/health/run-under-load.ts';

test('a worker that was killed, stands still or is blocked is shown to a screen, and is replaced', async () => {
  const report = await runHealth({ seed: 7, faults: 6 });
  expect(report.notSeen, healthTable(report)).toBe(0);
  expect(Object.values(report.seenMs).map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(Object.values(report.recoveredMs).map(({ length }) => length)).toEqual([2, 2, 2]);
});

test('a station that is well calls no fault while every core is busy', async () => {
  const report = await runUnderLoad({ seconds: 5 });
  expect(report.falseAlarms).toEqual([]);
  expect(report.executions).toBeGreaterThan(1);
});
