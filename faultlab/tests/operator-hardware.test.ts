/** What the screen shows of an instrument that is lost in the middle of a test, and what a person does about it there. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let simulators: Simulators;
let dmm: TcpFaultProxy;
let station: TestStation;
let browser: Browser;

beforeAll(async () => {
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  simulators = await startSimulators({ latency: false });
  const [ports] = simulators.ports;
  if (!ports) throw new Error('no instruments');
  dmm = await TcpFaultProxy.start(ports.dmm);
  const config = `station: { id: TEST, name: Test station }
batches:
  - id: b1
    name: Fixture 1
    sequence_package: pcb_test_v1
    auto_start: true
    parameters: { settle_ms: 400 }
    error_handling:
      hardware_errors: { reconnect_attempts: 2, reconnect_delay: 0.1, on_failure: pause_wait }
    hardware:
      dmm: { host: 127.0.0.1, port: ${dmm.port}, timeout_ms: 400 }
      power: { host: 127.0.0.1, port: ${ports.power} }
      board: { host: 127.0.0.1, port: ${ports.board} }
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/pcb_test_v1')], config });
  await station.untilState('idle');
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
  await dmm.close();
  await simulators.close();
});

async function open(locale: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width, height: 1000 } });
  const page = await context.newPage();
  await page.goto(`${station.address}/#/batch/b1`);
  await page.getByTestId('batch-b1').waitFor();
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

test('the screen says which instrument is lost and what to press; the step is run again, and the record tells the loss', async () => {
  const page = await open('en-US');
  const row = page.getByTestId('hardware').getByRole('listitem').filter({ hasText: 'Multimeter' });
  await row.getByText('Not in use').waitFor();
  const id = await station.begin('PCB-0001');
  await station.untilStep('measureRail5V');
  await row.getByText('Connected').waitFor();
  await row.getByText('SIM-DMM22').waitFor();
  await shoot(page, 'hardware-connected');
  await dmm.strike({ kind: 'refuse', ms: null });
  const tile = page.getByTestId('batch-b1');
  await tile.getByText('Lost: Multimeter').waitFor();
  await tile.getByText('Look at the instrument and connect it again').waitFor();
  await row.getByText('Connection lost').waitFor();
  await page.getByText('Fixture 1 has lost an instrument').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await shoot(page, 'hardware-lost-en');
  const korean = await open('ko-KR', 600);
  await korean.getByTestId('hardware').getByText('연결 끊김').waitFor();
  await shoot(korean, 'hardware-lost-ko');
  await korean.context().close();

  await dmm.clear();
  await tile.getByRole('button', { name: 'Run again', exact: true }).click();
  expect(await station.ended(id)).toMatchObject({ verdict: 'PASS', hadFailure: true });
  await row.getByText('Not in use').waitFor();
  await eventually(async () => (await page.getByText('has lost an instrument').count()) === 0, { what: 'no alarm' });
  await page.getByText('PCB-0001').last().click();
  await page.getByTestId('hardware-losses').getByText('back after').waitFor();
  await shoot(page, 'hardware-record');
});
