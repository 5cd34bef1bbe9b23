import { join } from 'node:path';
import type { StepProgress } from '@neurohub/contracts/events';
import type { Page } from 'playwright-core';
import { CLOCK_MEASUREMENT } from '../station/steps-package.ts';

/** One committed step in a page. `atMs` and `drawnMs` are the page's clock, `endedMs` is the machine's. */
export interface SeenStep {
  atMs: number;
  /** When the frame after the event had been drawn. */
  drawnMs: number;
  endedMs: number;
}

/** What in-page.js notes. */
interface Frame {
  text: string;
  atMs: number;
  drawnMs: number;
}

/** Makes the page note when each committed step arrives. To be called before the page is opened. */
export async function recordArrivals(page: Page): Promise<void> {
  await page.addInitScript({ path: join(import.meta.dirname, 'in-page.js') });
}

/** What was noted, once `count` steps have arrived and been drawn. Steps that do not tell the time are left out. */
export async function seenSteps(page: Page, count: number): Promise<SeenStep[]> {
  const frames = await page.evaluate<Frame[]>(`benchFrames(${count})`);
  return frames.flatMap(({ text, atMs, drawnMs }) => {
    const endedMs = clockIn(text);
    return endedMs === undefined ? [] : [{ atMs, drawnMs, endedMs }];
  });
}

/** A Socket.IO frame: digits, then the event's name and payload as JSON. */
function clockIn(frame: string): number | undefined {
  const [, progress] = JSON.parse(frame.slice(frame.indexOf('['))) as [string, StepProgress];
  if (progress.kind !== 'ended') return undefined;
  const said = progress.step.measurements.find(({ name }) => name === CLOCK_MEASUREMENT)?.value;
  return typeof said === 'number' ? said : undefined;
}
