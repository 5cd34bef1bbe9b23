/** The page of the log in a browser: live lines, filters in the address, a hundred thousand lines, a connection that breaks. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogsPage } from '@neurohub/contracts/rest';
import Database from 'better-sqlite3';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OLD_LINES = 100_000;
let station: TestStation;
let browser: Browser;
let proxy: TcpFaultProxy;
let downloads: string;

/** Lines of a week, as the service stores them: saying them would take longer than reading them. */
function writeOldLines(file: string): void {
  const db = new Database(file);
  const insert = db.prepare('INSERT INTO logs (at, severity, batch_id, message) VALUES (?, 1, ?, ?)');
  const begin = Date.parse('2026-11-20T00:00:00.000Z');
  db.transaction(() => {
    for (let n = 1; n <= OLD_LINES; n += 1)
      insert.run(new Date(begin + n * 1_000).toISOString(), 'old', `old line ${n} of ${OLD_LINES}`);
  })();
  db.close();
}

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  const launched = chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  downloads = mkdtempSync(join(tmpdir(), 'logs-'));
  const batch = (id: string, name: string) =>
    `  - { id: ${id}, name: ${name}, sequence_package: misbehaving_v1, parameters: { behaviour: talk } }\n`;
  const config = `station: { id: TEST, name: Test station }
batches:
${batch('b1', 'Fixture 1')}${batch('b2', 'Fixture 2')}`;
  const first = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')], config });
  await first.stop();
  writeOldLines(join(first.dataDir, 'station.db'));
  station = await first.restart();
  proxy = await TcpFaultProxy.start(Number(new URL(station.address).port));
  browser = await launched;
});
afterAll(async () => {
  await browser.close();
  await proxy.close();
  await station.dispose();
  rmSync(downloads, { recursive: true });
});

async function open(hash: string, { locale = 'en-US', width = 1280, height = 900, dark = false } = {}): Promise<Page> {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${proxy.port}/${hash}`);
  return page;
}

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))';
  return page.evaluate(script) as Promise<string[]>;
}

const linesOf = (page: Page) => page.getByRole('list', { name: /^(Log lines|로그)$/ }).getByRole('listitem');
const stored = (query: string) => station.data<LogsPage>('GET', `/api/logs?limit=500&${query}`);
/** So many lines as the page says it has. */
const count = async (page: Page) =>
  Number((await page.getByText(/^[\d,]+ lines?\.$/).textContent())?.replaceAll(/\D/g, ''));

/** A line every 5 ms from both slots, until their processes are stopped. */
async function talk(): Promise<string[]> {
  return Promise.all(
    ['b1', 'b2'].map(async (id) => {
      await station.data('POST', `/api/batches/${id}/start`);
      return station.begin(`SN-${id.toUpperCase()}`, id);
    }),
  );
}
async function silence(): Promise<void> {
  for (const id of ['b1', 'b2'])
    if ((await station.batch(id)).pid !== null) await station.data('POST', `/api/batches/${id}/stop`);
}
// Also after a test that failed.
afterEach(silence);

test('a hundred thousand lines: only those in sight are drawn, older ones come when somebody goes there, newer ones wait', async () => {
  const page = await open('#/logs');
  await page.getByText('Live').first().waitFor();
  const lines = linesOf(page);
  await lines.last().waitFor();
  await shoot(page, 'logs-en-1280');
  expect(await accessibilityProblems(page)).toEqual([]);

  // By the keys: to the first, which fetches older ones, and further up.
  await page.getByRole('searchbox').press('Tab');
  await lines.last().getByRole('button').first().focus();
  await page.keyboard.press('Home');
  await eventually(async () => (await count(page)) > 900, { what: 'older lines' });
  for (let times = 0; times < 4; times += 1) {
    const before = await count(page);
    await page.keyboard.press('Home');
    await eventually(async () => (await count(page)) > before, { what: 'still older lines' });
  }
  expect(await lines.count()).toBeLessThan(120);
  const focused = () => page.evaluate('document.activeElement.dataset.line') as Promise<string | undefined>;
  const here = Number(await focused());
  await page.keyboard.press('ArrowDown');
  await eventually(async () => Number(await focused()) === here + 1, { what: 'the next line' });

  await talk();
  const newLines = page.getByRole('button', { name: /\d+ new lines/ });
  await newLines.waitFor();
  expect(Number(await focused())).toBe(here + 1);
  await shoot(page, 'logs-paused');
  await newLines.click();
  await newLines.waitFor({ state: 'detached' });
  await lines.filter({ hasText: 'still here' }).last().waitFor();
  expect(await lines.count()).toBeLessThan(120);
  await silence();
  await page.context().close();
});

test('however often the connection breaks, every line is there once and in its order', async () => {
  const [one = ''] = await talk();
  // High enough for all lines of the test.
  const page = await open(`#/logs?execution=${one}`, { height: 30_000 });
  await linesOf(page).filter({ hasText: 'still here' }).first().waitFor();
  for (let cut = 0; cut < 2; cut += 1) {
    await proxy.strike(cut % 2 ? { kind: 'reset' } : { kind: 'refuse', ms: null });
    if (cut % 2 === 0) {
      await page.getByText('No connection: nothing new arrives.').waitFor();
      await proxy.clear();
    }
    await page.getByText('Live', { exact: true }).first().waitFor();
  }
  await silence();
  const numbers: number[] = [];
  for (let after = 0, isMore = true; isMore; ) {
    const { items, nextCursor } = await stored(`executionId=${one}&after=${after}`);
    numbers.push(...items.map(({ id }) => id));
    after = numbers.at(-1) ?? 0;
    isMore = nextCursor !== null;
  }
  expect(numbers.length).toBeGreaterThan(20);
  // Only the newest page is shown at once; from its first line on, nothing may be missing.
  await eventually(
    async () => {
      const shown = (await page.evaluate(
        '[...document.querySelectorAll("[data-line]")].map((line) => Number(line.dataset.line))',
      )) as number[];
      return JSON.stringify(shown) === JSON.stringify(numbers.slice(numbers.indexOf(shown[0] ?? 0)));
    },
    { what: 'every line once' },
  );
  await page.context().close();
}, 40_000);

