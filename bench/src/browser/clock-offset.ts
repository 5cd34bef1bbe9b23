import type { Page } from 'playwright-core';
import { machineMs } from '../clock.ts';

const ROUNDS = 200;

/**
 * What has to be added to the page's `performance.now()` to get the machine's clock. Asked many times; the quickest answer counts, and
 * is wrong by half of its way there and back at most (well below a millisecond).
 */
export async function clockOffset(page: Page): Promise<number> {
  let best = { wayMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let i = 0; i < ROUNDS; i += 1) {
    const before = machineMs();
    const there = await page.evaluate(() => performance.now());
    const wayMs = machineMs() - before;
    if (wayMs < best.wayMs) best = { wayMs, offsetMs: before + wayMs / 2 - there };
  }
  return best.offsetMs;
}
