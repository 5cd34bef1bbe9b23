/** Manual control on the screen: taken, used and left, by a technician at a bench whose instruments tell what was done to them. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulators, startSimulators, type WitnessLine } from '@neurohub/simulators';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let folder: string;
let instruments: Simulators;
let station: TestStation;
let browser: Browser;
let proxy: TcpFaultProxy;

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  const launched = chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  folder = mkdtempSync(join(tmpdir(), 'manual-page-'));
  instruments = await startSimulators({ latency: false, witness: join(folder, 'witness.jsonl') });
  const [ports] = instruments.ports;
  if (!ports) throw new Error('no instruments');
  const hardware = Object.entries(ports).map(([id, port]) => `${id}: { host: 127.0.0.1, port: ${port} }`);
  const config = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, name: Fixture 1, sequence_package: pcb_test_v1, auto_start: true, parameters: { settle_ms: 0 }, hardware: { ${hardware.join(', ')} } }
  - { id: odd, name: Fixture 2, sequence_package: manual_v1, auto_start: true, hardware: { odd: { witness: ${join(folder, 'odd')} } } }
`;
  const packages = [join(PROJECT_ROOT, 'sequences/pcb_test_v1'), join(PROJECT_ROOT, 'faultlab/fixtures/manual_v1')];
  station = await TestStation.start({ packages, config });
  for (const id of ['b1', 'odd']) await station.untilState('idle', id);
  proxy = await TcpFaultProxy.start(Number(new URL(station.address).port));
  browser = await launched;
});
afterAll(async () => {
  await browser.close();
  await proxy.close();
  await station.dispose();
  await instruments.close();
  rmSync(folder, { recursive: true });
});
/** Whatever a test left: the next one begins with nothing in hand. */
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  for (const id of ['b1', 'odd']) await station.data('POST', `/api/batches/${id}/manual/end`);
});

interface Look {
  locale?: string;
  width?: number;
  height?: number;
  dark?: boolean;
  address?: string;
}

async function open(hash: string, { locale = 'en-US', width = 1280, height = 1000, dark = false, address }: Look = {}) {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  await page.goto(`${address ?? station.address}/${hash}`);
  return page;
}

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(page: Page, name: string): Promise<void> {
  const to = process.env['STATION_TEST_SHOTS'];
  if (to) await page.screenshot({ path: join(to, `${name}.png`), fullPage: true });
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))';
  return page.evaluate(script) as Promise<string[]>;
}

