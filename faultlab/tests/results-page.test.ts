/** The line manager's way through the screen: from a figure to the results behind it, to a record, to a report; in both languages, by keyboard, on a phone and on paper. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';
import { pdfText } from './_file-readers.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const UNIT = '시험 1/1';
let station: TestStation;
let browser: Browser;

beforeAll(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/reporting_v1')] });
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic'];
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  [browser] = await Promise.all([chromium.launch({ executablePath, args }), station.untilState('idle')]);
  await tested(UNIT, 0.4);
  await tested(UNIT, 0);
  await tested('SN-2', 0.1);
});
afterAll(async () => {
  await browser?.close();
  await station.dispose();
});

async function tested(serialNumber: string, bias: number): Promise<void> {
  const dut = { serialNumber, lot: 'LOT-7', partNumber: 'PN-1' };
  const id = await station.begin(serialNumber, 'b1', { dut, operator: '김민수', parameters: { bias } });
  const asked = await eventually(
    async () => {
      const { execution } = await station.batch();
      return execution?.endReason ? 'ended' : execution?.prompts[0]?.id;
    },
    { what: 'the prompt, or the end' },
  );
  if (asked !== 'ended')
    await station.data('POST', `/api/batches/b1/prompts/${asked}`, { answer: true, operator: '이영희' });
  await station.ended(id);
}

const WIDE: BrowserContextOptions = { locale: 'en-US', viewport: { width: 1280, height: 900 } };
const PHONE: BrowserContextOptions = {
  ...{ locale: 'ko-KR', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
};

async function opened(hash: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${station.address}/${hash}`);
  return page;
}

/** No barrier that axe can find, nothing wider than the screen. */
async function expectFit(page: Page, name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.evaluate(AXE);
  const problems = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))',
  );
  expect(problems).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(page.viewportSize()?.width);
}

/** However slow the machine is. */
const expectSoon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });
const serials = (page: Page) => page.getByTestId('results').getByRole('button').allInnerTexts();

test('a manager goes from what fails most to its tests, to a record and its retest, to a report', async () => {
  const page = await opened('#/statistics', WIDE);
  await expectSoon(() => page.getByTestId('first-pass-yield').innerText()).toBe('50%');
  await page.getByTestId('yield-by-time').getByRole('row').nth(1).waitFor();
  await page.locator('.recharts-surface').nth(4).waitFor();
  expect(
    await page.locator('.recharts-surface').evaluateAll((all) => all.every((one) => one.closest('[aria-hidden]'))),
  ).toBe(true);
  await page.getByText('How this is counted').first().click();
  await page.getByText('a retest changes nothing').waitFor();
  await expectFit(page, 'statistics-en');

  await page.getByTestId('pareto').getByRole('link', { name: 'Output stability · vcc' }).click();
  await expectSoon(() => serials(page)).toEqual([UNIT]);
  await page.getByRole('button', { name: 'Take off: Counted as: failed, fault' }).waitFor();
  await page.getByRole('button', { name: 'Take off: Measurement: vcc' }).waitFor();
  await expectFit(page, 'results-en');

  await page.getByTestId('results').getByRole('button').click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('Test 1 of 2 of this unit').waitFor();
  await drawer.getByText('PN-1').waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('#root').isVisible()).toBe(false);
  expect(await drawer.getByText('PN-1').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
  await drawer.getByRole('button', { name: 'Next test (PASS)' }).click();
  await drawer.getByText('Test 2 of 2 of this unit').waitFor();
  await expectFit(page, 'record-en');
  const download = page.waitForEvent('download');
  await drawer.getByRole('link', { name: 'Report (PDF)' }).click();
  expect(pdfText(readFileSync(await (await download).path())).text).toContain(UNIT.replace(' ', ''));

  await drawer.getByRole('link', { name: 'History of the unit' }).click();
  await drawer.waitFor({ state: 'detached' });
  await expectSoon(() => page.getByTestId('unit-outcome').innerText()).toBe('Failed first, passed at test 2');
  await page.getByText('rails · vcc').waitFor();
  await expectFit(page, 'unit-en');
});

