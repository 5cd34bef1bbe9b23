import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { cpuMs, HAS_PROC } from '../process-facts.ts';
import { BATCHES, Load, STEPS_PER_SECOND, stepKey } from './load.ts';
import { memorySlope } from './memory-slope.ts';
import { Readers } from './readers.ts';
import type { UiOptions } from './ui-options.ts';
import { WatchedPage } from './watched-page.ts';

/** The browser, the client that notes the time, and these. */
const OTHER_CLIENTS = 8;
const STALLED_CLIENTS = 2;
const WARM_UP_MS = 5_000;
const WINDOW_MS = 20_000;
const PAINT_AIM = { of: 'p95', atMost: 50 } as const;

/** Everything at once: eight batches at fifty steps a second each, ten clients, one of them a real browser. */
export const underLoad = (browser: Browser, { minutes, quick, profile }: UiOptions): BenchCase => ({
  name: 'load',
  async run(context) {
    if (!HAS_PROC) return context.skip('load', 'processes do not share a monotonic clock here');
    await using load = await Load.start({ buildRoot: context.buildRoot, folder: context.scratch });
    using _others = await Readers.start(load.station.address, OTHER_CLIENTS, 'reading');
    load.begin();
    const home = await WatchedPage.open(browser, load.station.address);
    const look = { context, load, windowMs: quick ? WINDOW_MS / 4 : WINDOW_MS };
    await pause(WARM_UP_MS);
    await watch({ ...look, page: home, id: 'home', title: 'home, eight tiles' });
    if (profile !== null) await keepProfile(home, look.windowMs, profile);
    {
      using _stalled = await Readers.start(load.station.address, STALLED_CLIENTS, 'stalled');
      await watch({
        ...look,
        page: home,
        id: 'stalled',
        title: `home, beside ${STALLED_CLIENTS} clients that read nothing`,
        baseline: 'home',
      });
    }
    await memorySlope({ context, page: home, minutes });
    await home.page.context().close();
    const detail = await WatchedPage.open(browser, `${load.station.address}/#/batch/b1`);
    await pause(WARM_UP_MS);
    await watch({ ...look, page: detail, id: 'detail', title: 'page of one batch, 250 steps' });
    await detail.page.context().close();
  },
});

interface Look {
  context: BenchContext;
  load: Load;
  windowMs: number;
  page: WatchedPage;
  id: string;
  title: string;
  baseline?: string;
}

/** One window of watching, and what it says. */
async function watch({ context: { report }, load, windowMs, page, id, title, baseline }: Look): Promise<void> {
  const before = { page: await page.busy(), service: cpuMs(load.station.pid), atMs: performance.now() };
  let noted: Awaited<ReturnType<WatchedPage['notedDuring']>> = { steps: [], longTasksMs: [] };
  const arrivals = await load.arrivalsDuring(async () => {
    noted = await page.notedDuring(() => pause(windowMs));
  });
  const wallMs = performance.now() - before.atMs;
  const after = { page: await page.busy(), service: cpuMs(load.station.pid) };
  const steps = noted.steps.flatMap((step) => {
    const toldMs = arrivals.get(stepKey(step.executionId, step.seq));
    return toldMs === undefined ? [] : [{ ...step, toldMs }];
  });
  const shown = steps.flatMap(({ shownMs, ...step }) => (shownMs === null ? [] : [{ ...step, shownMs }]));
  const on = `${title}: `;
  const of = (figure: string) => (baseline === undefined ? {} : { baseline: `${figure}-${baseline}` });
  const one = (figure: string, unit: Parameters<typeof report>[0]['unit'], text: string, value: number) =>
    report({ id: `${figure}-${id}`, title: `${on}${text}`, unit, samples: [value], ...of(figure) });
  report({
    id: `told-${id}`,
    title: `${on}end of a step in the worker → its event at a client`,
    unit: 'ms',
    samples: steps.map((s) => s.toldMs - s.endedMs),
    ...of('told'),
  });
  report({
    id: `page-${id}`,
    title: `${on}→ its event in the page`,
    unit: 'ms',
    samples: steps.map((s) => s.atMs - s.toldMs),
    ...of('page'),
  });
  report({
    id: `paint-${id}`,
    title: `${on}event at a client → the frame that shows it`,
    unit: 'ms',
    samples: shown.map((s) => s.shownMs - s.toldMs),
    aim: PAINT_AIM,
    ...of('paint'),
  });
  report({
    id: `all-${id}`,
    title: `${on}end of a step → the frame that shows it`,
    unit: 'ms',
    samples: shown.map((s) => s.shownMs - s.endedMs),
    ...of('all'),
  });
  one(
    'rate',
    'steps/s',
    `steps of all batches (wanted: ${BATCHES * STEPS_PER_SECOND})`,
    arrivals.size / (windowMs / 1_000),
  );
  report({
    id: `long-${id}`,
    title: `${on}tasks over 50 ms in a minute`,
    unit: 'tasks',
    samples: [noted.longTasksMs.length / (windowMs / 60_000)],
    aim: { of: 'p50', atMost: 0 },
  });
  one('longest', 'ms', 'the longest of them', Math.max(0, ...noted.longTasksMs));
  const share = (seconds: number) => (seconds * 100_000) / wallMs;
  one('busy', '%', 'main thread of the page', share(after.page.tasks - before.page.tasks));
  one('script', '%', '  of it scripts', share(after.page.script - before.page.script));
  one('layout', '%', '  of it style and layout', share(after.page.layout - before.page.layout));
  one('service', '%', 'processor time of the service, of one core', share((after.service - before.service) / 1_000));
}

async function keepProfile(page: WatchedPage, windowMs: number, file: string): Promise<void> {
  writeFileSync(file, JSON.stringify(await page.profileDuring(() => pause(windowMs))));
}
