/** The sequences page in a browser: an engineer changes what is tested, tries it, brings a version and goes back; others only look. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditPage } from '@neurohub/contracts/audit';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { BatchView, ResultsPage } from '@neurohub/contracts/rest';
import { createKeyPair, packPackage, signPackage, TrustStore } from '@neurohub/package-kit';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const KEY = createKeyPair();
const PASSWORD = 'correct horse';
const CONFIG = `station: { id: TEST, name: Test station } # who
server: { auth: { enabled: true, type: basic } }
batches:
  - id: b1 # the left one
    name: Left
    sequence_package: pcb_test_v1
    simulation: true
    auto_start: true
    parameters: { settle_ms: 1 } # a quick board
  - { id: b2, name: Right, sequence_package: installed/steps_3 }
`;
const LIMITS = `version: 1.2.0
limits:
  rail_5v: { default: { low: 4.75, high: 5.25 } }
`;
let workshop: string;
let station: TestStation;
let browser: Browser;
let admin: { authorization: string };

beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), 'sequences-page-'));
  const pcb = join(workshop, 'pcb_test_v1');
  cpSync(join(PROJECT_ROOT, 'sequences/pcb_test_v1'), pcb, { recursive: true });
  writeFileSync(join(pcb, 'limits.yaml'), LIMITS);
  station = await TestStation.start({ packages: [pcb], config: CONFIG });
  const password = /password (\S+)/.exec(station.output)?.[1] ?? '';
  admin = { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` };
  for (const [name, role] of [
    ['Kim', 'engineer'],
    ['Park', 'manager'],
    ['Lee', 'operator'],
  ])
    await ask('POST', '/api/users', { name, role, password: PASSWORD });
  await new TrustStore(join(station.dataDir, 'trust')).add(KEY.publicPem, 'QA');
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
  rmSync(workshop, { recursive: true });
});

const ask = async <T>(method: string, path: string, body?: unknown) =>
  (await station.request(method, path, body, admin)).body.data as T;

/** A signed archive of three steps; `code` stands at the head of its sequence. */
async function archive(version: string, code = ''): Promise<string> {
  const folder = writeManyStepsPackage(mkdtempSync(join(workshop, 'source-')), 3);
  const [manifest, sequence] = [join(folder, 'manifest.yaml'), join(folder, 'sequence.ts')];
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('version: 1.0.0', `version: ${version}`));
  writeFileSync(sequence, readFileSync(sequence, 'utf8').replace('const LIMITS', `${code}\nconst LIMITS`));
  const { file } = await packPackage({ folder, fileFor: () => `${folder}-${version}.tar` });
  await signPackage({ file, privatePem: KEY.privatePem });
  return file;
}

async function open(who: string, { path = '', locale = 'en-US', width = 1280, dark = false } = {}): Promise<Page> {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
  await context.request.post(`${station.address}/api/auth/login`, { data: { name: who, password: PASSWORD } });
  const page = await context.newPage();
  await page.goto(`${station.address}/#/sequences${path}`);
  await page.getByTestId(path === '' ? 'sequences' : 'steps').waitFor();
  return page;
}

/** For whoever wants to look: with STATION_TEST_SHOTS the screen is kept there. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `sequences-${name}.png`), fullPage: true });
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const script = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))';
  return page.evaluate(script) as Promise<string[]>;
}

const overflow = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth');

/** Answers the dialog that asks why. */
async function sayWhy(page: Page, reason: string, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').last().fill(reason);
  await dialog.getByRole('button', { name: action }).click();
}

/** The only result of this unit, once it has a verdict. */
const resultOf = (serialNumber: string) =>
  eventually(
    async () => {
      const { items } = await ask<ResultsPage>('GET', `/api/results?serialNumber=${serialNumber}`);
      return items[0] && ask<ExecutionRecord>('GET', `/api/results/${items[0].id}`);
    },
    { what: `a result of ${serialNumber}` },
  );

const field = (at: Page | Locator, name: string | RegExp) => at.getByRole('textbox', { name });

