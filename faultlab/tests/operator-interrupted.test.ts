/** A test that lost its process, on the screen: what happened, and the two ways on. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let workshop: string;
let station: TestStation;
let browser: Browser;
let page: Page;
let executionId: string;

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(() => browser.close());
beforeEach(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'interrupted-'));
  const witness = join(workshop, 'witness');
  station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/resuming_v1')],
    config: `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
error_handling: { process_errors: { recovery_mode: resume } }
batches:
  - { id: b1, name: Fixture 1, sequence_package: resuming_v1, auto_start: true, hardware: { lamp: { witness: "${witness}" } } }
`,
  });
  executionId = await station.begin('SN-1', 'b1', { parameters: { turn_ms: 300 } });
  const flashed = () => existsSync(witness) && readFileSync(witness, 'utf8').includes('flash 1');
  await eventually(flashed, { what: 'the second turn' });
  process.kill((await station.batch()).pid ?? 0, 'SIGKILL');
});
afterEach(async () => {
  await page.context().close();
  await station.dispose();
  rmSync(workshop, { recursive: true });
});

async function open(locale = 'en-US'): Promise<void> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  await page.goto(`${station.address}/#/batch/b1`);
  await page.getByTestId('interrupted').waitFor();
  await station.untilState('idle');
}
const tile = () => page.getByTestId('batch-b1');
const button = (name: string) => tile().getByRole('button', { name, exact: true });

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function accessibilityProblems(): Promise<string[]> {
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id }) => id))';
  return page.evaluate(script) as Promise<string[]>;
}

test('says what happened, how far it had come and what was on, and continues when the operator says so', async () => {
  await open();
  const said = (text: string | RegExp) => tile().getByText(text).waitFor();
  await said('Test interrupted');
  await said(/4 of 8 steps are done and kept/);
  await said(/Goes on with: flash/);
  await said(/Instruments were on when it stopped: b1\.lamp\./);
  await page.getByTestId('step-look').getByText('before the interruption').waitFor();
  await shoot('interrupted');
  expect(await accessibilityProblems()).toEqual([]);
  await button('Continue test').click();
  expect(await station.ended(executionId)).toMatchObject({ verdict: 'PASS', resumptions: 1 });
  await page.getByTestId('verdict').getByText('PASS', { exact: true }).waitFor();
  await page.getByTestId('step-prepare').getByText('set up again').waitFor();
  await tile().getByText('Continued').waitFor();
  await shoot('continued');
  expect(await accessibilityProblems()).toEqual([]);
});

test('closes it as interrupted when the operator wants that, in Korean too', async () => {
  await open('ko-KR');
  await tile().getByText('테스트 중단됨').waitFor();
  await shoot('interrupted-ko');
  await button('중단으로 종료').click();
  expect(await station.ended(executionId)).toMatchObject({
    verdict: 'ERROR',
    state: 'interrupted',
    endReason: 'crashed',
  });
  await page.getByTestId('verdict').waitFor();
});

test('a unit that is scanned meanwhile is told to wait', async () => {
  await open();
  await page.getByTestId('entry-message').getByText('continue it or close it first').waitFor();
});
