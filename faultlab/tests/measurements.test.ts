import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { SequenceDetail, SeriesValues } from '@neurohub/contracts/rest';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let station: TestStation;
let record: ExecutionRecord;
let browser: Browser;

beforeAll(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/measuring_v1')] });
  await station.untilState('idle');
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  record = await station.ended(await station.begin('SN-1', 'b1', { parameters: { board: 'large' } }));
});
afterAll(async () => {
  await browser.close();
  await station.dispose();
});

const measured = (name: string) =>
  record.steps.flatMap(({ measurements }) => measurements).find((measurement) => measurement.name === name);

test('limits.yaml judges by variant, and its version and hash are in the plan', async () => {
  expect(record).toMatchObject({ verdict: 'PASS', plan: { limits: { version: '2.0.0', variant: 'large' } } });
  expect(measured('vcc')).toMatchObject({
    outcome: 'PASS',
    marginal: true,
    limits: [
      { op: 'nominal', outcome: 'PASS' },
      { op: 'range', decisive: false, outcome: 'FAIL' },
    ],
  });
  const detail = await station.data<SequenceDetail>('GET', '/api/sequences/measuring_v1');
  expect(detail.limits).toMatchObject({ version: '2.0.0', hash: record.plan?.limits?.hash });
});

test('a variant without limits is refused before anything begins', async () => {
  const body = { dut: { serialNumber: 'SN-2' }, parameters: { board: 'huge' } };
  const answer = await station.request('POST', '/api/batches/b1/sequence/start', body);
  expect(answer).toMatchObject({ status: 422, body: { error: { code: 'LIMITS_INVALID' } } });
});

test('a value known only at run time and JSON are judged', () => {
  expect(measured('serial')).toMatchObject({ value: 'sn-1', outcome: 'PASS', limits: [{ expected: 'SN-1' }] });
  expect(measured('config')).toMatchObject({ json: { mode: 'run' }, outcome: 'PASS' });
});

test('a series of 100,000 points is kept in a file, every value of it, and screens get its picture', async () => {
  const ripple = measured('ripple');
  expect(ripple).toMatchObject({
    outcome: 'PASS',
    series: { points: 100_000, stored: 'file' },
    aggregations: [{ kind: 'max', ignoredNaNs: 1, outcome: 'PASS' }],
  });
  expect(readdirSync(join(station.dataDir, 'results', record.id))).toEqual([`${ripple?.series?.hash}.f64`]);
  const path = `/api/results/${record.id}/series?step=measureRipple&attempt=1&measurement=ripple`;
  const values = await station.data<SeriesValues>('GET', path);
  expect(values.x.data).toHaveLength(100_000);
  expect(values.y[0]?.data.slice(6, 9)).toEqual([Math.sin(6), 'NaN', Math.sin(8)]);
  const bytes = await (await fetch(`${station.address}${path}&format=f64`)).arrayBuffer();
  expect([...new Float64Array(bytes).subarray(100_006, 100_009)]).toEqual([Math.sin(6), NaN, Math.sin(8)]);
  const { execution } = await station.batch();
  const shown = execution?.steps[1]?.measurements[0]?.series;
  expect(shown?.preview[0]).toHaveLength(64);
  expect(shown).not.toHaveProperty('data');
});

test.each([
  ['en-US', 'Maximum', 'voltage over time', 'not decisive', 'All values of ripple (CSV)'],
  ['ko-KR', '최댓값', 'time에 따른 voltage', '판정 제외', 'ripple 전체 값 (CSV)'],
])(
  'the record shows the picture of a series and every limit in words (%s)',
  async (locale, maximum, picture, advisory, link) => {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(station.address);
    await page.getByRole('row', { name: /SN-1/ }).getByRole('button').click();
    const drawer = page.getByTestId('record');
    const series = drawer.getByTestId('series');
    await series.waitFor();
    expect(await series.getByRole('img').getAttribute('aria-label')).toContain(picture);
    expect(await series.getByTestId('aggregation').innerText()).toContain(maximum);
    const download = page.waitForEvent('download');
    await series.getByRole('link', { name: link }).click();
    const rows = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(rows.slice(7, 10).map((row) => row.split(',')[5])).toEqual([`${Math.sin(6)}`, 'NaN', `${Math.sin(8)}`]);
    expect(await drawer.getByTestId('limit').allInnerTexts()).toContainEqual(expect.stringContaining(advisory));
    await context.close();
  },
);

test('a waveform of 100,000 points is read at a cursor, zoomed and listed, by keyboard alone', async () => {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(station.address);
  await page.getByRole('row', { name: /SN-1/ }).getByRole('button').click();
  const record = page.getByTestId('record');
  await record.getByRole('button', { name: 'Waveform of ripple', exact: true }).press('Enter');
  const waveform = record.getByTestId('waveform');
  const cursor = waveform.getByRole('slider', { name: 'Cursor in the waveform of ripple' });
  await expect.poll(() => cursor.getAttribute('aria-valuemax')).toBe('100000');
  await cursor.press('Home');
  // Slower than a scanner types.
  await cursor.pressSequentially('+'.repeat(20), { delay: 60 });
  for (let point = 0; point < 6; point++) await cursor.press('ArrowRight');
  expect(await cursor.getAttribute('aria-valuetext')).toContain(`voltage ${Math.sin(6).toPrecision(7)} V`);
  await cursor.press('ArrowRight');
  await waveform.getByTestId('waveform-readout').getByText('NaN').waitFor();
  await waveform.getByRole('button', { name: 'Table' }).press('Enter');
  expect(await waveform.getByRole('row').count()).toBeLessThan(12);
  await waveform.getByRole('button', { name: 'Show all' }).press('Enter');
  await expect.poll(() => waveform.getByRole('row').count()).toBe(51);
  const folder = process.env['STATION_TEST_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, 'waveform.png') });
  await context.close();
});

test('CSV has a row for the series, and one for each number made of it', async () => {
  const response = await fetch(`${station.address}/api/results/${record.id}/export?format=csv`);
  const rows = (await response.text()).split('\r\n').filter((row) => row.includes('ripple'));
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain('ripple max(voltage)');
  const missing = `/api/results/${record.id}/series?step=measureRail&attempt=1&measurement=vcc`;
  expect(await station.request('GET', missing)).toMatchObject({ status: 404 });
});