test('an engineer changes values: mistakes at their field, what differs before it is saved, and it holds for the next test', async () => {
  const page = await open('Kim');
  await page
    .getByTestId('sequences')
    .getByRole('link', { name: /PCB functional test/ })
    .click();
  await page.getByRole('button', { name: 'Change values' }).click();
  const review = page.getByRole('button', { name: 'Review and save' });
  await field(page, 'Supply voltage').fill('30');
  await page.getByText('expected at most 24').waitFor();
  await field(page, 'Time limit of 5 V rail').fill('soon');
  await field(page, 'rail_5v: lowest').fill('6');
  await field(page, 'Time limit of 5 V rail').fill('1,5');
  await field(page, 'Supply voltage').fill('12,5');
  // What only the station knows is said by the station, at the same place.
  await page.getByTestId('limits').getByText('no value can lie between low 6 and high 5.25').waitFor();
  expect(await review.isDisabled()).toBe(true);
  await page.getByRole('button', { name: '1 value is wrong' }).click();
  await field(page, 'rail_5v: lowest').and(page.locator(':focus')).waitFor();
  await shoot(page, 'mistake');
  expect(await accessibilityProblems(page)).toEqual([]);

  await field(page, 'rail_5v: lowest').fill('4.7');
  await page.getByRole('button', { name: 'Move Firmware version up' }).click();
  await page.getByRole('checkbox', { name: 'Aging runs' }).uncheck();
  // A look at another page, or a reload, loses nothing.
  await page.reload();
  await page.getByText('5 differences to the release').waitFor();
  await review.click();
  const dialog = page.getByRole('dialog');
  const differs = await dialog.getByTestId('differs').getByRole('listitem').allInnerTexts();
  expect(differs.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
    'Supply voltage 12 V → 12.5 V',
    '5 V rail time limit 15 s → 1.5 s',
    'Firmware version place 5 → 4',
    'Aging runs yes → no',
    'rail_5v 4.75 … 5.25 → 4.7 … 5.25',
  ]);
  await dialog.getByText('Slot 1 (Left)').waitFor();
  await shoot(page, 'review');
  expect(await accessibilityProblems(page)).toEqual([]);
  await sayWhy(page, 'worn probe, ticket 4711', 'Save');
  await page.getByTestId('overrides').getByText('worn probe, ticket 4711').waitFor();
  await page.getByTestId('overrides').getByText(/^Kim,/).waitFor();
  const file = readFileSync(join(station.dataDir, 'overrides/pcb_test_v1.yaml'), 'utf8');
  for (const line of ['by: Kim', 'supply_volts: 12.5', 'timeout: 1.5', 'enabled: false', 'low: 4.7'])
    expect(file).toContain(line);

  await page.getByRole('button', { name: 'Run on a slot' }).click();
  await dialog.getByText('On simulators').waitFor();
  await field(dialog, 'Serial number').fill('X');
  await dialog.getByText('It does not match the pattern; e.g. PCB-0001.').waitFor();
  await field(dialog, 'Serial number').fill('PCB-4711');
  await dialog.getByRole('radio', { name: 'Selected steps' }).check();
  await dialog.getByRole('checkbox', { name: '5 V rail' }).check();
  await shoot(page, 'run');
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Start the test' }).click();
  await page.waitForURL(/#\/batch\/b1$/);
  const record = await resultOf('PCB-4711');
  expect(record).toMatchObject({ overridden: true, partial: true, operator: 'Kim' });
  expect(record.plan?.overrides?.reason).toBe('worn probe, ticket 4711');
  expect(record.plan?.parameters).toMatchObject({ supply_volts: 12.5, settle_ms: 1 });
});

test('back to the release by keys alone, in Korean on a phone', async () => {
  const page = await open('Kim', { path: '/pcb_test_v1', locale: 'ko-KR', width: 360, dark: true });
  await page.getByTestId('overrides').waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'phone');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: '릴리스로 되돌리기' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Tab');
  await field(page.getByRole('dialog'), /사유/).focus();
  await page.keyboard.type('프로브 교체');
  await page.keyboard.press('Enter');
  await page.getByTestId('overrides').waitFor({ state: 'detached' });
  const { items } = await ask<AuditPage>('GET', '/api/audit?action=overrides.delete');
  expect(items[0]).toMatchObject({ who: 'Kim', detail: { sequence: 'pcb_test_v1', reason: '프로브 교체' } });

  await page.getByRole('button', { name: '값 변경' }).press('Enter');
  await page.getByRole('button', { name: '펌웨어 버전 위로' }).press('Enter');
  await page.getByText('릴리스와 다른 항목 1개').waitFor();
  await page.getByRole('button', { name: '펌웨어 버전: 릴리스 값 릴리스 순서(으)로 되돌리기' }).press('Enter');
  await page.getByTestId('edit-bar').getByText('릴리스와 같음').waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'phone-edit');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: '변경 취소' }).press('Enter');
  await page.getByRole('button', { name: '값 변경' }).waitFor();
});

