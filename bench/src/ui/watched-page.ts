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

export type Busy = Record<'page' | 'drawing' | 'tasks' | 'script' | 'layout', number>;

export interface Noted {
  steps: ShownStep[];
  /** How long each task over 50 ms took. */
  longTasksMs: number[];
}

const BARE_PAGE = `<!doctype html><html data-bare="yes"><title>bare</title><p data-testid="bare">waiting</p><script>
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket');
socket.onmessage = ({ data }) => {
  if (data === '2') socket.send('3');
  else if (data.startsWith('0')) socket.send('40');
  else if (data.startsWith('40')) socket.send('420["subscribe",{}]');
  else document.querySelector('p').textContent = /"name":"([^"]+)"/.exec(data)?.[1] ?? '';
};
</script>`;

/** A page of the station in a real browser that notes when steps arrive and when they are to be seen. */
export class WatchedPage implements AsyncDisposable {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #browser: CDPSession;
  readonly #offsetMs: number;

  static open(browser: Browser, address: string): Promise<WatchedPage> {
    return WatchedPage.#open(browser, address, 'batch-b1');
  }

  /** Beside it: a page that hears the same events, and does nothing but write the name of each step. */
  static openBare(browser: Browser, address: string): Promise<WatchedPage> {
    return WatchedPage.#open(browser, `${address}/bare`, 'bare', BARE_PAGE);
  }

  static async #open(browser: Browser, address: string, testId: string, html?: string): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await page.addInitScript({ path: join(import.meta.dirname, 'in-page.js') });
    if (html !== undefined)
      await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto(address);
    await page.getByTestId(testId).waitFor();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    const ofBrowser = await browser.newBrowserCDPSession();
    return new WatchedPage(page, { session, ofBrowser, offsetMs: await clockOffset(page) });
  }

  private constructor(page: Page, parts: { session: CDPSession; ofBrowser: CDPSession; offsetMs: number }) {
    this.#page = page;
    this.#session = parts.session;
    this.#browser = parts.ofBrowser;
    this.#offsetMs = parts.offsetMs;
  }

  async notedDuring(work: () => Promise<void>): Promise<Noted> {
    await this.#page.evaluate('benchUi.begin()');
    await work();
    const { steps, longTasks } = await this.#page.evaluate<{
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

  /**
   * Seconds so far. `page`, `drawing`: processor time of the processes that run pages, and of the one that draws, however many others
   * want the processor. The rest is of the page's main thread, by the clock: all of its tasks, scripts, style and layout among them.
   */
  async busy(): Promise<Busy> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    const { processInfo } = await this.#browser.send('SystemInfo.getProcessInfo');
    const cpu = (type: string) =>
      processInfo.reduce((sum, process) => sum + (process.type === type ? process.cpuTime : 0), 0);
    return {
      ...{ page: cpu('renderer'), drawing: cpu('GPU') },
      ...{ tasks: of('TaskDuration'), script: of('ScriptDuration') },
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page.context().close();
  }
}
