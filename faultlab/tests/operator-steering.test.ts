/** A person steers a test on the screen: every button has its place, says what it does, and does it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Files that end the first step. */
let gates: string;
let station: TestStation;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'faultlab/fixtures/steered_v1')],
    config: `station: { id: TEST, name: Test station }
batches:
  - { id: b1, name: Fixture 1, sequence_package: steered_v1, auto_start: true }
  - { id: b2, name: Fixture 2, sequence_package: steered_v1 }
`,
  });
  await station.untilState('idle');
  gates = mkdtempSync(join(tmpdir(), 'steering-'));
});
afterAll(async () => {
  rmSync(gates, { recursive: true });
  await browser.close();
  await station.dispose();
});
afterEach(async () => {
  await page.context().close();
  const { execution } = await station.batch();
  if (!execution || execution.endReason) return;
  await station.request('POST', '/api/batches/b1/sequence/kill', { reason: 'the test of the screen is over' });
  await station.ended(execution.id);
  await station.untilState('idle');
});

interface Look {
  locale?: string;
  width?: number;
  height?: number;
  isDark?: boolean;
  path?: string;
}

async function open({ locale = 'en-US', width = 1280, height = 900, isDark, path = '/#/batch/b1' }: Look = {}) {
  const colorScheme = isDark ? 'dark' : 'light';
  const context = await browser.newContext({ locale, viewport: { width, height }, colorScheme });
  page = await context.newPage();
  await page.goto(`${station.address}${path}`);
  await tile().waitFor();
}

const begin = (serial: string, parameters: Record<string, number | string> = {}, more: object = {}) =>
  station.begin(serial, 'b1', { parameters, ...more });
const tile = () => page.getByTestId('batch-b1');
const button = (name: string) => tile().getByRole('button', { name, exact: true });
const says = (text: string | RegExp) => tile().getByText(text).first().waitFor();
const press = (name: string) => button(name).click();

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

/** Where the buttons stand, and which of them can be pressed. */
async function places(): Promise<{ name: string; isEnabled: boolean; left: number }[]> {
  const all = await tile().getByTestId('run-controls').getByRole('button').all();
  return Promise.all(
    all.map(async (one) => ({
      name: (await one.textContent()) ?? '',
      isEnabled: await one.isEnabled(),
      left: Math.round((await one.boundingBox())?.x ?? 0),
    })),
  );
}
const possible = async () => (await places()).flatMap(({ name, isEnabled }) => (isEnabled ? [name] : []));

test('pause, one step, leave one out with a reason, go on: each in its place, and the record tells it', async () => {
  await open();
  const until = join(gates, 'one');
  const executionId = await begin('SN-1', { step_ms: 20, until });
  await station.untilStep('supply');
  await button('Pause').waitFor();
  const before = await places();
  expect(before.map(({ name }) => name)).toEqual(['Pause', 'Go on', 'One step', 'Leave out', 'Run again']);
  expect(await possible()).toEqual(['Pause']);
  const stop = await button('Stop (runs cleanup)').boundingBox();
  await press('Pause');
  await says('pauses after this step');
  expect(await possible()).toEqual(['Go on']);
  writeFileSync(until, '');
  await says('Next: Check label');
  await shoot('steering-paused');
  expect(await possible()).toEqual(['Go on', 'One step', 'Leave out']);
  expect((await places()).map(({ left }) => left)).toEqual(before.map(({ left }) => left));
  expect(await button('Stop (runs cleanup)').boundingBox()).toMatchObject({ x: stop?.x, height: stop?.height });
  expect(await accessibilityProblems()).toEqual([]);

  await press('Leave out');
  await page.getByRole('dialog').getByText('unless the step is optional').waitFor();
  expect(await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).isDisabled()).toBe(true);
  await page.getByLabel('Reason').fill('no label today');
  await shoot('steering-skip');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).click();
  await says('Next: Press');

  await press('One step');
  await says('Next: Last');
  await press('Go on');
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'PASS' });
  expect(record.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    ...['supply passed', 'label skipped', 'press passed', 'last passed', 'release passed'],
  ]);
  expect(record.steps[1]?.skipReason).toContain('no label today');
});

