import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { HAS_PROC } from '../process-facts.ts';
import { Load } from './load.ts';
import { memorySlope } from './memory-slope.ts';
import { Readers } from './readers.ts';
import { type Telling, tellWindow } from './tell-window.ts';
import type { UiOptions } from './ui-options.ts';
import { watchWindow } from './watch-window.ts';
import { WatchedPage } from './watched-page.ts';

/** The browser, the client that notes the time, and these. */
const OTHER_CLIENTS = 8;
const STALLED_CLIENTS = 2;
const WARM_UP_MS = 5_000;
const WINDOW_MS = 20_000;

/** Everything at once: eight batches at fifty steps a second each, ten clients, one of them a real browser. */
export const underLoad = (browser: Browser, { minutes, quick, profile }: UiOptions): BenchCase => ({
  name: 'load',
  async run(context) {
    if (!HAS_PROC) return context.skip('load', 'processes do not share a monotonic clock here');
    await using load = await Load.start({ buildRoot: context.buildRoot, folder: context.scratch });
    const { address } = load.station;
    using _others = await Readers.start(address, OTHER_CLIENTS, 'reading');
    await load.begin();
    const windowMs = quick ? WINDOW_MS / 4 : WINDOW_MS;
    const watch = watcher(context, load, windowMs);
    await using bare = await WatchedPage.openBare(browser, address);
    await watch(bare, { id: 'bare', title: 'a bare page' });
    await bare[Symbol.asyncDispose]();

    await using home = await WatchedPage.open(browser, address);
    await watch(home, { id: 'home', title: 'home, 8 tiles', baseline: 'bare' });
    if (profile !== null) writeFileSync(profile, JSON.stringify(await home.profileDuring(() => pause(windowMs))));
    await besideStalled(address, () =>
      watch(home, { id: 'stalled', title: `home beside ${STALLED_CLIENTS} that read nothing`, baseline: 'home' }),
    );
    await memorySlope({ context, page: home, minutes });
    await home[Symbol.asyncDispose]();

    await using detail = await WatchedPage.open(browser, `${address}/#/batch/b1`);
    await watch(detail, { id: 'detail', title: 'page of one batch', baseline: 'bare' });
  },
});

/** Once the page has got used to the load. */
function watcher({ report }: BenchContext, load: Load, windowMs: number) {
  return async (page: WatchedPage, telling: Telling): Promise<void> => {
    await pause(WARM_UP_MS);
    tellWindow(report, await watchWindow(load, page, windowMs), telling);
  };
}

async function besideStalled(address: string, work: () => Promise<void>): Promise<void> {
  using _stalled = await Readers.start(address, STALLED_CLIENTS, 'stalled');
  await work();
}