test('each figure leads to as many results as it says', async () => {
  const page = await opened('#/statistics?step=rails&measurement=vcc', WIDE);
  const behind = async (link: ReturnType<Page['locator']>, count: number) => {
    await link.click();
    await expectSoon(async () => (await serials(page)).length).toBe(count);
    await page.goBack();
  };
  await page.getByTestId('histogram').getByRole('link').first().waitFor();
  const parts = page.getByRole('region', { name: 'First-pass yield' });
  await behind(parts.getByRole('link', { name: '2', exact: true }), 2);
  await behind(page.getByTestId('throughput-by-time').getByRole('link').first(), 3);
  const bins = page
    .getByTestId('histogram')
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
  await bins.first().waitFor();
  // Two values of each test, in the turns of its loop: those of one bin may be of one test.
  const counts = (await bins.all()).map((bin) => bin.getByRole('cell').first().innerText());
  expect(await Promise.all(counts)).toEqual(['3', '1', '1']);
  await behind(bins.last().getByRole('link'), 1);
  await page.getByText('Only 5 values').waitFor();
  await page.getByTestId('control-points').getByRole('button', { name: UNIT }).first().click();
  await page.getByRole('dialog').getByText('of this unit').waitFor();
});

test('results are found, put in order, looked at column by column and exported', async () => {
  const page = await opened('#/results', WIDE);
  await expectSoon(() => serials(page)).toEqual(['SN-2', UNIT, UNIT]);
  await page.getByLabel('Order').selectOption('oldest');
  await expectSoon(() => serials(page)).toEqual([UNIT, UNIT, 'SN-2']);
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Part number' }).check();
  await page.getByTestId('results').getByRole('columnheader', { name: 'Part number' }).waitFor();
  await page.getByLabel('Verdict').selectOption('PASS');
  await expectSoon(() => serials(page)).toEqual([UNIT, 'SN-2']);
  await page.getByText('More fields').click();
  await page.getByRole('textbox', { name: 'Lot', exact: true }).fill('LOT-8');
  await page.getByRole('textbox', { name: 'Lot', exact: true }).press('Enter');
  await page.getByText('Nothing matches.').waitFor();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expectSoon(() => serials(page)).toHaveLength(3);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByTestId('exports').getByRole('link', { name: 'results_' }).waitFor();
  expect(await page.getByTestId('exports').innerText()).toContain('3 of 3');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByTestId('exports').getByRole('link').waitFor({ state: 'detached' });
});

test('a keyboard gets everywhere, and the drawer lets it go again', async () => {
  const page = await opened('#/statistics', WIDE);
  const cause = page.getByTestId('pareto').getByRole('link').first();
  await cause.waitFor();
  await page.getByRole('button', { name: 'Yesterday' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Nothing failed in this period.').waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await cause.waitFor();
  await cause.focus();
  await page.keyboard.press('Enter');
  const result = page.getByTestId('results').getByRole('button').first();
  await result.waitFor();
  await result.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('of this unit').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expectSoon(() => page.evaluate('document.activeElement?.innerText')).toBe(UNIT);
});

test('a phone shows all of it in Korean, in the dark', async () => {
  const page = await opened('#/statistics?step=rails&measurement=vcc', PHONE);
  await page.getByTestId('histogram').waitFor();
  for (const text of ['직행률', '가장 잦은 불량', '계산 방법', '관리도']) await page.getByText(text).first().waitFor();
  await page.locator('.recharts-surface').nth(4).waitFor();
  await expectFit(page, 'statistics-ko');
  await page
    .getByTestId('pareto')
    .getByRole('link', { name: / · vcc$/ })
    .click();
  await expectSoon(() => serials(page)).toEqual([UNIT]);
  await expectFit(page, 'results-ko');
  await page.getByTestId('results').getByRole('button').click();
  await page.getByRole('dialog').getByText('이 제품의 테스트 2건 중 1번째').waitFor();
  await expectFit(page, 'record-ko');
  await page.getByRole('dialog').getByRole('link', { name: '제품 이력' }).click();
  await page.getByText('처음에 불합격, 2차 테스트에서 합격').waitFor();
  await expectFit(page, 'unit-ko');
});
