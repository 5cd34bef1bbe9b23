/** Alarms on the screen: the urgent first, the tiles still in sight, a way to the batch, and seen by a person. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BATCHES = ['b1', 'b2', 'b3'];
let station: TestStation;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(() => browser.close());
beforeEach(async () => {
  const batches = BATCHES.map(
    (id) => `  - { id: ${id}, name: Fixture ${id.slice(1)}, sequence_package: misbehaving_v1, auto_start: true }\n`,
  );
  station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')],
    config: `station: { id: TEST, name: Line 3 }\nrecovery: { enabled: false }\nbatches:\n${batches.join('')}`,
  });
  for (const id of BATCHES) {
    await station.untilState('idle', id);
    process.kill((await station.batch(id)).pid ?? 0, 'SIGKILL');
  }
});
afterEach(async () => {
  await page.context().close();
  await station.dispose();
});

async function open(locale: string, width = 1280): Promise<void> {
  const context = await browser.newContext({ locale, viewport: { width, height: 900 } });
  page = await context.newPage();
  await page.goto(station.address);
}

const lines = () => page.getByTestId('alarm-WORKER_DIED');
const untilLines = (count: number) =>
  eventually(async () => (await lines().count()) === count, { what: `${count} alarms on the screen` });

test('two are shown, the others are one press away; seen by a person they are gone; each leads to its batch', async () => {
  await open('en-US');
  await untilLines(2);
  await page.getByRole('button', { name: 'Show all 3 alarms' }).click();
  await untilLines(3);
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id }) => id))';
  expect(await page.evaluate(script)).toEqual([]);
  await page.getByRole('button', { name: 'I have seen it' }).first().click();
  await untilLines(2);
  expect(await page.getByRole('button', { name: /Show (all|fewer)/ }).count()).toBe(0);
  await lines().getByRole('link').first().click();
  await eventually(() => /#\/batch\/b[123]$/.test(page.url()), { what: 'the page of the batch' });
});

test('on a phone, in Korean, the scan bar stays in sight', async () => {
  await open('ko-KR', 390);
  await untilLines(2);
  await page.getByRole('button', { name: '알람 3개 모두 보기' }).waitFor();
  const box = await page.getByLabel('시리얼 번호').first().boundingBox();
  expect(box?.y).toBeLessThan(600);
});
