/** Row 59: the network of a screen is cut again and again, answers come late, the service dies; in the end the screen shows what is stored. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { StepProgress } from '@neurohub/contracts/events';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomOf } from '../src/chaos/random.ts';
import { readLiveStation, type StoredExecution } from '../src/checker/station-database.ts';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const SEED = Number(process.env['STATION_TEST_SEED'] ?? 20261126);
const CUTS = Number(process.env['STATION_TEST_CUTS'] ?? 10);
const STEPS = 12;
const BATCHES = ['b1', 'b2', 'b3', 'b4'];
/** So many results the home screen lists. */
const LISTED = 20;
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const random = randomOf(SEED);
const between = (low: number, high: number) => Math.floor(low + random() * (high - low + 1));

let folder: string;
let station: TestStation;
let proxy: TcpFaultProxy;
let browser: Browser;
let home: Page;
let detail: Page;
const pageErrors: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'realtime-'));
  const batches = BATCHES.map((id) => `  - { id: ${id}, sequence_package: steps_${STEPS}, auto_start: true }\n`);
  station = await TestStation.start({
    packages: [writeManyStepsPackage(folder, STEPS, { stepMs: 25 })],
    config: `station: { id: TEST, name: Test station }\nrecovery: { max_retries: 100 }\nbatches:\n${batches.join('')}`,
  });
  proxy = await TcpFaultProxy.start(portOf(station));
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ARGS });
  home = await open('/');
  detail = await open('/#/batch/b1');
});
afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await station?.dispose();
  rmSync(folder, { recursive: true });
});

const portOf = ({ address }: TestStation) => Number(new URL(address).port);

/** Through the proxy; each answer of REST is late by up to half a second, each by another time, and some are lost. */
async function open(path: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.on('pageerror', ({ message }) => pageErrors.push(message));
  await page.goto(`http://127.0.0.1:${proxy.port}${path}`);
  await tile(page, 'b1').waitFor();
  await page.route('**/api/**', async (route) => {
    const [lateMs, isLost] = [between(0, 500), random() < 0.2];
    try {
      const response = await route.fetch();
      await pause(lateMs);
      if (isLost) await route.abort();
      else await route.fulfill({ response });
    } catch {
      // The connection was cut: the page is told so.
      await route.abort().catch(() => undefined);
    }
  });
  return page;
}

const tile = (page: Page, id: string) => page.getByTestId(`batch-${id}`);

/** Tests unit after unit until `isOver`; some fail. What the death of the service does to one is part of it. */
async function work(id: string, isOver: () => boolean): Promise<void> {
  for (let n = 1; !isOver(); n += 1) {
    const parameters = { fails_at: random() < 0.3 ? between(1, STEPS) : 0 };
    try {
      await station.untilState('idle', id);
      await station.ended(await station.begin(`${id}-${String(n).padStart(4, '0')}`, id, { parameters }));
    } catch (thrown) {
      if (!isDown && station.isAlive) throw thrown;
      await eventually(() => !isDown, { what: 'the service is back' });
    }
  }
}
let isDown = false;

/** Waits until so many events have been committed. */
async function untilCommitted(count: number): Promise<void> {
  const { socket } = await station.subscribe();
  await new Promise<void>((resolve) => {
    let left = count;
    socket.on('step_progress', ({ kind }: StepProgress) => {
      if (kind === 'ended') left -= 1;
      if (left <= 0) resolve();
    });
  });
  socket.close();
}

async function dieAndComeBack(): Promise<void> {
  const port = portOf(station);
  isDown = true;
  await station.kill();
  station = await station.restart({ args: ['--port', String(port)] });
  for (const id of BATCHES) await station.untilState('idle', id);
  isDown = false;
}

/** What can be compared: a line for each thing that is shown, or stored. */
interface Shown {
  tiles: string[];
  rows: string[];
  steps: string[];
  rowsOfB1: string[];
}

async function shown(): Promise<Shown> {
  const linesOf = (page: Page, script: string) => page.evaluate<string[]>(script);
  return {
    tiles: await linesOf(home, TILES),
    rows: await linesOf(home, ROWS),
    steps: await linesOf(detail, STEP_ROWS),
    rowsOfB1: await linesOf(detail, ROWS),
  };
}

// Run in the page.
const TILES = `[...document.querySelectorAll('[data-testid^="batch-"]')].map((tile) => {
  const find = (id) => tile.querySelector('[data-testid="' + id + '"]');
  const serial = /b\\d-\\d{4}/.exec(tile.textContent)?.[0];
  return [serial, find('verdict')?.dataset.verdict, find('process-state')?.textContent, tile.dataset.stale].join(' ');
})`;
const ROWS = `[...document.querySelectorAll('[data-testid="results"] tbody tr')].map((row) =>
  row.dataset.verdict + ' ' + row.querySelector('button').textContent)`;
// What had no turn after a failure is listed as skipped, and nowhere stored.
const STEP_ROWS = `[...document.querySelectorAll('li[data-testid^="step-"]:not([data-status="skipped"])')].map((row) =>
  row.dataset.testid.slice(5) + ' ' + row.dataset.status)`;

/** The same by the database. */
function stored(): Shown {
  const { executions } = readLiveStation(station.dataDir);
  const newest = executions.toReversed();
  expect(new Set(newest.map(({ serialNumber }) => serialNumber)).size).toBe(newest.length);
  const lastOf = (id: string) => newest.find(({ batchId }) => batchId === id);
  const rowsOf = (list: StoredExecution[]) =>
    list.slice(0, LISTED).map(({ verdict, serialNumber }) => `${verdict} ${serialNumber}`);
  return {
    tiles: BATCHES.map(lastOf).map((last) => `${last?.serialNumber} ${last?.verdict} Idle false`),
    rows: rowsOf(newest),
    steps: (lastOf('b1')?.steps ?? [])
      .map(({ step }) => step)
      .sort((a, b) => a.index - b.index)
      .map(({ name, status }) => `${name} ${status}`),
    rowsOfB1: rowsOf(newest.filter(({ batchId }) => batchId === 'b1')),
  };
}

test('after cuts of the network and the death of the service the screens show what is stored', async () => {
  let isOver = false;
  const works = Promise.all(BATCHES.map((id) => work(id, () => isOver)));
  for (let cut = 1; cut <= CUTS; cut += 1) {
    await untilCommitted(between(4, 40));
    if (cut === Math.ceil(CUTS / 2)) await dieAndComeBack();
    else if (random() < 0.5) await proxy.strike({ kind: 'reset' });
    else await proxy.strike({ kind: 'refuse', ms: between(50, 700) });
  }
  isOver = true;
  await works;
  await proxy.clear();
  for (const id of BATCHES) await station.untilState('idle', id);

  const expected = stored();
  const isShown = async () => {
    const now = await shown();
    if (!isDeepStrictEqual(now, expected)) throw new Error(`expected ${inspect(expected)}, shown ${inspect(now)}`);
    return true;
  };
  await eventually(isShown, { what: 'screens that show what is stored' });
  expect(pageErrors).toEqual([]);
});