test('a step that moves something is run again only after a second press', async () => {
  await open();
  const executionId = await begin('SN-2', { step_ms: 50, press_misses: 1 }, { pauseOnFail: true, mode: 'debug' });
  await says('7.4 N');
  expect(await possible()).toEqual(['Go on', 'One step', 'Run again']);
  await shoot('steering-failed');
  await press('Run again');
  await says('Look at the bench, then press once more.');
  await shoot('steering-confirm');
  expect(await accessibilityProblems()).toEqual([]);
  expect((await station.batch()).execution?.steps.find(({ name }) => name === 'press')?.attempt).toBe(1);
  await press('It is safe: run again');
  await says('Next: Last');
  await press('Go on');
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'PASS', hadFailure: true });
  expect(record.steps.filter(({ name }) => name === 'press')).toHaveLength(2);
});

test('the second Stop, while the cleanup runs, offers Kill in the place of Stop', async () => {
  await open();
  const executionId = await begin('SN-3', { step_ms: 60_000, cleanup_ms: 60_000 });
  await station.untilStep('supply');
  const place = await button('Stop (runs cleanup)').boundingBox();
  await press('Stop (runs cleanup)');
  await station.untilStep('release');
  expect(await button('Does not stop? Kill').boundingBox()).toEqual(place);
  expect(await possible()).toEqual([]);
  await shoot('steering-stopping');
  await press('Does not stop? Kill');
  await page.getByRole('dialog').getByText('without its cleanup steps').waitFor();
  await shoot('steering-kill');
  expect(await accessibilityProblems()).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Kill' }).click();
  expect(await station.ended(executionId)).toMatchObject({
    ...{ verdict: 'ABORTED', endReason: 'killed' },
    error: { message: 'killed by somebody: Stop did not end the test' },
  });
  await page.getByTestId('verdict').getByText('ABORTED', { exact: true }).waitFor();
  await station.untilState('idle');
});

test('where units are tested there is only Stop, until somebody has paused', async () => {
  await open({ path: '/' });
  const until = join(gates, 'four');
  const executionId = await begin('SN-4', { step_ms: 20, until });
  await station.untilStep('supply');
  await button('Stop (runs cleanup)').waitFor();
  expect(await tile().getByTestId('run-controls').count()).toBe(0);
  await station.data('POST', '/api/batches/b1/sequence/pause', {});
  writeFileSync(until, '');
  await says('Next: Check label');
  await shoot('steering-home');
  expect(await possible()).toEqual(['Go on', 'One step', 'Leave out']);
  await press('Stop (runs cleanup)');
  expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED' });
});

test.each([
  ['tablet', { width: 820, height: 1180, isDark: true, locale: 'en-US' }],
  ['phone', { width: 375, height: 812, isDark: true, locale: 'ko-KR' }],
  ['phone-light', { width: 375, height: 812, locale: 'en-US' }],
  ['desktop-ko', { width: 1920, height: 1080, locale: 'ko-KR' }],
] as const)('every button can be read and pressed on a %s', async (name, look) => {
  await open(look);
  const executionId = await begin('SN-5', { step_ms: 20, press_misses: 1 }, { pauseOnFail: true });
  await says('7.4 N');
  const all = await tile().getByTestId('run-controls').getByRole('button').all();
  expect(all).toHaveLength(5);
  for (const one of all) {
    const overflow = await one.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow, (await one.textContent()) ?? '').toBeLessThanOrEqual(0);
    expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(40);
  }
  await shoot(`steering-${name}`);
  expect(await accessibilityProblems()).toEqual([]);
  await station.data('POST', '/api/batches/b1/sequence/stop', {});
  await station.ended(executionId);
});
