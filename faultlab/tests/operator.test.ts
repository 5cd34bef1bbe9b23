/** The operator's day in a real browser, on a real station with simulated instruments. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB_TEST = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
let simulators: Simulators;
let station: TestStation;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  simulators = await startSimulators({ slots: 2, latency: false });
  const demo = readFileSync(join(PROJECT_ROOT, 'config/station.yaml'), 'utf8');
  // A busy machine takes from a scanner its speed: the station is told so.
  const screen = '\nscreen: { scanner: { max_gap_ms: 200 } }\n';
  const config = demo.replaceAll('    hardware:', '    parameters: { settle_ms: 100 }\n    hardware:') + screen;
  station = await TestStation.start({ packages: [PCB_TEST], config, env: simulators.env });
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ARGS });
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
  await simulators.close();
});
beforeEach(async () => {
  await simulators.control({ command: 'reset' });
  await page?.context().close();
  await open('en-US');
});

async function open(locale: string, path = '/'): Promise<void> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  await page.goto(`${station.address}${path}`);
  await tile().waitFor();
}

const tile = (id = 'batch_1') => page.getByTestId(`batch-${id}`);

/**
 * What a keyboard-wedge scanner does: characters in quick succession, then Enter, wherever the focus is. All keys are sent at once,
 * because waiting for each would make them as slow as a person's.
 */
async function scan(text: string): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const keys = [...text].map((key) => ({ key, text: key }));
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 };
  const strokes = [...keys, enter].flatMap((key) => [
    input.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }),
    input.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key }),
  ]);
  await Promise.all(strokes);
  await input.detach();
}

/** A scanner is told from a person by its speed, which a busy machine can take from it: then it is scanned again, as people do. */
async function testUnit(serialNumber: string): Promise<void> {
  const isStaged = async () => {
    await scan('SLOT:1');
    await scan(serialNumber);
    return (await page.getByLabel('Serial number').inputValue()) === serialNumber;
  };
  await eventually(isStaged, { what: `${serialNumber} staged`, everyMs: 300 });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
}

async function verdict(word: string): Promise<void> {
  await tile().getByTestId('verdict').getByText(word, { exact: true }).waitFor({ timeout: 20_000 });
}

test('scan, Start, PASS; and it is still there after a reload', async () => {
  await testUnit('PCB-1001');
  await verdict('PASS');
  await page.reload();
  await verdict('PASS');
  await tile().getByText('PCB-1001').waitFor();
  await page.getByTestId('results').getByText('PCB-1001').waitFor();
});

test('FAIL names step, value and limit; the retest of the mended board passes', async () => {
  await simulators.control({ command: 'board', slot: 1, fault: 'rail5vLow' });
  await testUnit('PCB-1002');
  await verdict('FAIL');
  const failed = tile().getByTestId('failed-step');
  await failed.getByText('5 V rail').waitFor();
  await failed.getByText(/rail_5v/).waitFor();
  await simulators.control({ command: 'board', slot: 1, fault: 'none' });
  await testUnit('PCB-1002');
  await verdict('PASS');
  const { items } = await station.results('?serialNumber=PCB-1002');
  expect(items.map((item) => item.verdict)).toEqual(['PASS', 'FAIL']);
});

