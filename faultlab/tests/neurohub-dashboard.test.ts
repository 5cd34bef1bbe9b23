/** NeuroHub's screen in a real browser: a real instance and database, results of a seeded station, and a station that really tests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@neurohub/hub-server/test-database';
import { packPackage } from '@neurohub/package-kit';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';
import { HubPerson } from '../src/hub/hub-people.ts';
import { HubProcess } from '../src/hub/hub-process.ts';
import { seedResults, serialOf } from '../src/hub/seed-results.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const UNITS = 100;
const VIEWER = { name: 'Wall', password: 'correct horse', role: 'viewer' };
let database: TestDatabase;
let hub: HubProcess;
let station: TestStation | undefined;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let boss: HubPerson;
let seeded: Awaited<ReturnType<typeof seedResults>>;

beforeAll(async () => {
  database = await testDatabase();
  hub = await HubProcess.start(database.url);
  boss = await HubPerson.signIn(hub.address, 'admin', hub.firstPassword);
  const { key } = (await boss.ask(hub.address, 'POST', '/api/stations', { id: 'LINE_2', name: 'Line 2' })).data;
  seeded = await seedResults({ address: hub.address, stationId: 'LINE_2', key, units: UNITS, days: 6 });
  await boss.ask(hub.address, 'POST', '/api/users', VIEWER);
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ARGS });
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await station?.dispose();
  await hub?.stop();
  await database[Symbol.asyncDispose]();
});

const open = async (hash: string, on = page) => {
  await on.goto(`${hub.address}/${hash}`);
  // Another fragment alone loads nothing.
  await on.locator('main').waitFor();
};
const button = (name: string | RegExp, on = page) => on.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = () => page.getByRole('dialog');

async function signIn(on: Page, name: string, password: string): Promise<void> {
  await on.getByLabel(/^(Name|이름)$/).fill(name);
  await on.getByLabel(/^(Password|비밀번호)$/).fill(password);
  await on.keyboard.press('Enter');
}

test('nobody sees anything before signing in, to NeuroHub by its name; a wrong password says so', async () => {
  await open('#/results');
  await page.getByRole('heading', { name: 'NeuroHub' }).waitFor();
  await signIn(page, 'admin', 'not the password');
  await page.getByTestId('problem').waitFor();
  await signIn(page, 'admin', hub.firstPassword);
  await page.getByTestId('results').waitFor();
  expect(await page.getByTestId('person').textContent()).toContain('admin');
});

test('a station is enrolled on the screen, its key is shown once, and a station with it is live on the floor', async () => {
  await open('#/stations');
  await button('Enrol a station').click();
  await dialog()
    .getByLabel(/^Station id/)
    .fill('LINE_1');
  await dialog().getByLabel('Name (may be empty)').fill('Line 1');
  await button('Enrol').click();
  const key = await page.getByTestId('station-key').inputValue();
  await button('Close').click();
  expect(await page.locator('body').textContent()).not.toContain(key);

  await open('#/floor');
  await page.getByTestId('station-LINE_1').getByText('Never heard').waitFor();
  const config = `station: { id: LINE_1, name: Line 1 }
backend: { url: ${hub.address}, api_key: "\${NEUROHUB_KEY}", sync_interval: 5 }
batches:
  - { id: b1, name: Bench, sequence_package: misbehaving_v1, auto_start: true, parameters: { work_ms: 700 } }
`;
  station = await TestStation.start({ packages: [MISBEHAVING], config, env: { NEUROHUB_KEY: key } });
  const card = page.getByTestId('station-LINE_1');
  await card.getByText('Live').waitFor();
  await card.getByTestId('batch-b1').getByText('Ready').waitFor();
});

test('a test is seen while it runs, its verdict stays on the floor, and its result arrives by itself', async () => {
  const results = await context.newPage();
  await open('#/results?station=LINE_1', results);
  await results.getByText('No result fits these filters').waitFor();
  await station?.untilState('idle');
  await station?.begin('SN-1');
  const row = page.getByTestId('station-LINE_1').getByTestId('batch-b1');
  await row.getByText('Testing').waitFor();
  await row.getByText('SN-1').waitFor();
  await row.getByText('PASS').waitFor();
  const arrived = results.getByRole('row').filter({ hasText: 'SN-1' });
  await arrived.waitFor();
  await arrived.getByRole('link', { name: /^Result of SN-1/ }).click();
  const step = results.getByTestId('step-before');
  await step.getByTestId('measurement').getByText('In limits').waitFor();
  await results.close();
});

test('a station that does not let itself be asked for a test says so', async () => {
  await open('#/stations/LINE_1');
  await button('Ask for a test').click();
  await dialog().getByLabel('Serial number').fill('SN-2');
  await button('Ask').click();
  await page.getByTestId('remote-start-answer').getByText('The station refuses.').waitFor();
  await button('Close').click();
});

test('results are filtered, paged, and lead to all that was ever done with a unit', async () => {
  await open('#/results');
  await button('FAIL').click();
  await page.getByLabel(/^Serial number/).fill('LINE_2-00*');
  const rows = page.getByTestId('results').locator('tbody tr');
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(8);
  expect(new Set(await rows.locator('th').allTextContents())).toEqual(new Set(['VerdictFAIL']));
  // The filter stands in the address: a reload, or somebody who gets the link, sees the same.
  await page.reload();
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(8);
  await rows.getByRole('link', { name: `${serialOf('LINE_2', 30)}: history of this unit` }).click();
  const history = page.getByTestId('unit-history').locator('tbody tr');
  await expect.poll(() => history.count(), { timeout: 10_000 }).toBe(2);
  expect(await history.nth(0).textContent()).toContain('FAIL');
  expect(await history.nth(1).textContent()).toContain('PASS');
  await history
    .nth(0)
    .getByRole('link', { name: /^Result of/ })
    .click();
  const missed = page.getByTestId('step-measure_rails').getByTestId('measurement').filter({ hasText: 'v3v3' });
  expect(await missed.textContent()).toContain('3.12 V');
  await missed.getByText('Out of limits').waitFor();

  await open('#/results?station=LINE_2');
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(50);
  await button('Show more').click();
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(100);
});

test('yield is what the seeded units make of it, says what it counts, and names what fails most', async () => {
  await open('#/quality?station=LINE_2&period=30d');
  const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
  const { passed, failed } = seeded;
  const big = page.getByTestId('first-pass-yield');
  await big.waitFor();
  expect((await big.textContent())?.trim()).toBe(share.format(passed / (passed + failed)));
  const definition = page.getByText('Passed ÷ (passed + failed)');
  expect(await definition.isVisible()).toBe(false);
  await page.getByText('What is counted?').click();
  await definition.waitFor();
  const [worst] = await page.getByTestId('pareto').locator('tbody tr').allTextContents();
  expect(worst).toContain('measure_rails · v3v3');
  // The picture is of the library that is loaded for it.
  await page.locator('.recharts-line').first().waitFor();
  expect(await page.getByTestId('yield-by-time').locator('tbody tr').count()).toBeGreaterThan(4);
});

test('a package is uploaded and deployed with a reason, and what the station says of it is shown', async () => {
  const file = join(station?.folder ?? '', 'misbehaving.tar');
  await packPackage({ folder: MISBEHAVING, fileFor: () => file });
  await open('#/packages');
  await page.getByTestId('upload').setInputFiles(file);
  await page.getByTestId('uploaded').getByText('misbehaving_v1 1.0.0 is here.').waitFor();
  await button('Deploy misbehaving_v1 1.0.0').click();
  await dialog().getByLabel('Station').selectOption('LINE_1');
  await dialog().getByLabel('Reason (may be empty)').fill('the line is ready');
  await button('Deploy').click();
  await dialog().waitFor({ state: 'detached' });
  const row = page.getByTestId('deployments').locator('tbody tr');
  await row.getByText('the line is ready').waitFor();
  // The bench has a folder of that name, which nobody takes from whoever works on it.
  await row.getByText('Refused by the station').waitFor();
});

const PAGES = ['floor', 'results', 'quality', 'packages', 'stations', 'stations/LINE_1', 'people', 'audit'];

test.each([
  ['en-US', 'light', 1280],
  ['ko-KR', 'dark', 360],
] as const)(
  'no page has an accessibility violation or is wider than the screen (%s, %s, %i px)',
  async (locale, colorScheme, width) => {
    const options = { locale, colorScheme, viewport: { width, height: 800 } };
    const other = await browser.newContext({
      ...options,
      storageState: await context.storageState({ indexedDB: false }),
    });
    const one = await other.newPage();
    const { origins: _, ...cookies } = await context.storageState();
    await other.addCookies(cookies.cookies);
    for (const hash of PAGES) {
      await one.goto('about:blank');
      await open(`#/${hash}`, one);
      await one.locator('table, [data-testid="station-LINE_2"]').first().waitFor();
      await one.evaluate(AXE);
      const violations = await one.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(violations, hash).toEqual([]);
      const overflow = await one.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      expect(overflow, hash).toBeLessThanOrEqual(0);
    }
    await other.close();
  },
);

test('a viewer sees the floor in Korean, and neither people nor what would change something', async () => {
  const other = await browser.newContext({ locale: 'ko-KR', viewport: { width: 1280, height: 800 } });
  const wall = await other.newPage();
  await open('', wall);
  await signIn(wall, VIEWER.name, VIEWER.password);
  await wall.getByTestId('station-LINE_1').getByText('실시간').waitFor();
  expect(await wall.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
    ...['현장', '결과', '품질', '패키지', '스테이션'],
  ]);
  await open('#/packages', wall);
  await wall.getByTestId('deployments').waitFor();
  expect(await wall.getByTestId('upload').count()).toBe(0);
  await open('#/people', wall);
  await wall.getByTestId('problem').waitFor();
  // Whoever is removed is signed out wherever the screen is open.
  await boss.ask(hub.address, 'DELETE', `/api/users/${VIEWER.name}`);
  await open('#/results', wall);
  await wall.getByTestId('sign-in').waitFor();
  await other.close();
});

test('a station that is gone is grey and says when it was heard last; so is everything when NeuroHub is gone', async () => {
  await open('#/floor');
  const card = page.getByTestId('station-LINE_1');
  await card.getByText('Live').waitFor();
  station?.process.kill('SIGKILL');
  await card.getByText(/Silent, heard .+ ago/).waitFor();
  expect(await card.getAttribute('data-stale')).toBe('true');
  await page.getByLabel('Only what needs somebody').check();
  await card.waitFor();
  await hub.kill();
  await page.getByTestId('link-lost').waitFor();
  expect(await page.getByTestId('connection').textContent()).toContain('Reconnecting');
});
