import { expect, test } from 'vitest';
import { runTimeToSafe } from '../src/time-to-safe/run-time-to-safe.ts';
import { timeToSafeTable } from '../src/time-to-safe/time-to-safe-table.ts';

test('whoever dies while the power is on, it is switched off', { timeout: 120_000 }, async () => {
  const report = await runTimeToSafe({ seed: 3, faults: 4 });
  expect(report.stillOn, timeToSafeTable(report)).toBe(0);
  expect(Object.values(report.timesMs).map(({ length }) => length)).toEqual([1, 1, 1, 1]);
});
