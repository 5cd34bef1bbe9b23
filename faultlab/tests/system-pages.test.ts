/** The pages of whoever looks after the station, in a browser: monitor, settings, first steps, about. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CONFIG = `# The station of the test
station: { id: TEST, name: Test station } # who
backend: { url: "http://127.0.0.1:9", api_key: hunter2 }
storage: { ballast_mb: 1 }
batches:
  - id: b1 # the left one
    name: Left
    sequence_package: pcb_test_v1
    simulation: true
    auto_start: true
    resource_limits: { max_memory_mb: 512 } # enough
`;
let station: TestStation;
let browser: Browser;

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/pcb_test_v1')], config: CONFIG });
  await station.untilState('idle');
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
});

/** What only browsers say of themselves: a screen is a technician's while nobody signs in, a program on the machine is not. */
const OF_BROWSERS = /^(origin|referer|cookie|sec-)/;

async function open(
  page: string,
  { locale = 'en-US', width = 1280, dark = false, isManager = true } = {},
): Promise<Page> {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
  if (isManager)
    await context.route('**/api/**', async (route) => {
      const headers = Object.entries(route.request().headers()).filter(([name]) => !OF_BROWSERS.test(name));
      await route.fulfill({ response: await route.fetch({ headers: Object.fromEntries(headers) }) });
    });
  const opened = await context.newPage();
  await opened.goto(`${station.address}#/${page}`);
  return opened;
}

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))';
  return page.evaluate(script) as Promise<string[]>;
}

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test('monitor: one sentence, what died and what was done, and the alarm that goes when somebody has seen it', async () => {
  const page = await open('monitor');
  const verdict = page.getByRole('region', { name: 'How the station is' });
  await verdict.getByText('All is well').waitFor();
  const row = page.getByTestId('batch-vitals').getByRole('row').filter({ hasText: 'Left' });
  await row.getByText('of 512 MB').waitFor();
  const { pid } = await station.batch();
  await row.getByText(String(pid), { exact: true }).waitFor();
  await page.getByText('% used').waitFor();

  process.kill(pid ?? 0, 'SIGKILL');
  await verdict.getByText('one thing needs somebody').waitFor();
  await verdict.getByText('The process of Left died').waitFor();
  const recovery = page.getByTestId('recoveries').getByRole('listitem');
  await recovery.getByText('Was killed').waitFor();
  await recovery.getByText('Started again (1 of 3)').waitFor();
  await recovery.getByText('ready again after').waitFor();
  await row.getByText('1 (limit 3)').waitFor();
  const history = page.getByTestId('alarm-history').getByRole('listitem');
  await history.getByText('active').waitFor();
  await shoot(page, 'monitor');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByTestId('alarm-WORKER_DIED').getByRole('button').click();
  await verdict.getByText('All is well').waitFor();
  await history.getByText('over after').waitFor();
  await page.context().close();
});

test('monitor on a phone in Korean: nothing moves sideways', async () => {
  const page = await open('monitor', { locale: 'ko-KR', width: 360, dark: true });
  await page.getByText('모두 정상입니다').waitFor();
  await page.getByTestId('batch-vitals').getByText('512 MB 중').waitFor();
  await page.getByRole('heading', { name: '지금까지의 알람' }).waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'monitor-phone');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.context().close();
});