test('a serial number that does not match is refused with the reason', async () => {
  await scan('SLOT:1');
  await scan('WRONG');
  await page
    .getByTestId('entry-message')
    .getByText(/Not a serial number of this product/)
    .waitFor();
  expect(await page.getByLabel('Serial number').inputValue()).toBe('WRONG');
  expect(await page.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
});

test('Stop runs the cleanup and ends in ABORTED', async () => {
  await simulators.control({ command: 'fault', slot: 1, instrument: 'board', fault: 'silence' });
  await testUnit('PCB-1003');
  await tile().getByRole('button', { name: 'Stop (runs cleanup)' }).click();
  await verdict('ABORTED');
  const { execution } = await station.batch('batch_1');
  expect(execution?.endReason).toBe('operatorStop');
});

test('a crash shows what happened and what to do, and the batch starts again', async () => {
  const { pid } = await station.batch('batch_1');
  process.kill(pid ?? 0, 'SIGKILL');
  await tile()
    .getByTestId('problem')
    .getByText(/SIGKILL/)
    .waitFor();
  await tile()
    .getByRole('button', { name: /Start batch|Restart batch/ })
    .click();
  await tile().getByTestId('process-state').getByText('Idle').waitFor();
  await testUnit('PCB-1004');
  await verdict('PASS');
});

test('a double click on Start gives one execution', async () => {
  await scan('SLOT:1');
  await scan('PCB-1005');
  await page.getByRole('button', { name: 'Start', exact: true }).dblclick();
  await verdict('PASS');
  expect((await station.results('?serialNumber=PCB-1005')).items).toHaveLength(1);
});

test('a manual session is shown with its instruments, and ended by its button', async () => {
  const body = { hardware: 'power', command: 'turnOn', params: { volts: 12 }, operator: 'Kim' };
  await station.data('POST', '/api/batches/batch_1/manual', body);
  await tile().getByTestId('manual-session').getByText('Power supply').waitFor();
  await tile().getByText('by Kim').waitFor();
  await tile().getByRole('button', { name: 'End manual control' }).click();
  await tile().getByTestId('manual-session').waitFor({ state: 'detached' });
  expect(await station.batch('batch_1')).toMatchObject({ manual: null, hardware: { power: { connected: false } } });
});

test('the details show every step with its measurements and limits', async () => {
  await testUnit('PCB-1006');
  await verdict('PASS');
  await page.getByRole('link', { name: 'Details of slot 1' }).click();
  await page.getByTestId('step-measureRail5V').getByText('5 V rail').waitFor();
  await page.getByText('rail_5v').first().waitFor();
  await page.getByText('5 V ± 3 %').first().waitFor();
});

test('steps appear while the execution runs, and what is shown at the end is what is stored', async () => {
  await page.getByRole('link', { name: 'Details of slot 1' }).click();
  await simulators.control({ command: 'fault', slot: 1, instrument: 'power', fault: 'delay', ms: 150 });
  await testUnit('PCB-1007');
  await page.getByTestId('step-powerOn').getByText('Running').waitFor();
  await verdict('PASS');
  const { items } = await station.results('?serialNumber=PCB-1007');
  const { steps } = await station.record(items[0]?.id ?? '');
  for (const step of steps.filter(({ status }) => status === 'passed'))
    await page.getByTestId(`step-${step.name}`).getByText('Passed').waitFor();
});

test('loss of the service is shown, and the screen comes back by itself', async () => {
  await station.stop();
  await page
    .getByTestId('connection')
    .getByText(/^Reconnecting/)
    .waitFor();
  const port = new URL(station.address).port;
  station = await station.restart({ args: ['--port', port] });
  await page.getByTestId('connection').getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
  await testUnit('PCB-1008');
  await verdict('PASS');
});

test('Korean is complete: the same day in Korean', async () => {
  await page.context().close();
  await open('ko-KR');
  await scan('SLOT:1');
  await scan('PCB-1009');
  await page.getByRole('button', { name: '시작', exact: true }).click();
  await verdict('PASS');
  await page.getByText('PCB 기능 검사').first().waitFor();
});

test.each([
  ['en-US', '/'],
  ['ko-KR', '/'],
  ['en-US', '/#/batch/batch_1'],
  ['ko-KR', '/#/batch/batch_1'],
])('no accessibility violation in %s on %s', async (locale, path) => {
  await page.context().close();
  await open(locale, path);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
  expect(violations).toEqual([]);
});

test('no page asks anything of another host', async () => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(station.address) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.reload();
  await tile().waitFor();
  expect(foreign).toEqual([]);
});
