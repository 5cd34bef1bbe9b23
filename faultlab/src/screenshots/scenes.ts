/** What is pictured: one line a picture. Another page is another line here. */
import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';
import type { StageName } from './stages.ts';

export interface Scene {
  /** Of the file. */
  name: string;
  on: StageName;
  /** Address on the screen. */
  at: string;
  /** Among the pictures of the documentation. */
  isDocumented?: boolean;
  /** On the station, once before all pictures of the scene. */
  before?: (stage: Stage) => Promise<unknown>;
  /** On the page, in each picture. */
  act?: (page: Page, stage: Stage) => Promise<unknown>;
  /** On the station, after each picture. */
  after?: (stage: Stage) => Promise<unknown>;
}

export const SCENES: readonly Scene[] = [
  { name: 'home', on: 'line', at: '#/', isDocumented: true },
  { name: 'home-scanned', on: 'line', at: '#/', act: scan('SLOT:1', 'PCB-1013') },
  { name: 'home-refused', on: 'line', at: '#/', act: scan('SLOT:1', 'WRONG') },
  { name: 'batch', on: 'line', at: '#/batch/slot_4', isDocumented: true },
  { name: 'batch-waveform', on: 'line', at: '#/batch/slot_4', isDocumented: true, act: openWaveform },
  { name: 'batch-timeline', on: 'line', at: '#/batch/slot_2', act: openTimeline },
  { name: 'batch-failed', on: 'line', at: '#/batch/slot_2' },
  { name: 'record', on: 'line', at: '#/results', isDocumented: true, act: openRecord('CV-1002') },
  { name: 'results', on: 'line', at: '#/results', isDocumented: true },
  { name: 'statistics', on: 'line', at: '#/statistics', isDocumented: true },
  { name: 'sequences', on: 'line', at: '#/sequences', isDocumented: true },
  { name: 'sequence', on: 'line', at: '#/sequences/pcb_test_v1', isDocumented: true },
  { name: 'manual', on: 'line', at: '#/manual/slot_1', isDocumented: true, act: takeControl },
  { name: 'logs', on: 'line', at: '#/logs', isDocumented: true },
  { name: 'monitor', on: 'line', at: '#/monitor', isDocumented: true },
  { name: 'neurohub', on: 'line', at: '#/neurohub' },
  { name: 'settings', on: 'line', at: '#/settings' },
  { name: 'settings-form', on: 'line', at: '#/settings/configuration/storage', isDocumented: true },
  { name: 'settings-text', on: 'line', at: '#/settings/text' },
  { name: 'settings-backups', on: 'line', at: '#/settings/backups' },
  { name: 'monitor', on: 'line', at: '#/monitor', isDocumented: true },
  { name: 'about', on: 'line', at: '#/about' },
  { name: 'stale', on: 'line', at: '#/', act: loseNetwork, after: (stage) => stage.findNetwork() },

  { name: 'single-idle', on: 'single', at: '#/' },
  { name: 'single-running', on: 'single', at: '#/', before: play('run') },
  { name: 'single-prompt', on: 'single', at: '#/', isDocumented: true, before: play('ask') },
  { name: 'single-fail', on: 'single', at: '#/', isDocumented: true, before: finish('fail') },
  { name: 'single-error', on: 'single', at: '#/', before: finish('error') },
  { name: 'single-pass', on: 'single', at: '#/', isDocumented: true, before: finish('pass') },

  { name: 'home-16', on: 'many', at: '#/', isDocumented: true },
];

const SLOT = 'slot_1';

function play(how: 'ask' | 'run') {
  return async (stage: Stage) => {
    await stage.endTest(SLOT);
    await stage.play(SLOT, 'CV-3001', how);
  };
}

function finish(how: 'pass' | 'fail' | 'error') {
  return async (stage: Stage) => {
    await stage.endTest(SLOT);
    await stage.test(SLOT, 'CV-3002', { parameters: { play: how } });
  };
}

/** As a scanner does: each text at once, then Enter. */
function scan(...texts: readonly string[]) {
  return async (page: Page) => {
    for (const text of texts) {
      await page.locator('main').click({ position: { x: 2, y: 2 } });
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
  };
}

async function openWaveform(page: Page) {
  await page.getByRole('button', { name: /^(Waveform of inrush|inrush 파형)$/ }).click();
  const cursor = page.getByRole('slider');
  await page.locator('[role="slider"][aria-valuemax="2000"]').waitFor();
  await cursor.press('Home');
  for (let page = 0; page < 3; page++) await cursor.press('PageUp');
}

async function openTimeline(page: Page) {
  await page.getByRole('tab', { name: /^(Timeline|타임라인)$/ }).click();
}

function openRecord(serialNumber: string) {
  return async (page: Page) => {
    await page.getByRole('row').filter({ hasText: serialNumber }).getByRole('button').first().click();
    await page.getByTestId('record').waitFor();
  };
}

/** The supply is about to be switched on, and a voltage is read again and again. Closing the page gives control back. */
async function takeControl(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Take manual control|수동 제어 시작)$/ }).click();
  await page.getByRole('button', { name: /^(Live: Measure voltage|실시간: 전압 측정)$/ }).click();
  await page
    .getByRole('status', { name: /channel 102/ })
    .getByText('V')
    .waitFor();
  await page
    .getByLabel(/^(Voltage|전압)/)
    .last()
    .fill('12');
  await page.getByRole('button', { name: /^(Run: Output on|실행: 출력 켜기)$/ }).click();
  await page.evaluate('scrollTo(0, 0)');
}

/** Until the screen says how old its picture is. */
async function loseNetwork(page: Page, stage: Stage): Promise<void> {
  await stage.loseNetwork();
  await page.locator('[data-stale="true"]').first().waitFor();
}
