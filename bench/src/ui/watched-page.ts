import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { clockOffset } from '../browser/clock-offset.ts';

/** One committed step in the page, on the machine's clock. */
export interface ShownStep {
  executionId: string;
  seq: number;
  /** Its end, by the worker. */
  endedMs: number;
  /** Its event arrived in the page. */
  atMs: number;
  /** A frame that shows it had been drawn; null: its unit was replaced before. */
  shownMs: number | null;
}

export interface Noted {
  steps: ShownStep[];
  /** How long each task over 50 ms took. */
  longTasksMs: number[];
}

/** A page of the station in a real browser that notes when steps arrive and when they are to be seen. */
export class WatchedPage {
  readonly page: Page;
  readonly #session: CDPSession;
  readonly #offsetMs: number;

  static async open(browser: Browser, address: string): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await page.addInitScript({ path: join(import.meta.dirname, 'in-page.js') });
    await page.goto(address);
    await page.getByTestId('batch-b1').waitFor();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    return new WatchedPage(page, session, await clockOffset(page));
  }

  private constructor(page: Page, session: CDPSession, offsetMs: number) {
    this.page = page;
    this.#session = session;
    this.#offsetMs = offsetMs;
  }

  async notedDuring(work: () => Promise<void>): Promise<Noted> {
    await this.page.evaluate('benchUi.begin()');
    await work();
    const { steps, longTasks } = await this.page.evaluate<{
      steps: ShownStep[];
      longTasks: { ms: number }[];
    }>('benchUi.end()');
    const onMachine = (ms: number) => ms + this.#offsetMs;
    return {
      steps: steps.map((step) => ({
        ...step,
        atMs: onMachine(step.atMs),
        shownMs: step.shownMs === null ? null : onMachine(step.shownMs),
      })),
      longTasksMs: longTasks.map(({ ms }) => ms),
    };
  }

  /** Seconds of the page's main thread so far: all of its tasks, scripts among them, style and layout among them. */
  async busy(): Promise<{ tasks: number; script: number; layout: number }> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return {
      tasks: of('TaskDuration'),
      script: of('ScriptDuration'),
      layout: of('LayoutDuration') + of('RecalcStyleDuration'),
    };
  }

  /** Megabytes that are in use once what is not needed any more has gone. */
  async heapMb(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  }

  /** What the main thread did during `work`, for the tools of a browser. */
  async profileDuring(work: () => Promise<void>): Promise<object> {
    await this.#session.send('Profiler.enable');
    await this.#session.send('Profiler.start');
    await work();
    const { profile } = await this.#session.send('Profiler.stop');
    return profile;
  }
}
