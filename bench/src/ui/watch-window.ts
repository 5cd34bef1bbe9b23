import { setTimeout as pause } from 'node:timers/promises';
import { cpuMs } from '../process-facts.ts';
import { type Load, stepKey } from './load.ts';
import type { Busy, Noted, WatchedPage } from './watched-page.ts';

/** What one window of watching a page under load has shown. Times are milliseconds of the machine's clock. */
export interface Window {
  /** Committed steps, of all batches. */
  steps: { endedMs: number; toldMs: number; atMs: number; shownMs: number | null }[];
  stepsPerSecond: number;
  longTasksMs: number[];
  wallMs: number;
  /** Seconds that were spent in the window. */
  busy: Busy;
  /** Seconds of processor time. */
  serviceCpu: number;
}

/** `toldMs`: when a client that does nothing else had the event. */
export async function watchWindow(load: Load, page: WatchedPage, windowMs: number): Promise<Window> {
  const before = { busy: await page.busy(), service: cpuMs(load.station.pid), atMs: performance.now() };
  let noted: Noted = { steps: [], longTasksMs: [] };
  const arrivals = await load.arrivalsDuring(async () => {
    noted = await page.notedDuring(() => pause(windowMs));
  });
  const wallMs = performance.now() - before.atMs;
  const busy = await page.busy();
  return {
    steps: noted.steps.flatMap((step) => {
      const toldMs = arrivals.get(stepKey(step.executionId, step.seq));
      return toldMs === undefined ? [] : [{ ...step, toldMs }];
    }),
    stepsPerSecond: arrivals.size / (windowMs / 1_000),
    longTasksMs: noted.longTasksMs,
    wallMs,
    busy: {
      page: busy.page - before.busy.page,
      drawing: busy.drawing - before.busy.drawing,
      tasks: busy.tasks - before.busy.tasks,
      script: busy.script - before.busy.script,
      layout: busy.layout - before.busy.layout,
    },
    serviceCpu: (cpuMs(load.station.pid) - before.service) / 1_000,
  };
}
