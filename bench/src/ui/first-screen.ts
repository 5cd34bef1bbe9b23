import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import type { BenchCase } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { writeStepsPackage } from '../station/steps-package.ts';

const BARE_PAGE =
  '<!doctype html><title>bare</title><main></main><script type="module">document.querySelector("main").innerHTML = "<p id=there>there</p>"</script>';

/** From the address to live tiles, beside a page that says one word, in the same browser. */
export const firstScreen = (browser: Browser): BenchCase => ({
  name: 'first-screen',
  async run({ scratch, buildRoot, times, report }) {
    furnish(scratch, { package: writeStepsPackage(scratch, 'small', { steps: 1 }), batches: 4 });
    await using station = await BenchStation.start({ buildRoot, folder: scratch });
    const bare = createServer((_request, answer) => answer.setHeader('content-type', 'text/html').end(BARE_PAGE));
    await once(bare.listen(0, '127.0.0.1'), 'listening');
    const bareAddress = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
    const samples = { bare: [] as number[], fresh: [] as number[], again: [] as number[] };
    for (let i = 0; i < times(20); i += 1) {
      samples.bare.push((await openTwice(browser, bareAddress, '#there'))[0]);
      const [fresh, again] = await openTwice(browser, station.address, '[data-testid="batch-b1"]');
      samples.fresh.push(fresh);
      samples.again.push(again);
    }
    bare.close();
    report({ id: 'bare-page', title: 'a bare page: address to its word drawn', unit: 'ms', samples: samples.bare });
    const titles = {
      fresh: 'the station: address to live tiles drawn, nothing cached',
      again: 'the same, files cached',
    };
    for (const kind of ['fresh', 'again'] as const)
      report({
        id: `first-screen-${kind}`,
        title: titles[kind],
        unit: 'ms',
        samples: samples[kind],
        baseline: 'bare-page',
      });
  },
});

/** Milliseconds until the frame with it has been drawn, in a new profile, and once more in the same. */
async function openTwice(browser: Browser, address: string, selector: string): Promise<[number, number]> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1920, height: 1080 } });
  try {
    const page = await context.newPage();
    const open = async () => {
      await page.goto(address);
      return page.evaluate<number>(untilDrawn(selector));
    };
    return [await open(), await open()];
  } finally {
    await context.close();
  }
}

/** By the clock of the page, which starts with the navigation. */
const untilDrawn = (selector: string) => `new Promise((resolve) => {
  const look = () => document.querySelector(${JSON.stringify(selector)})
    ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    : requestAnimationFrame(look);
  look();
})`;
