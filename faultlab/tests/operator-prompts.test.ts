/** What a sequence asks, answered by a person on the screen: by touch, by keys, by scanner. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PromptRecord } from '@neurohub/contracts/record';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PACKAGE = join(PROJECT_ROOT, 'faultlab/fixtures/prompting_v1');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CONFIG = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, name: Fixture 1, sequence_package: prompting_v1, auto_start: true }
  - { id: b2, name: Fixture 2, sequence_package: prompting_v1, auto_start: true }
`;
let station: TestStation;
let browser: Browser;
let page: Page;
let units = 0;

beforeAll(async () => {
  station = await TestStation.start({ packages: [PACKAGE], config: CONFIG });
  await Promise.all(['b1', 'b2'].map((id) => station.untilState('idle', id)));
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
});
afterEach(async () => {
  await page.context().close();
  for (const id of ['b1', 'b2']) {
    const { execution } = await station.batch(id);
    if (!execution || execution.endReason) continue;
    await station.request('POST', `/api/batches/${id}/sequence/stop`);
    await station.ended(execution.id);
  }
});

async function open(locale = 'en-US', hasTouch = false): Promise<void> {
  const context = await browser.newContext({ locale, hasTouch, viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  await page.goto(station.address);
  await page.getByTestId('batch-b1').waitFor();
}
function begin(ask: string, id = 'b1'): Promise<string> {
  units += 1;
  return station.begin(`SN-${units}`, id, { parameters: { ask }, operator: 'Kim' });
}
const panel = (id = 'b1'): Locator => page.getByTestId(`batch-${id}`).getByTestId('prompt');
const button = (name: string | RegExp, id = 'b1') => panel(id).getByRole('button', { name, exact: true });
const asks = (text: string, id = 'b1') => panel(id).getByRole('alert').getByText(text).waitFor();
const answered = async (executionId: string): Promise<PromptRecord[]> =>
  (await station.ended(executionId)).steps.flatMap(({ prompts = [] }) => prompts);
/** All keys at once, as a scanner sends them. */
async function scan(text: string): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const keys = [...text].map((key) => ({ key, text: key }));
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 };
  await Promise.all(
    [...keys, enter].flatMap((key) => [
      input.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }),
      input.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key }),
    ]),
  );
  await input.detach();
}

test('an operator answers every kind of prompt on the screen, and it is in the record', async () => {
  await open();
  const executionId = await begin('all');
  await asks('Put the board into the fixture.');
  await page.getByTestId('batch-b1').getByTestId('process-state').getByText('Waiting').waitFor();
  await panel().getByText(`SN-${units}`).waitFor();
  await button('OK, done').click();
  await asks('Is the green LED lit?');
  await button('PASS').click();
  await asks('Is the red part where the picture shows it?');
  await button('Enlarge the picture').click();
  const full = page.getByTestId('full-image');
  const before = await full.boundingBox();
  await page.getByRole('button', { name: 'Larger' }).click();
  expect((await full.boundingBox())?.width).toBeGreaterThan(before?.width ?? Number.NaN);
  await page.keyboard.press('Escape');
  await full.waitFor({ state: 'detached' });
  await button('PASS').click();
  await asks('Scan the lot number.');
  await panel().getByRole('textbox').fill('LOT-7');
  await button('Enter').click();
  await asks('Measure the gap and enter it.');
  await panel().getByText('Accepted: 0 … 2 mm').waitFor();
  await panel().getByRole('textbox').fill('0,5');
  await button('Enter').click();
  await asks('Which colour is the case?');
  await button('White').click();
  await page.getByTestId('batch-b1').getByTestId('verdict').getByText('PASS', { exact: true }).waitFor();
  const prompts = await answered(executionId);
  expect(prompts.map(({ answer }) => answer)).toEqual([true, true, true, 'LOT-7', 0.5, 'white']);
  for (const { answeredBy, answeredVia } of prompts) expect([answeredBy, answeredVia]).toEqual(['Kim', 'screen']);
  await page
    .getByRole('row', { name: `SN-${units} ` })
    .getByRole('button')
    .click();
  await page.getByTestId('record').getByTestId('answered-prompt').getByText('0.5 mm').waitFor();
});

test('what is not accepted is said at once, and by the station', async () => {
  await open();
  await begin('all');
  for (const name of ['OK, done', 'PASS', 'PASS']) await button(name).click();
  await asks('Scan the lot number.');
  const problem = panel().getByTestId('prompt-problem');
  await panel().getByRole('textbox').fill('7');
  await button('Enter').click();
  await problem.getByText('This text is not what was asked for.').waitFor();
  await panel().getByRole('textbox').fill('LOT-7');
  await button('Enter').click();
  await asks('Measure the gap and enter it.');
  for (const [text, told] of [
    ['2.5', 'Too high: at most 2 mm.'],
    ['-1', 'Too low: at least 0 mm.'],
    ['wide', 'Enter a number'],
  ]) {
    await panel()
      .getByRole('textbox')
      .fill(text ?? '');
    await button('Enter').click();
    await problem.getByText(told ?? '').waitFor();
  }
});

