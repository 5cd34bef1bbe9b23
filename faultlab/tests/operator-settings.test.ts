/** The settings page in a browser: mistakes at their place, what a change needs before it is saved, history, batches. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

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
  // What a page still asks for when it is closed is nobody's error.
  for (const context of browser.contexts()) await context.unrouteAll({ behavior: 'ignoreErrors' });
  await browser.close();
  await station.dispose();
});

const file = () => join(station.folder, 'station.yaml');
const onDisk = () => readFileSync(file(), 'utf8');

/** What only browsers say of themselves: a screen is a technician's while nobody signs in, a program on the machine is not. */
const OF_BROWSERS = /^(origin|referer|cookie|sec-)/;

interface Opening {
  tab: 'batches' | 'text' | 'history';
  locale?: string;
  width?: number;
  dark?: boolean;
  isManager?: boolean;
}

async function open({ tab, locale = 'en-US', width = 1280, dark = false, isManager = true }: Opening): Promise<Page> {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 1000 } });
  if (isManager)
    await context.route('**/api/**', async (route) => {
      const headers = Object.entries(route.request().headers()).filter(([name]) => !OF_BROWSERS.test(name));
      await route.fulfill({ response: await route.fetch({ headers: Object.fromEntries(headers) }) });
    });
  const page = await context.newPage();
  await page.goto(`${station.address}#/settings/${tab}`);
  await page.getByTestId('config-status').waitFor();
  return page;
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

test('a text is changed: mistakes at their place, what each change needs, and only then it is saved; it can be taken back', async () => {
  const page = await open({ tab: 'text' });
  const text = page.getByRole('textbox', { name: 'station.yaml' });
  expect(await text.inputValue()).toContain('api_key: <secret>');
  const shown = await text.inputValue();
  await text.fill(shown.replace('auto_start', 'auto_strat'));
  const problems = page.getByTestId('config-problems');
  await problems.getByText('did you mean auto_start?').waitFor();
  await problems.getByRole('button', { name: 'line 10, column 5' }).click();
  expect(await text.evaluate((area: { selectionStart: number }) => area.selectionStart)).toBe(
    shown.indexOf('auto_start'),
  );
  expect(await page.getByRole('button', { name: 'Review' }).isDisabled()).toBe(true);
  await shoot(page, 'settings-mistake');
  expect(await accessibilityProblems(page)).toEqual([]);

  await text.fill(shown.replace('name: Left', 'name: Right').replace('ballast_mb: 1', 'ballast_mb: 2'));
  await page.getByText('No mistakes, 2 changes.').waitFor();
  await page.getByRole('button', { name: 'Review' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('when the batch is at rest').waitFor();
  await dialog.getByText('after a restart').waitFor();
  expect(await dialog.getByTestId('config-diff').textContent()).toContain('name: Right');
  await shoot(page, 'settings-review');
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(onDisk()).toBe(CONFIG);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByTestId('config-status').getByText('storage.ballast_mb').waitFor();
  expect(onDisk()).toBe(CONFIG.replace('name: Left', 'name: Right').replace('ballast_mb: 1', 'ballast_mb: 2'));
  await eventually(async () => (await station.batch()).name === 'Right', { what: 'the new name of the batch' });

  await page.getByRole('link', { name: 'History' }).click();
  await page.getByTestId('config-history').getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('link', { name: 'Batches' }).click();
  await page.getByText('Everything in the file is in effect.').waitFor();
  expect(onDisk()).toBe(CONFIG);
});

test('a batch is added, changed and removed; the screen has it at once', async () => {
  const page = await open({ tab: 'batches', locale: 'ko-KR', width: 420, dark: true });
  await page.getByRole('button', { name: '배치 추가' }).click();
  const dialog = page.getByRole('dialog');
  const next = () => dialog.getByRole('button', { name: '다음' }).click();
  await dialog.getByText('계측기:', { exact: false }).waitFor();
  await shoot(page, 'settings-add-package');
  await next();
  await dialog.getByLabel('ID', { exact: true }).fill('b1');
  await dialog.getByText('다른 배치가 이 ID를 쓰고 있습니다.').waitFor();
  await dialog.getByLabel('ID', { exact: true }).fill('b2');
  await dialog.getByLabel('이름', { exact: true }).fill('둘째');
  await next();
  const dmm = dialog.getByRole('group', { name: /dmm/ });
  await dmm.getByLabel('host').fill('127.0.0.1');
  await dmm.getByLabel('port').fill('9');
  await dialog.getByRole('button', { name: '연결 테스트' }).click();
  await dmm.getByText('응답 없음').waitFor();
  await shoot(page, 'settings-add');
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByLabel('하드웨어를 시뮬레이션').check();
  await next();
  await dialog.getByLabel(/^파라미터/).fill('settle_ms = 1');
  await dialog.getByLabel('최대 메모리').fill('512');
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: '저장' }).click();
  const list = page.getByTestId('config-batches');
  const row = list.getByRole('listitem').filter({ hasText: '둘째' });
  await row.waitFor();
  expect(onDisk()).toContain('name: 둘째');
  expect(onDisk()).toContain('- id: b1 # the left one');
  expect((await station.batch('b2')).name).toBe('둘째');

  await row.getByRole('button', { name: '변경' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /이름/ }).click();
  await page.getByRole('dialog').getByLabel('이름', { exact: true }).fill('셋째');
  await page.getByRole('dialog').getByRole('button', { name: '저장' }).click();
  await list.getByText('셋째').waitFor();
  for (const line of ['settle_ms: 1', 'max_memory_mb: 512', 'port: 9']) expect(onDisk()).toContain(line);
  await shoot(page, 'settings-phone');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goto(`${station.address}#/`);
  await page.getByTestId('batch-b2').waitFor();

  await page.goto(`${station.address}#/settings`);
  await list.getByRole('listitem').filter({ hasText: '셋째' }).getByRole('button', { name: '제거' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '제거' }).click();
  await list.getByText('셋째').waitFor({ state: 'detached' });
  expect(onDisk()).toBe(CONFIG);
});

test('a file that is bad is shown as it is, with its mistake, and what stays in effect', async () => {
  const page = await open({ tab: 'text' });
  writeFileSync(file(), CONFIG.replace('simulation: true', 'simulation: 5'));
  await page.getByTestId('config-problems').getByText('The file has mistakes.').waitFor();
  await page.getByRole('button', { name: 'line 9, column 17' }).waitFor();
  await shoot(page, 'settings-bad-file');
  writeFileSync(file(), CONFIG);
  await page.getByTestId('config-problems').waitFor({ state: 'detached' });
});

test('a technician sees what is in effect, and changes nothing', async () => {
  const page = await open({ tab: 'text', isManager: false });
  await page.getByText('sign in as a manager', { exact: false }).waitFor();
  const text = page.getByRole('textbox', { name: 'station.yaml' });
  expect(await text.getAttribute('readonly')).not.toBeNull();
  expect(await page.getByRole('button', { name: 'Review' }).count()).toBe(0);
  expect(await page.getByTestId('problem').count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});
