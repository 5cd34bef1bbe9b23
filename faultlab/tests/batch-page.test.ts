/** What an engineer sees of one batch in a real browser: two real batches that share a chamber, over sockets to simulated benches. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ThermalBench } from '../../sequences/aging_test_v2/simulators/thermal-bench.ts';
import { PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BATCHES = ['aging_1', 'aging_2'];
const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
const context = { hardware: ['chamber', 'source', 'load'], parameters: {}, log };
const left = new ThermalBench(context);
const right = new ThermalBench(context);
let workshop: string;
let station: TestStation;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'batch-page-'));
  const long = writeManyStepsPackage(workshop, 400, { stepMs: 30 });
  const [atLeft, atRight] = [await left.start(), await right.start()];
  const config = `
station: { id: TEST, name: Test station }
shared_hardware: ${JSON.stringify({ chamber_1: { ...atLeft.chamber, patience_s: 60, poll_ms: 50 } })}
rendezvous: { soak: { batches: [aging_1, aging_2], timeout: 60 } }
batches:
${[atLeft, atRight]
  .map(({ source, load }, i) => {
    const hardware = JSON.stringify({ chamber: { shared: 'chamber_1' }, source, load });
    const package_ = `sequence_package: aging_test_v2, auto_start: true`;
    const limits = 'resource_limits: { max_memory_mb: 512 }';
    return `  - { id: aging_${i + 1}, name: Oven ${i + 1}, ${package_}, ${limits}, hardware: ${hardware} }`;
  })
  .join('\n')}
  - { id: long, name: Many steps, sequence_package: steps_400, auto_start: true }
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/aging_test_v2'), long], config });
  for (const id of [...BATCHES, 'long']) await station.untilState('idle', id);
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(async () => {
  await browser?.close();
  await station?.dispose();
  await Promise.all([left.stop(), right.stop()]);
  rmSync(workshop, { recursive: true });
});

interface Look {
  locale?: string;
  width?: number;
  height?: number;
  isDark?: boolean;
  path?: string;
}

async function open({ locale = 'en-US', width = 1920, height = 1080, isDark, path = '/#/batch/aging_1' }: Look = {}) {
  await page?.context().close();
  const viewport = { width, height };
  page = await (await browser.newContext({ locale, viewport, colorScheme: isDark ? 'dark' : 'light' })).newPage();
  await page.goto(`${station.address}${path}`);
  await steps().getByRole('listitem').first().waitFor();
}

const steps = () => page.getByRole('group', { name: /^(Steps of the test|테스트의 스텝)$/ });
const tab = (name: string) => page.getByRole('tab', { name });

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function accessibilityProblems(): Promise<string[]> {
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))';
  return page.evaluate(script) as Promise<string[]>;
}

const FAST = { soak_s: 0.1, on_s: 0, off_s: 0, temperatures: '0, 40', cycles: 2 };
const begin = (id: string, parameters = {}) =>
  station.begin(`UNIT-${id}`, id, { parameters: { ...FAST, ...parameters }, operator: 'Park' });

test('a question, a lock on a shared instrument and what is used are seen while they last', async () => {
  left.fault = 'chamber_stuck';
  await open();
  await begin('aging_1', { ask_operator: true });
  await tab('Questions').click();
  await page.getByText('Waits for an answer').waitFor();
  await shoot('batch-asks');
  const { execution } = await station.batch('aging_1');
  const answer = { answer: true, operator: 'Kim', via: 'screen' };
  await station.data('POST', `/api/batches/aging_1/prompts/${execution?.prompts[0]?.id}`, answer);
  await page.getByRole('tabpanel').getByText('by Kim, on the screen').waitFor();
  await begin('aging_2');
  const chamber = page.getByTestId('hardware').getByRole('listitem').filter({ hasText: 'Thermal chamber' });
  await chamber.getByText(/^Shared: chamber_1 · in use by (this test|Oven 2)$/).waitFor();
  await page
    .getByTestId('process')
    .getByText(/^\d+ % · [\d.]+ MB of 512 MB$/)
    .waitFor();
  await tab('Timeline').click();
  await page
    .getByTestId('timeline')
    .getByRole('row', { name: /Put the board in .*for the operator/ })
    .waitFor();
  await shoot('batch-lock');
  left.fault = 'load_silent_once';
  const { id } = execution ?? { id: '' };
  expect((await station.ended(id)).verdict).toBe('PASS');
});

test('turns and tries unfold, and are the same when they come from the record instead of events', async () => {
  await page.getByTestId('verdict').getByText('PASS', { exact: true }).waitFor();
  const live = await unfolded();
  expect(live.filter((row) => /^turn 1 of 2/.test(row))).toHaveLength(3);
  expect(live.filter((row) => /Measure the output/.test(row)).length).toBe(5);
  await shoot('batch-unfolded');
  await page.reload();
  expect(await unfolded()).toEqual(live);
});

/** The text of each row of the steps, once every turn and every try is unfolded. */
async function unfolded(): Promise<string[]> {
  const folded = steps()
    .locator('[aria-expanded="false"]')
    .filter({ hasText: /^turn|before this one$/ });
  await steps()
    .getByRole('button', { name: /^turn 1 of 2, 0/ })
    .waitFor();
  while ((await folded.count()) > 0) await folded.first().press('Enter');
  return steps().getByRole('listitem').allInnerTexts();
}

