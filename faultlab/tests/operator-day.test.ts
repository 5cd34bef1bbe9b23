/** A day at the station, by scanner, by keys and by touch, in both languages: what is shown, heard, refused and never cut off. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TcpFaultProxy } from '../src/fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const packageOf = (name: string) => join(PROJECT_ROOT, `faultlab/fixtures/${name}`);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LONG = '아주 긴 이름의 전원 보드 최종 검사대 Long-named end-of-line test bench';
// A busy machine takes from a scanner its speed: the station is told so.
const CONFIG = `station: { id: TEST, name: "${LONG}" }
screen: { scanner: { max_gap_ms: 200 }, next_slot_after_scan: true }
batches:
  - { id: b1, name: "${LONG}", sequence_package: prompting_v1, auto_start: true }
  - { id: b2, name: Fixture 2, sequence_package: misbehaving_v1, auto_start: true, parameters: { behaviour: fail } }
  - { id: b3, name: Fixture 3, sequence_package: steered_v1, auto_start: true, parameters: { step_ms: 60000 } }
`;
const BATCHES = ['b1', 'b2', 'b3'];
let station: TestStation;
let proxy: TcpFaultProxy;
let browser: Browser;
let page: Page;
let units = 0;

beforeAll(async () => {
  const packages = ['prompting_v1', 'misbehaving_v1', 'steered_v1'].map(packageOf);
  station = await TestStation.start({ packages, config: CONFIG });
  proxy = await TcpFaultProxy.start(Number(new URL(station.address).port));
  await Promise.all(BATCHES.map((id) => station.untilState('idle', id)));
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await station?.dispose();
});
beforeEach(async () => {
  await proxy.clear();
  await page?.context().close();
  for (const id of BATCHES) {
    const { execution } = await station.batch(id);
    if (!execution || execution.endReason) continue;
    await station.request('POST', `/api/batches/${id}/sequence/stop`);
    await station.ended(execution.id);
  }
});

async function open(options: BrowserContextOptions = {}, path = '/'): Promise<void> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...options });
  page = await context.newPage();
  await page.addInitScript(LISTEN);
  await page.goto(`http://127.0.0.1:${proxy.port}${path}`);
  await tile('b1').waitFor();
}

/** In the page: keeps what is played, in Hz. */
const LISTEN = `
  globalThis.heard = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when) {
    heard.push(Math.round(this.frequency.value));
    start.call(this, when);
  };`;
const heard = () => page.evaluate<number[]>('heard');
const untilHeard = (...tones: number[]) =>
  eventually(
    async () => {
      const all = await heard();
      return tones.every((tone) => all.includes(tone));
    },
    { what: `${tones.join(' and ')} Hz` },
  );

const tile = (id: string) => page.getByTestId(`batch-${id}`);
const verdict = (id: string, word: string) =>
  tile(id).getByTestId('verdict').getByText(word, { exact: true }).waitFor({ timeout: 20_000 });
const says = (text: string | RegExp) => page.getByTestId('entry-message').getByText(text).waitFor();
function nextUnit(): string {
  units += 1;
  return `SN-${units}`;
}

/** What a keyboard-wedge scanner does: all keys at once, wherever the focus is. */
async function scan(...codes: string[]): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 };
  for (const code of codes) {
    const keys = [...code].map((key) => ({ key, text: key }));
    await Promise.all(
      [...keys, enter].flatMap((key) => [
        input.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }),
        input.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key }),
      ]),
    );
  }
  await input.detach();
}

/** What the screen says, by key, in the language of `locale`. */
function wordsOf(locale: string): (key: string, values?: Record<string, unknown>) => string {
  const language = locale.slice(0, 2);
  const files = ['ui-kit', 'station-ui'].map((part) => join(PROJECT_ROOT, part, `src/i18n/${language}.json`));
  const [kit, screen] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as object);
  return (key, values = {}) => {
    const find = (from: object | undefined) =>
      key.split('.').reduce<unknown>((at, part) => (at as never)?.[part], from);
    const text = find(screen) ?? find(kit);
    if (typeof text !== 'string') throw new Error(`no text ${key} in ${language}`);
    return text.replace(/{{(\w+)}}/g, (_, name: string) => String(values[name]));
  };
}

