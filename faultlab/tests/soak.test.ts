/** The lab that looks for leaks, for a few seconds: that it looks, and finds none. */
import { expect, test } from 'vitest';
import { runSoak } from '../src/soak/run-soak.ts';

test('a station that tests without a pause uses no more than before', async () => {
  const { executions, notPassed, figures, leaks } = await runSoak({ minutes: 0.08, lookEveryMs: 500 });
  expect({ notPassed, leaks }).toEqual({ notPassed: [], leaks: [] });
  expect(executions).toBeGreaterThan(0);
  expect(figures.serviceRss.first).toBeGreaterThan(20);
  expect(figures.handles.most).toBeGreaterThan(5);
});