test('a step that is chosen shows what it said and what was measured; parameters tell what is not the default', async () => {
  await tab('Log').click();
  const said = page.getByRole('log');
  await said.getByText('every board is in').waitFor();
  await steps().getByRole('button', { name: 'Leave together' }).first().press('Enter');
  await page.getByText('Only: Leave together').waitFor();
  await said.getByText('every board is in').waitFor({ state: 'detached' });
  expect(await said.getByText('every board is done at').count()).toBe(2);
  await page.getByRole('button', { name: 'Show every step' }).click();
  await said.getByText('every board is in').waitFor();
  await tab('Parameters').click();
  await page.getByRole('row', { name: /Cycles at each temperature cycles 2 default 3/ }).waitFor();
  await steps().getByRole('button', { name: 'Waveform of aging', exact: true }).click();
  const cursor = steps().getByRole('slider', { name: 'Cursor in the waveform of aging' });
  await expect.poll(() => cursor.getAttribute('aria-valuemax')).toBe('4');
  await cursor.press('End');
  await steps().getByTestId('waveform-readout').getByText('cycle 4').waitFor();
  await shoot('batch-waveform');
});

test('of many steps only those in sight are drawn, and the one that runs is among them until somebody looks elsewhere', async () => {
  await open({ path: '/#/batch/long', width: 1280, height: 800 });
  const id = await station.begin('LONG', 'long');
  const runningInSight = () =>
    steps().evaluate((box) => {
      const row = box.querySelector('[data-status="running"]');
      const [outer, inner] = [box.getBoundingClientRect(), row?.getBoundingClientRect()];
      return inner && inner.top >= outer.top && inner.bottom <= outer.bottom
        ? Number(row?.getAttribute('data-index'))
        : 0;
    });
  await expect.poll(runningInSight, { timeout: 20_000, interval: 5 }).toBeGreaterThan(40);
  await steps().press('Home');
  await page.getByRole('button', { name: 'Show the current step' }).click();
  await expect.poll(runningInSight, { timeout: 20_000, interval: 5 }).toBeGreaterThan(60);
  await station.data('POST', '/api/batches/long/sequence/stop');
  await station.ended(id);
  expect(await steps().getByRole('listitem').count()).toBeLessThan(100);
  await steps().press('End');
  await page.getByTestId('step-release').getByText('Passed').waitFor();
});

test.each([
  { locale: 'ko-KR', width: 1920, height: 1080, isDark: true, tabs: ['타임라인', '파라미터', '질문'] },
  { locale: 'en-US', width: 768, height: 1024, isDark: true, tabs: ['Timeline'] },
  { locale: 'ko-KR', width: 360, height: 740, tabs: ['로그', '타임라인'] },
])('nothing is out of reach in $locale at $width px', async ({ tabs, ...look }) => {
  await open(look);
  for (const name of tabs) {
    await tab(name).press('Enter');
    expect(await accessibilityProblems()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await shoot(`batch-${look.width}-${look.locale}-${name}`);
  }
});