/** In the page: what is sideways, cut off without a title that says the rest, or too small for a finger. */
const CUT_OFF = `(() => {
  const name = (element) => element.tagName + ' "' + element.textContent.slice(0, 40) + '"';
  const shown = [...document.querySelectorAll('h1, h2, p, a, button, dt, dd, span, b, input, select')].filter(
    (element) => element.checkVisibility() && !element.closest('.visually-hidden'));
  const isCut = (element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 &&
    !['visible', 'auto'].includes(getComputedStyle(element).overflowX) && !element.matches('input, select, [title]');
  const isSmall = (element) => element.matches('button') && element.offsetHeight < 40;
  const width = document.documentElement.scrollWidth;
  return [
    ...(width > innerWidth ? ['the page is ' + width + ' px wide'] : []),
    ...shown.filter(isCut).map((element) => 'cut off: ' + name(element)),
    ...shown.filter(isSmall).map((element) => 'too small: ' + name(element)),
  ];
})()`;
const cutOff = () => page.evaluate<string[]>(CUT_OFF);

async function violations(): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

async function shoot(name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

test.each(['en-US', 'ko-KR'])(
  'scan, start of all, question, PASS, FAIL, stop, crash, cut network: by scanner alone (%s)',
  async (locale) => {
    const t = wordsOf(locale);
    await open({ locale });
    const [first, second, third] = [nextUnit(), nextUnit(), nextUnit()];
    // Slot after slot, without a touch between them.
    await scan(first, second);
    await scan(first);
    await says(t('entry.refused.stagedElsewhere', { read: first, slot: 1 }));
    await untilHeard(185);
    await scan(third);
    await page.getByRole('button', { name: t('entry.startAll', { count: 3 }) }).waitFor();
    await scan('CMD:START-ALL');
    await verdict('b2', 'FAIL');
    await untilHeard(330, 784);
    await tile('b2').getByTestId('failed-step').getByText('9 V', { exact: true }).waitFor();
    await tile('b2').getByText(t('next.FAIL')).waitFor();
    await page
      .getByTestId('slots-testing')
      .getByText(t('status.waiting_one', { count: 1 }))
      .waitFor();
    await shoot(`day-${locale}`);

    // The question, by barcode: the wrong answer is refused, each right one brings the next question.
    const asks = tile('b1').getByTestId('prompt');
    const isArmed = (name: RegExp) =>
      eventually(() => asks.getByRole('button', { name }).first().isEnabled(), { what: `${name} enabled` });
    await isArmed(new RegExp(t('prompt.confirm')));
    await scan('CMD:PASS');
    await says(t('entry.refused.otherAnswer', { read: 'CMD:PASS', slot: 1 }));
    await scan('CMD:OK');
    await isArmed(/PASS/);
    await scan('CMD:PASS');
    await asks.locator('img').waitFor();
    await isArmed(/PASS/);
    await scan('CMD:1', 'SLOT:1');
    const field = asks.getByRole('textbox');
    await eventually(() => field.evaluate((input) => input === input.ownerDocument.activeElement), { what: 'focus' });
    await isArmed(new RegExp(t('prompt.enter')));
    await scan('LOT-7');
    await asks.getByText('mm', { exact: true }).waitFor();
    await isArmed(new RegExp(t('prompt.enter')));
    await scan('0.5');
    const choice = asks.getByRole('button', { name: locale === 'ko-KR' ? '흰색' : 'White' });
    await eventually(() => choice.isEnabled(), { what: 'the choice' });
    await scan('CMD:2');
    await verdict('b1', 'PASS');
    await untilHeard(659, 988);

    // Stop, by barcode: the only one that tests.
    await scan('CMD:STOP');
    await verdict('b3', 'ABORTED');
    await tile('b3').getByText(third).waitFor();

    // The retest; its process dies; what to do stands where Stop was.
    const { pid } = await station.batch('b2');
    process.kill(pid ?? 0, 'SIGKILL');
    await tile('b2')
      .getByTestId('problem')
      .getByText(/SIGKILL/)
      .waitFor();
    await tile('b2')
      .getByRole('button', { name: new RegExp(`${t('action.startBatch')}|${t('action.restartBatch')}`) })
      .click();
    await station.untilState('idle', 'b2');
    await scan('SLOT:2', second, 'CMD:START');
    await eventually(async () => (await station.results(`?serialNumber=${second}`)).items.length === 2);

    // The network is cut: data say how old they are, Start is off, and it comes back by itself.
    await scan('SLOT:3', nextUnit());
    await proxy.strike({ kind: 'refuse', ms: null });
    await page.locator('[data-testid="connection"][data-phase="reconnecting"]').waitFor();
    await tile('b1')
      .getByText(new RegExp(t('connection.stale', { time: '.+' })))
      .waitFor();
    expect(await page.getByRole('button', { name: t('entry.start'), exact: true }).isDisabled()).toBe(true);
    await says(t('entry.hint.offline'));
    await shoot(`cut-${locale}`);
    await proxy.clear();
    await page.getByTestId('connection').getByText(t('connection.live'), { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByTestId('shift').getByText(t('shift.failed')).waitFor();
  },
);

test('by keys alone: skip link, pages, slot, unit, Start, Stop', async () => {
  await open();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  // From the page back to its edge: each page is a link.
  await page.getByRole('link', { name: 'Results', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Results' }).first().waitFor();
  await page.getByRole('link', { name: 'Slots', exact: true }).focus();
  await page.keyboard.press('Enter');
  await tile('b3').waitFor();
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('3');
  await says(/Slot 3 is chosen/);
  await page.getByLabel('Serial number for slot 3').focus();
  // As slowly as a person.
  await page.keyboard.type(nextUnit(), { delay: 230 });
  await page.keyboard.press('Enter', { delay: 50 });
  const stop = tile('b3').getByRole('button', { name: /^Stop/ });
  await stop.focus();
  await page.keyboard.press('Enter');
  await verdict('b3', 'ABORTED');
});

test('by touch alone, on a tablet: menu, slot, unit, Start, answer, Stop; sounds are off when they are switched off', async () => {
  await open({ hasTouch: true, viewport: { width: 768, height: 1024 } });
  await page.getByRole('button', { name: 'Open the menu' }).tap();
  const menu = page.getByRole('dialog');
  await menu.getByRole('link', { name: 'Statistics' }).tap();
  await page.waitForURL(/#\/statistics/);
  await page.getByRole('button', { name: 'Open the menu' }).tap();
  await menu.getByRole('link', { name: 'Slots' }).tap();
  await page.getByRole('button', { name: 'Sounds' }).tap();
  await page.reload();
  expect(await page.getByRole('button', { name: 'Sounds' }).getAttribute('aria-pressed')).toBe('false');
  await tile('b1').getByRole('button', { name: 'Choose slot 1' }).tap();
  await page.getByLabel('Serial number for slot 1').fill(nextUnit());
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  const done = tile('b1').getByTestId('prompt').getByRole('button');
  await eventually(() => done.isEnabled());
  await done.tap();
  const pass = tile('b1').getByRole('button', { name: 'PASS' });
  await eventually(() => pass.isEnabled());
  await tile('b1').getByRole('button', { name: /^Stop/ }).tap();
  await verdict('b1', 'ABORTED');
  expect(await heard()).toEqual([]);
});

/** 640 × 400: a screen of 1280 × 800 at 200 %. */
test.each(
  ['en-US', 'ko-KR'].flatMap((locale) => [
    [locale, 360, 740],
    [locale, 640, 400],
    [locale, 1280, 800],
  ]) as [string, number, number][],
)(
  'long names fit, nothing is cut off or too small, and axe finds nothing (%s, %i × %i)',
  async (locale, width, height) => {
    const t = wordsOf(locale);
    await station.ended(await station.begin(nextUnit(), 'b2'));
    await station.begin(nextUnit(), 'b1');
    await station.begin(nextUnit(), 'b3');
    await open({ locale, viewport: { width, height } });
    await tile('b1').getByTestId('prompt').waitFor();
    await verdict('b2', 'FAIL');
    await page.getByTestId('shift').waitFor();
    await shoot(`fit-${locale}-${width}`);
    expect(await cutOff()).toEqual([]);
    expect(await violations()).toEqual([]);
    if (width > 1000) return;
    await page.getByRole('button', { name: t('navigation.menu') }).click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: t('navigation.settings') })
      .waitFor();
    expect(await cutOff()).toEqual([]);
    expect(await violations()).toEqual([]);
  },
);