test('a version is brought, refused with its mistakes, taken, chosen, and left again with a reason', async () => {
  const page = await open('Kim');
  const upload = async (file: string) => page.locator('input[type=file]').setInputFiles(file);
  const report = page.getByTestId('upload-report');
  await upload(await archive('1.0.0', "throw new Error('not today');"));
  await report.getByText('Nothing has changed.').waitFor();
  await report
    .getByRole('listitem')
    .filter({ hasText: /^sequence\.ts:\d+:\d+ not today$/ })
    .waitFor();
  await shoot(page, 'refused');
  expect(await accessibilityProblems(page)).toEqual([]);

  await upload(await archive('1.0.0'));
  await report.getByText('steps_3 1.0.0 passed the check.').waitFor();
  await report.getByText('Signed by QA').waitFor();
  await ask('POST', '/api/batches/b2/start', {});
  const loaded = async (version: string) =>
    (await ask<BatchView>('GET', '/api/batches/b2')).sequence?.version === version || null;
  await eventually(() => loaded('1.0.0'), { what: 'version 1.0.0 in batch b2' });

  // By drop, as somebody with a mouse does.
  const bytes = readFileSync(await archive('2.0.0')).toString('base64');
  const transfer = await page.evaluateHandle((base64) => {
    const { DataTransfer: Transfer, File: Dropped, Uint8Array: Bytes, atob: decode } = globalThis as never as Dom;
    const dropped = new Transfer();
    dropped.items.add(new Dropped([Bytes.from(decode(base64), (char) => char.charCodeAt(0))], 'steps_3-2.0.0.tar'));
    return dropped;
  }, bytes);
  await page.getByTestId('drop').dispatchEvent('drop', { dataTransfer: transfer });
  await report.getByText('steps_3 2.0.0 passed the check.').waitFor();
  await report.getByRole('link', { name: 'Open the package' }).click();
  const versions = page.getByTestId('versions');
  await versions.getByRole('listitem').filter({ hasText: '2.0.0' }).getByText('In use').waitFor();
  await page.getByTestId('behind').getByText('Slot 2 (Right) still has 1.0.0 loaded').waitFor();
  await shoot(page, 'versions');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Restart slot 2' }).click();
  await page.getByTestId('behind').waitFor({ state: 'detached' });
  await eventually(() => loaded('2.0.0'), { what: 'version 2.0.0 in batch b2' });

  await page.getByRole('button', { name: 'Back to 1.0.0' }).click();
  await sayWhy(page, 'fails good boards', 'Back to 1.0.0');
  await versions.getByRole('listitem').filter({ hasText: '1.0.0' }).getByText('In use').waitFor();
  await page.getByRole('button', { name: 'Use 2.0.0' }).click();
  await sayWhy(page, 'was the cable', 'Use 2.0.0');
  await versions.getByRole('listitem').filter({ hasText: '2.0.0' }).getByText('In use').waitFor();
  for (const [action, version, reason] of [
    ['package.rollback', '1.0.0', 'fails good boards'],
    ['package.use', '2.0.0', 'was the cable'],
  ]) {
    const { items } = await ask<AuditPage>('GET', `/api/audit?action=${action}`);
    expect(items[0]).toMatchObject({ who: 'Kim', detail: { name: 'steps_3', version, reason } });
  }
});

test('a manager gives a slot values of its own, and comments of station.yaml stay', async () => {
  const page = await open('Park', { path: '/pcb_test_v1' });
  await page.getByText('Slot 1 (Left): 1 ms by station.yaml, which wins').waitFor();
  await page.getByRole('button', { name: 'Values of Slot 1 (Left)' }).click();
  const dialog = page.getByRole('dialog');
  await field(dialog, 'Settling time').fill('20000');
  await dialog.getByText('expected at most 10000').waitFor();
  await field(dialog, 'Settling time').fill('2');
  await shoot(page, 'batch-values');
  expect(await accessibilityProblems(page)).toEqual([]);
  await sayWhy(page, 'slow relay', 'Save');
  await page.getByText('Slot 1 (Left): 2 ms by station.yaml, which wins').waitFor();
  const text = readFileSync(join(station.folder, 'station.yaml'), 'utf8');
  expect(text).toBe(CONFIG.replace('settle_ms: 1', 'settle_ms: 2'));
  const { items } = await ask<AuditPage>('GET', '/api/audit?action=batch.change');
  expect(items[0]).toMatchObject({ who: 'Park', batchId: 'b1', detail: { reason: 'slow relay' } });
});

test('an operator looks, runs, and changes nothing', async () => {
  const page = await open('Lee', { path: '/pcb_test_v1', locale: 'ko-KR' });
  await page.getByText('변경은 엔지니어(engineer)만 할 수 있습니다.', { exact: false }).waitFor();
  await page.getByRole('button', { name: '슬롯에서 실행' }).waitFor();
  expect(await page.getByRole('button', { name: '값 변경' }).count()).toBe(0);
  await page.getByRole('link', { name: '시퀀스 패키지' }).click();
  await page.getByTestId('sequences').getByRole('link', { name: 'steps_3' }).waitFor();
  expect(await page.getByTestId('drop').count()).toBe(0);
  await page.goto(`${station.address}/#/sequences/installed%2Fsteps_3`);
  await page.getByTestId('versions').waitFor();
  expect(await page.getByTestId('versions').getByRole('button').count()).toBe(0);
  await page.goto(`${station.address}/#/sequences/gone`);
  await page.getByTestId('problem').getByText('SEQUENCE_NOT_FOUND').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

/** What a page has, for a test that has no types of browsers. */
interface Dom {
  DataTransfer: new () => { items: { add(file: unknown): void } };
  File: new (parts: unknown[], name: string) => unknown;
  Uint8Array: typeof Uint8Array;
  atob(base64: string): string;
}
