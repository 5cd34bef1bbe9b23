import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { BenchCase } from '../bench-case.ts';
import { browserPath } from '../browser/browser-path.ts';
import { clockOffset } from '../browser/clock-offset.ts';
import { recordArrivals, type SeenStep, seenSteps } from '../browser/record-arrivals.ts';
import { HAS_PROC } from '../process-facts.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { LiveClient } from '../station/live-client.ts';
import { pacedPackage } from './event-at-client.ts';

/** The same in a real browser with the operator's page open: until its script has the event, and until the next frame is drawn. */
export const eventAtBrowser: BenchCase = {
  name: 'browser',
  async run({ scratch, buildRoot, times, report, skip }) {
    const executablePath = browserPath();
    if (!HAS_PROC) return skip('browser', 'processes do not share a monotonic clock here');
    if (executablePath === null) return skip('browser', 'no Chromium was found: set STATION_TEST_BROWSER');
    if (!existsSync(join(buildRoot, 'station-ui/dist/index.html'))) return skip('browser', 'the screen is not built');
    furnish(scratch, { package: pacedPackage(scratch), batches: 1 });
    await using station = await BenchStation.start({ buildRoot, folder: scratch });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const { steps, offsetMs } = await watchExecutions(browser, station, times(10));
      const delays = (end: (step: SeenStep) => number) => steps.map((step) => end(step) + offsetMs - step.endedMs);
      const aim = { of: 'p95', atMost: 50 } as const;
      const title = 'end of a step in the worker → its event in the page of a Chromium';
      report({ id: 'browser', title, unit: 'ms', samples: delays(({ atMs }) => atMs), aim });
      report({
        id: 'browser-frame',
        title: '→ the next frame drawn there',
        unit: 'ms',
        samples: delays(({ drawnMs }) => drawnMs),
        aim,
      });
    } finally {
      await browser.close();
    }
  },
};

async function watchExecutions(
  browser: Browser,
  station: BenchStation,
  count: number,
): Promise<{ steps: SeenStep[]; offsetMs: number }> {
  const page: Page = await browser.newPage();
  await recordArrivals(page);
  await page.goto(station.address);
  await page.getByText('b1').first().waitFor();
  const offsetMs = await clockOffset(page);
  using client = await LiveClient.connect(station.address);
  let steps = 0;
  for (let i = 0; i < count; i += 1) {
    const { arrivals } = await client.ended(await station.begin('b1', `DUT-${i}`));
    steps += arrivals.length;
  }
  return { steps: await seenSteps(page, steps), offsetMs };
}