test('keys answer the prompt of the chosen slot: Enter, then 1 and 2', async () => {
  await open();
  const executionId = await begin('all');
  await asks('Put the board into the fixture.');
  // The key of the slot chooses it, and its prompt has the focus.
  await page.keyboard.press('1');
  await eventually(() => panel().evaluate((element) => element.matches(':focus')), { what: 'the focus' });
  await eventually(() => button('OK, done').isEnabled(), { what: 'an armed prompt' });
  await page.keyboard.press('Enter');
  await asks('Is the green LED lit?');
  // The prompt that follows has the focus of the one before.
  await eventually(() => panel().evaluate((element) => element.matches(':focus')), { what: 'the focus' });
  await eventually(() => button('PASS').isEnabled(), { what: 'an armed prompt' });
  await page.keyboard.press('2');
  await asks('Is the red part where the picture shows it?');
  await station.request('POST', '/api/batches/b1/sequence/stop');
  expect(await answered(executionId)).toMatchObject([
    { kind: 'confirm', answer: true },
    { kind: 'passFail', answer: false },
    { kind: 'image' },
  ]);
});

test('a scan goes to the serial number while a prompt without a field has the focus', async () => {
  await open();
  await begin('all');
  await asks('Put the board into the fixture.');
  await panel().focus();
  await eventually(
    async () => {
      await scan('12345');
      return (await page.getByLabel('Serial number').inputValue()) === '12345';
    },
    { what: 'the scan for the other slot', everyMs: 300 },
  );
  await asks('Put the board into the fixture.');
});

test('a scan goes into a text prompt that has the focus, and barcodes of the station are obeyed there too', async () => {
  await open();
  const executionId = await begin('all');
  for (const name of ['OK, done', 'PASS', 'PASS']) await button(name).click();
  await asks('Scan the lot number.');
  const field = panel().getByRole('textbox');
  await field.focus();
  await eventually(() => button('Enter').isEnabled(), { what: 'an armed prompt' });
  await scan('SLOT:2');
  await page.getByRole('button', { name: 'Choose slot 2', pressed: true }).waitFor();
  expect(await field.inputValue()).toBe('');
  await field.focus();
  await scan('LOT-42');
  await asks('Measure the gap and enter it.');
  expect(await page.getByLabel('Serial number').inputValue()).toBe('');
  await station.request('POST', '/api/batches/b1/sequence/stop');
  expect((await answered(executionId))[3]).toMatchObject({ answer: 'LOT-42' });
});

test('several prompts come one after the other, and a double click answers only one', async () => {
  await open();
  const executionId = await begin('two');
  await asks('Attach probe A.');
  await panel().getByTestId('prompt-count').getByText('1 of 2').waitFor();
  await button('OK, done').dblclick();
  await asks('Attach probe B.');
  expect(await panel().getByTestId('prompt-count').count()).toBe(0);
  await button('OK, done').click();
  expect(await answered(executionId)).toMatchObject([{ answer: true }, { answer: true }]);
});

test('two slots ask at once, each in its own tile, with the time that is left', async () => {
  await open();
  await Promise.all([begin('wait', 'b1'), begin('wait', 'b2')]);
  for (const id of ['b1', 'b2']) {
    await asks('Close the cover of the test fixture.', id);
    expect(await panel(id).getByRole('timer').innerText()).toMatch(/^(10 min [01]|9 min \d+) s left, then OK, done$/);
  }
  await button('OK, done', 'b2').click();
  await panel('b2').waitFor({ state: 'detached' });
  await asks('Close the cover of the test fixture.', 'b1');
});

test('with gloves there is a keypad', async () => {
  await open('en-US', true);
  const executionId = await begin('all');
  for (const name of ['OK, done', 'PASS', 'PASS']) await button(name).tap();
  await panel().getByRole('textbox').fill('LOT-1');
  await button('Enter').tap();
  await asks('Measure the gap and enter it.');
  for (const key of ['1', '.', '2', '5', '⌫']) await panel().getByText(key, { exact: true }).tap();
  await button('Enter').tap();
  await asks('Which colour is the case?');
  await station.request('POST', '/api/batches/b1/sequence/stop');
  expect((await answered(executionId))[4]).toMatchObject({ kind: 'number', answer: 1.2 });
});

const KINDS = ['confirm', 'passFail', 'image', 'text', 'number', 'choice'];

test.each([
  ['en-US', ['OK, done', 'PASS', 'PASS', 'LOT-1', '1', 'White']],
  ['ko-KR', ['확인, 완료', 'PASS', 'PASS', 'LOT-1', '1', '흰색']],
])('no accessibility violation while each kind is asked (%s)', async (locale, answers) => {
  await open(locale);
  await begin('all');
  for (const [i, answer] of answers.entries()) {
    await panel()
      .and(page.locator(`[data-prompt="${KINDS[i]}"]`))
      .waitFor();
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    const field = panel().getByRole('textbox');
    if ((await field.count()) > 0) {
      await field.fill(answer);
      await panel()
        .getByRole('button', { name: locale === 'ko-KR' ? '입력' : 'Enter', exact: true })
        .click();
    } else await button(answer).click();
  }
});