test('filters are in the address, decide about live lines, and the file has what they let through', async () => {
  const [, two = ''] = await talk();
  const page = await open('#/');
  await page.getByRole('link', { name: 'Logs' }).click();
  await page.getByRole('combobox', { name: 'Slot' }).selectOption('b2');
  await page.getByRole('searchbox', { name: 'Search in the text' }).fill('STILL here');
  await page.waitForURL(/#\/logs\?batch=b2&text=STILL\+here$/);
  const lines = linesOf(page);
  await lines.filter({ hasText: 'still here' }).first().waitFor();
  const before = await count(page);
  await eventually(async () => (await count(page)) > before, { what: 'live lines that match' });

  await page.reload();
  await lines.last().waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('STILL here');
  expect(await lines.filter({ hasText: 'Fixture 1' }).count()).toBe(0);
  await page.getByRole('combobox', { name: 'Source' }).selectOption('execution');
  await page.waitForURL(/source=execution/);
  await lines.last().getByRole('button').first().press('Enter');
  await page.getByText(two).first().waitFor();
  await page.getByRole('button', { name: 'More filters' }).click();
  await shoot(page, 'logs-open');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Copy line' }).click();
  await page.getByText('Copied', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Only this test' }).click();
  await page.waitForURL(new RegExp(`execution=${two}`));
  await page.getByRole('button', { name: `Test ${two.slice(0, 8)} only` }).waitFor();

  await silence();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'NDJSON' }).click();
  const file = join(downloads, 'lines.ndjson');
  await (await download).saveAs(file);
  const saved = readFileSync(file, 'utf8').trim().split('\n');
  const { items } = await stored(`executionId=${two}&search=still+here`);
  expect(saved.slice(-items.length).map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(
    items.map(({ id }) => id).reverse(),
  );
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.waitForURL(/#\/logs$/);
  await page.getByRole('searchbox').fill('no such line');
  await page.getByText('No line matches.', { exact: false }).waitFor();
  await page.context().close();
});

test('on a phone, dark and in Korean', async () => {
  const page = await open('#/logs?source=execution', { locale: 'ko-KR', width: 360, height: 740, dark: true });
  await page.getByText('실시간').first().waitFor();
  await linesOf(page).last().waitFor();
  await shoot(page, 'logs-ko-360');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: '필터 더 보기' }).click();
  expect(await page.getByRole('combobox', { name: '출처' }).inputValue()).toBe('execution');
  await linesOf(page).last().getByRole('button').first().click();
  await page.getByRole('button', { name: '이 줄 복사' }).waitFor();
  await shoot(page, 'logs-ko-360-open');
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
  await page.context().close();
});