/** Every state of the supply's output, as an outsider saw it. */
const outputs = () =>
  readFileSync(join(folder, 'witness.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WitnessLine)
    .filter(({ event }) => event === 'output')
    .map(({ on }) => on);
const untilOff = () => eventually(() => outputs().at(-1) === false, { what: 'the supply off' });
const odd = () => (existsSync(join(folder, 'odd')) ? readFileSync(join(folder, 'odd'), 'utf8').trim().split('\n') : []);

const take = (page: Page) => page.getByRole('button', { name: 'Take manual control' }).click();
const command = (page: Page, name: string) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first();

async function turnOn(page: Page): Promise<void> {
  const form = command(page, 'Output on');
  await form.getByLabel('Voltage').fill('12');
  await form.getByRole('button', { name: 'Run: Output on' }).click();
  await page.getByRole('button', { name: 'It is safe: do it (Run: Output on)' }).click();
  await eventually(() => outputs().at(-1) === true, { what: 'the supply on' });
}

test('a technician takes control, is asked before something is powered, sees values live, and leaves with everything safe', async () => {
  const page = await open('#/');
  await page.getByRole('link', { name: 'Manual', exact: true }).click();
  await page.getByText('switches and moves real instruments', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Fixture 1' }).click();
  await command(page, 'Output on').waitFor();
  expect(await page.getByRole('button', { name: 'Run: Output on' }).isDisabled()).toBe(true);
  await shoot(page, 'manual-free');
  await take(page);
  await page.getByText('You have manual control').waitFor();

  const form = command(page, 'Output on');
  await form.getByLabel('Voltage').fill('25');
  await form.getByLabel('Voltage').press('Enter');
  await form.getByText('Too high: 0 … 24 V').waitFor();
  await form.getByLabel('Voltage').fill('12');
  await form.getByLabel('Voltage').press('Enter');
  await page.getByText('This switches or moves something.', { exact: false }).waitFor();
  expect(outputs()).not.toContain(true);
  await shoot(page, 'manual-confirm');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await turnOn(page);
  await page.getByTestId('instrument-power').getByText('Connected').waitFor();
  await page.getByText('In hand: Power supply').waitFor();

  const volts = command(page, 'Measure voltage');
  await volts.getByRole('combobox', { name: 'channel' }).selectOption('101');
  await volts.getByRole('button', { name: 'Live: Measure voltage' }).click();
  const live = page.getByRole('status', { name: /Measure voltage · channel 101/ });
  await eventually(async () => /^1[12]\.\d+ V$/.test((await live.textContent()) ?? ''), { what: 'the live value' });
  await volts.getByRole('button', { name: 'Read: Measure voltage' }).click();
  await page.getByTestId('manual-session-history').getByText('Measure voltage').waitFor();
  await page.getByTestId('instrument-dmm').getByText('SIM-DMM22', { exact: false }).waitFor();
  await shoot(page, 'manual-in-hand');
  expect(await accessibilityProblems(page)).toEqual([]);

  const another = await open('#/manual/b1');
  await another.getByText('Somebody has manual control, at another screen').waitFor();
  expect(await another.getByRole('button', { name: 'Run: Output on' }).isDisabled()).toBe(true);
  expect(await another.getByRole('button', { name: 'Take manual control' }).count()).toBe(0);
  await shoot(another, 'manual-held');

  await page.getByRole('link', { name: 'Slots' }).click();
  await page.getByTestId('manual-left').getByText('Its instruments are safe.', { exact: false }).waitFor();
  expect(outputs().at(-1)).toBe(false);
  await another.getByText('Nobody has manual control of this slot').waitFor();
  await shoot(page, 'manual-left');
  // What is read again and again is in the audit trail once.
  await another.reload();
  await another.getByText('Before', { exact: true }).waitFor();
  await another.locator('details').getByText('Output on').waitFor();
}, 40_000);

test('a tab that is closed, a connection that breaks, another who makes safe, a test that begins: each leaves nothing on', async () => {
  const closed = await open('#/manual/b1');
  await take(closed);
  await turnOn(closed);
  await closed.close();
  await untilOff();

  const page = await open('#/manual/b1', { address: `http://127.0.0.1:${proxy.port}` });
  await page.getByTestId('manual-ended').getByText('the screen was closed', { exact: false }).waitFor();
  await take(page);
  await turnOn(page);
  await proxy.strike({ kind: 'refuse', ms: null });
  await page
    .getByTestId('manual-left')
    .getByText('The station makes the instruments of Fixture 1 safe', { exact: false })
    .waitFor();
  await untilOff();
  await shoot(page, 'manual-broken');
  await proxy.clear();
  await page.getByTestId('manual-left').getByText('Its instruments are safe.', { exact: false }).waitFor();

  await take(page);
  await turnOn(page);
  const another = await open('#/manual/b1');
  await another.getByRole('button', { name: 'Make safe' }).click();
  await untilOff();
  await page.getByTestId('manual-ended').getByText('Manual control ended at', { exact: false }).waitFor();

  await take(page);
  await turnOn(page);
  await station.ended(await station.begin('PCB-0001'));
  await page.getByTestId('manual-ended').getByText('a test was started', { exact: false }).waitFor();
  expect(outputs().slice(-3)).toEqual([false, true, false]);
}, 40_000);

test('a command that fails says why; one that is under way can be ended; one that does not end is given up', async () => {
  const page = await open('#/manual/odd');
  await page.getByText('this driver cannot even be loaded', { exact: false }).waitFor();
  await take(page);
  await command(page, 'Self-test').getByRole('button', { name: 'Run: Self-test' }).click();
  await page.getByText('the lamp is broken', { exact: false }).first().waitFor();
  await command(page, 'wait').getByRole('button', { name: 'Run: wait' }).click();
  await page.getByText('Under way, at most 10 s.').waitFor();
  await eventually(() => odd().includes('wait'), { what: 'the command' });
  expect(await page.getByRole('button', { name: 'Run: Self-test' }).isDisabled()).toBe(true);
  await shoot(page, 'manual-busy');
  await page.getByRole('button', { name: 'Make safe' }).click();
  await page.getByTestId('manual-ended').waitFor();
  expect(odd().slice(-2)).toEqual(['safeStop', 'disconnect']);

  await take(page);
  await command(page, 'hang').getByRole('button', { name: 'Run: hang' }).click();
  await page.getByTestId('manual-ended').getByText('a command could not be ended', { exact: false }).waitFor();
  await page.getByText('took longer than 0.2 s', { exact: false }).first().waitFor();
  await shoot(page, 'manual-failed');
  await station.untilState('idle', 'odd');
});

test('on a phone, dark and in Korean, by the keyboard alone', async () => {
  const page = await open('#/manual/b1', { locale: 'ko-KR', width: 360, height: 780, dark: true });
  await page.getByRole('button', { name: '수동 제어 시작' }).press('Enter');
  await page.getByText('이 화면에서 수동 제어 중입니다').waitFor();
  const form = command(page, '출력 켜기');
  await form.getByLabel('전압').fill('12');
  await form.getByLabel('전압').press('Enter');
  // The question has the focus: a late Enter does nothing.
  await page.getByRole('group', { name: '무언가를 켜거나', exact: false }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(outputs().at(-1)).toBe(false);
  await shoot(page, 'manual-ko-360');
  await page.keyboard.press('Enter');
  await eventually(() => outputs().at(-1) === true, { what: 'the supply on' });
  expect(await accessibilityProblems(page)).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: '안전 상태로', exact: true }).press('Enter');
  await untilOff();
  await page.getByText('이 슬롯을 수동 제어 중인 사람이 없습니다').waitFor();
  await shoot(page, 'manual-ko-360-after');
});
