/** What is kept of loops, tries and files, and how it comes out again: over REST, in exports, on the socket, on the screen. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StepProgress } from '@neurohub/contracts/events';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readStationDatabase } from '../src/checker/station-database.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let station: TestStation;
let record: ExecutionRecord;
let progress: StepProgress[];
let browser: Browser;

beforeAll(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/recording_v1')] });
  await station.untilState('idle');
  ({ progress } = await station.subscribe());
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  // Slow enough for the hint that a step began, which goes another way than its result, to be no news of the past.
  record = await station.ended(await station.begin('SN-1', 'b1', { parameters: { stepMs: 100 } }));
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
});

const files = () => record.steps.flatMap(({ attachments = [] }) => attachments);

test('a step that passed on its second try is a PASS that says so, with every turn kept', () => {
  expect(record).toMatchObject({
    verdict: 'PASS',
    hadFailure: true,
    simulated: false,
    partial: false,
    overridden: false,
  });
  expect(record.steps.filter(({ name }) => name === 'contact').map(({ attempt, status }) => [attempt, status])).toEqual(
    [
      [1, 'failed'],
      [2, 'passed'],
    ],
  );
  const drifts = record.steps.filter(({ name }) => name === 'drift').map(({ iterations }) => iterations);
  expect(drifts).toEqual(
    [25, 52, 85].flatMap((value, index) =>
      [0, 1].map((turn) => [
        { block: 'temperature', index, value },
        { block: 'cycle', index: turn },
      ]),
    ),
  );
});

test('the database holds the same, as somebody else reads it', () => {
  const stored = readStationDatabase(station.dataDir).executions.find(({ id }) => id === record.id);
  expect(stored?.steps.map(({ step }) => step)).toEqual(record.steps);
});

test('equal files are kept once, by the hash of their content, and never shown as a page', async () => {
  const [page, raw] = files();
  expect(files()).toHaveLength(6);
  expect(readdirSync(join(station.dataDir, 'results', record.id)).sort()).toEqual([page?.sha256, raw?.sha256].sort());
  const answer = await fetch(`${station.address}/api/results/${record.id}/attachments/${page?.sha256}`);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/html',
    'content-disposition': `attachment; filename="-----.html"; filename*=UTF-8''${encodeURIComponent('파형 기록.html')}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(page?.sha256);
});

test.each([
  ['a hash that nothing has', 'f'.repeat(64), 404, 'ATTACHMENT_NOT_FOUND'],
  ['what is no hash', '..%2F..%2Fstation.db', 400, 'VALIDATION_ERROR'],
])('there is no attachment under %s', async (_what, hash, status, code) => {
  const answer = await station.request('GET', `/api/results/${record.id}/attachments/${hash}`);
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

test('exports carry turns, tries and files', async () => {
  const text = async (format: string) =>
    (await fetch(`${station.address}/api/results/${record.id}/export?format=${format}`)).text();
  expect(JSON.parse(await text('json'))).toEqual(record);
  const csv = await text('csv');
  expect(csv).toContain('temperature 2 (52) / cycle 1');
  expect(csv).toContain(`raw.bin (${files()[1]?.sha256})`);
});

test('the socket tells the turn of every step, and no bytes', async () => {
  const turnsOf = () => {
    const started = progress.filter((event) => event.kind === 'started' && event.name === 'drift');
    return started.map((event) => ('iterations' in event ? event.iterations?.map(({ index }) => index).join() : ''));
  };
  await eventually(() => turnsOf().includes('2,1'), { what: 'the last turn on the socket' });
  expect(JSON.stringify(progress)).not.toContain('"data"');
});

test('the next execution knows how long the last one took', async () => {
  const executionId = await station.begin('SN-2', 'b1', { parameters: { stepMs: 5 } });
  const view = await eventually(async () => {
    const { execution } = await station.batch();
    return execution?.id === executionId && execution.expected ? execution : null;
  });
  expect(view.expected).toEqual({ medianMs: record.durationMs, p95Ms: record.durationMs, samples: 1 });
  expect(view.steps.find(({ name }) => name === 'contact')?.expectedMs).toBeGreaterThan(0);
  expect(view.loops).toMatchObject([
    { block: 'temperature', turns: 3 },
    { block: 'cycle', turns: 2 },
  ]);
  await station.ended(executionId);
});

test('the screen shows the turn while it runs, and the record by turns with its files', async () => {
  const page = await openScreen();
  const executionId = await station.begin('SN-3', 'b1', { parameters: { stepMs: 300 } });
  await page.getByText('Temperature: turn 2 of 3, 52').first().waitFor();
  await station.ended(executionId);
  await page.getByRole('button', { name: 'Open the record of SN-3' }).click();
  const drawer = page.getByTestId('record');
  await drawer.getByText('passed on try 2').waitFor();
  expect(await drawer.getByTestId('turn').count()).toBe(9);
  expect(await drawer.getByRole('link').count(), 'quiet turns of a long record are folded').toBe(6);
  await drawer.getByRole('button', { name: /^Temperature: turn 1 of 3, 25 ?1 step/ }).click();
  const download = page.waitForEvent('download');
  await drawer.getByRole('link', { name: '파형 기록.html' }).first().click();
  expect((await download).suggestedFilename()).toBe('파형 기록.html');
  expect(await page.title()).not.toBe('attached');
  await page.close();
});

async function openScreen(): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-US' });
  await page.goto(`${station.address}/`);
  await page.getByTestId('batch-b1').waitFor();
  return page;
}
