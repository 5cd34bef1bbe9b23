import { expect, test } from 'vitest';
import { chaosTable } from '../src/chaos/chaos-table.ts';
import { runChaos } from '../src/chaos/run-chaos.ts';

test('after every kill of worker, service or both, nothing acknowledged is lost or doubled and no verdict is false', async () => {
  const { report } = await runChaos({ seed: 14, kills: 12 });
  expect(report.findings, chaosTable(report)).toEqual([]);
  expect(Object.values(report.kills).every((count) => count > 0)).toBe(true);
  expect(report.steps.acknowledged).toBeGreaterThan(100);
  expect(report.executions.byEnd).toMatchObject({ 'PASS completed': expect.any(Number) });
});

test('with recovery_mode resume every test goes on after every kill, and ends as its device is', async () => {
  const { report } = await runChaos({ seed: 14, kills: 12, resumes: true });
  expect(report.findings, chaosTable(report)).toEqual([]);
  expect(Object.keys(report.executions.byEnd).toSorted()).toEqual(['FAIL failedStop', 'PASS completed']);
});
