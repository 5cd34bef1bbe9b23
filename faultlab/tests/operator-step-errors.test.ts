/** What was done about an error, and what was odd, on the screen: in the list of steps, and beside the verdict. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestStation } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let workshop: string;
let station: TestStation;
let browser: Browser;

beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'step-errors-screen-'));
  const name = 'oddities';
  mkdirSync(join(workshop, name));
  writeFileSync(
    join(workshop, name, 'manifest.yaml'),
    `name: ${name}
version: 1.0.0
entry_point: { module: ./sequence.ts, class: Oddities }
parameters: { gone: { display_name: Fault is gone, type: boolean, default: true } }
`,
  );
  writeFileSync(
    join(workshop, name, 'sequence.ts'),
    `import { parameter, Sequence, sequence, step, StepError } from '@neurohub/sequence-sdk';
@sequence({ name: '${name}' })
export class Oddities extends Sequence {
  @parameter() gone = true;
  #asked = 0;
  @step({ order: 1 }) async checkFan() { this.warn('the fan is slow: 2900 rpm'); }
  @step({ order: 2 }) async askMeter() { this.#asked += 1; if (this.#asked === 1) throw new Error('no answer'); }
  @step({ order: 3 }) async printLabel() { if (!this.gone) throw new StepError('no paper', { errorClass: 'WARNING' }); }
  @step({ order: 4 }) async heat() { if (!this.gone) throw new StepError('95 degrees', { errorClass: 'CRITICAL' }); }
}
`,
  );
  station = await TestStation.start({
    packages: [join(workshop, name)],
    config: `station: { id: TEST, name: Test station }
error_handling: { step_errors: { default_action: retry, max_retries: 1 } }
batches: [{ id: b1, name: Fixture 1, sequence_package: ${name}, auto_start: true }]
`,
  });
  await station.untilState('idle');
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
  rmSync(workshop, { recursive: true });
});

async function opened(locale: string, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 1000 } });
  const page = await context.newPage();
  await page.goto(`${station.address}/#/batch/b1`);
  await work(page);
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `step-errors-${locale}.png`), fullPage: true });
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id }) => id))';
  expect(await page.evaluate(script)).toEqual([]);
  await context.close();
}

test('a PASS with a warning and a second try says both; the record says whose rule it was', async () => {
  await station.ended(await station.begin('SN-1'));
  await opened('en-US', async (page) => {
    const tile = page.getByTestId('batch-b1');
    await tile.getByTestId('verdict').getByText('PASS', { exact: true }).waitFor();
    await tile.getByText(/1 warning/).waitFor();
    await page.getByTestId('step-checkFan').getByText('the fan is slow: 2900 rpm').first().waitFor();
    await page.getByTestId('step-askMeter').getByText('passed on try 2').first().waitFor();
    await page.getByRole('row', { name: 'SN-1 ' }).getByRole('button').click();
    await page.getByTestId('record').getByText('Is tried again: rule of the station.').waitFor();
  });
});

test('in Korean: a warning thrown lets the next step run, a critical error ends the main steps, and neither hides that it is an ERROR', async () => {
  await station.ended(await station.begin('SN-2', 'b1', { parameters: { gone: false } }));
  await opened('ko-KR', async (page) => {
    await page.getByTestId('verdict').getByText('ERROR', { exact: true }).waitFor();
    await page.getByTestId('step-printLabel').getByText('다음 스텝으로 진행합니다 (오류 등급 WARNING)').waitFor();
    await page.getByTestId('step-heat').getByText('본 스텝을 끝냅니다 (오류 등급 CRITICAL)').waitFor();
  });
});
