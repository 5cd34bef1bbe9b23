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

/** What a page still asks for when it is closed is nobody's error. */
async function leave(page: Page): Promise<void> {
  await page.context().unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
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
  await verdict.getByText('one thing to look at').waitFor();
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
  await leave(page);
});

test('monitor on a phone in Korean: nothing moves sideways', async () => {
  const page = await open('monitor', { locale: 'ko-KR', width: 360, dark: true });
  await page.getByTestId('batch-vitals').getByText('512 MB 중').waitFor();
  await page.getByRole('heading', { name: '지금까지의 알람' }).waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'monitor-phone');
  expect(await accessibilityProblems(page)).toEqual([]);
  await leave(page);
});

const onDisk = () => readFileSync(join(station.folder, 'station.yaml'), 'utf8');

test('settings: fields change the text with its comments, are judged at once, and are saved with a reason', async () => {
  const page = await open('settings/configuration');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('Line 3');
  await name.press('Enter');
  await page.getByText('No mistakes, 1 change.').waitFor();
  await page.getByRole('link', { name: 'Disk and data' }).click();
  const reserve = page.getByRole('textbox', { name: 'Reserve' });
  await reserve.fill('99999');
  await reserve.press('Tab');
  await page.getByText('Outside of what is allowed: 0 to 10240').waitFor();
  await reserve.fill('2');
  await reserve.press('Tab');
  await page.getByText('No mistakes, 2 changes.').waitFor();
  await shoot(page, 'settings-form');
  expect(await accessibilityProblems(page)).toEqual([]);

  await page.getByRole('link', { name: 'NeuroHub', exact: true }).last().click();
  const key = page.getByRole('textbox', { name: 'Key of this station' });
  expect(await key.inputValue()).toBe('');
  expect(await page.content()).not.toContain('hunter2');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('No answer', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Text', exact: true }).click();
  const text = page.getByRole('textbox', { name: 'station.yaml' });
  expect(await text.inputValue()).toContain('station: { id: TEST, name: Line 3 } # who');
  await page.getByRole('button', { name: 'Review' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('after a restart').waitFor();
  await dialog.getByRole('textbox', { name: /^Why/ }).fill('moved to line 3');
  await shoot(page, 'settings-form-review');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Nothing is changed.').waitFor();
  expect(onDisk()).toBe(CONFIG.replace('Test station', 'Line 3').replace('ballast_mb: 1', 'ballast_mb: 2'));
  await page.getByRole('heading', { name: 'Line 3' }).waitFor();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByTestId('audit').getByText('moved to line 3', { exact: false }).first().waitFor();
  await leave(page);
});

test('settings on a phone in Korean: a section is chosen, a key taken out, and the draft discarded', async () => {
  const page = await open('settings/configuration/storage', { locale: 'ko-KR', width: 360 });
  await page.getByRole('button', { name: '기본값 사용: 예비 공간' }).click();
  await page.getByText('오류 없음', { exact: false }).waitFor();
  await page.getByRole('combobox', { name: '구역' }).selectOption('logging');
  await page.getByRole('combobox', { name: '수준' }).selectOption('debug');
  await page.getByText('변경 2개', { exact: false }).waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'settings-form-phone');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: '되돌리기' }).click();
  await page.getByText('변경한 것이 없습니다.').waitFor();
  await leave(page);
});

test('backups: one is made, taken away, and wanted back, until somebody thinks otherwise', async () => {
  const page = await open('settings/backups');
  await page.getByText('on the disk of the data', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Back up now' }).click();
  const row = page.getByTestId('backups').getByRole('listitem');
  await row.getByText('asked for').waitFor();
  const file = await fetch(
    `${station.address}${await row.getByRole('link', { name: /^Download/ }).getAttribute('href')}`,
  );
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="TEST-backup-.*\.tar"$/);
  expect((await file.arrayBuffer()).byteLength % 512).toBe(0);
  await row.getByRole('button', { name: /^Restore/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('nothing that runs is ended', { exact: false }).waitFor();
  await dialog.getByRole('textbox').fill('wrong limits');
  await dialog.getByRole('button', { name: 'Restore' }).click();
  const wanted = page.getByTestId('wanted-restore');
  await wanted.getByText('local: wrong limits').waitFor();
  await shoot(page, 'backups');
  expect(await accessibilityProblems(page)).toEqual([]);
  await wanted.getByRole('button', { name: 'Do not restore it' }).click();
  await wanted.waitFor({ state: 'detached' });
  await leave(page);
});

test('first steps: what is left is told until it is put away; about: what runs here, and under which licences', async () => {
  const page = await open('monitor', { locale: 'ko-KR', width: 360, isManager: false });
  const steps = page.getByTestId('first-steps');
  await steps.getByRole('link', { name: '로그인 켜기' }).waitFor();
  expect(await steps.getByRole('link', { name: '배치 추가하기' }).count()).toBe(0);
  await page.getByRole('button', { name: '다시 보지 않기' }).click();
  await steps.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('batch-vitals').waitFor();
  expect(await steps.count()).toBe(0);

  await page.goto(`${station.address}#/about`);
  await page.getByTestId('about-facts').getByText(process.version).waitFor();
  await page.getByText('관리자만 여기서 내려받을 수 있습니다.').waitFor();
  await page.getByRole('searchbox').fill('uplot');
  const licence = page.getByTestId('licences').getByRole('listitem');
  await licence.getByText('uplot').click();
  await licence.getByText('Permission is hereby granted', { exact: false }).waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'about-phone');
  expect(await accessibilityProblems(page)).toEqual([]);
  await leave(page);
});

test('a page that cannot be loaded leaves the frame standing, and comes when it is loaded again', async () => {
  const page = await open('about');
  await page.getByTestId('about-facts').getByText(process.version).waitFor();
  const chunk = '**/assets/monitor-page*';
  await page.route(chunk, (route) => route.abort());
  const link = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  await link('Monitor').click();
  await page.getByRole('alert').getByText('could not be opened').waitFor();
  await shoot(page, 'page-failed');
  expect(await accessibilityProblems(page)).toEqual([]);
  await link('About').click();
  await page.getByTestId('about-facts').getByText(process.version).waitFor();
  await page.unroute(chunk);
  await link('Monitor').click();
  await page.getByRole('button', { name: 'Load again' }).click();
  await page.getByTestId('batch-vitals').waitFor();
  await leave(page);
});
