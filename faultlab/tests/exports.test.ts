/** Files made of results, and what results add up to, on a real station: turns, tries, waveforms, prompts, Korean texts, formulas. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AuditPage } from '@neurohub/contracts/audit';
import type { ExportView } from '@neurohub/contracts/exports-rest';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { ResultsPage, UnitHistory } from '@neurohub/contracts/rest';
import type { MeasurementStatistics, StationPareto, StationYield } from '@neurohub/contracts/statistics-rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';
import { pdfText, sheetRows, zipEntries } from './_file-readers.ts';

const SERIAL = '시험-2026-0001';
const FORMULA = '=HYPERLINK("http://example.invalid")';
let station: TestStation;
let passed: ExecutionRecord;
let failed: ExecutionRecord;

beforeAll(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/reporting_v1')] });
  await station.untilState('idle');
  failed = await tested(0.4);
  passed = await tested(0);
});
afterAll(() => station.dispose());

async function tested(bias: number): Promise<ExecutionRecord> {
  const dut = { serialNumber: SERIAL, lot: 'LOT-7' };
  const id = await station.begin(SERIAL, 'b1', { dut, operator: '김민수', parameters: { bias } });
  const asked = await eventually(
    async () => {
      const { execution } = await station.batch();
      return execution?.endReason ? 'ended' : execution?.prompts[0]?.id;
    },
    { what: 'the prompt, or the end' },
  );
  if (asked !== 'ended')
    await station.data('POST', `/api/batches/b1/prompts/${asked}`, { answer: true, operator: '이영희' });
  return station.ended(id);
}

async function fetched(path: string): Promise<{ bytes: Buffer; headers: Headers }> {
  const answer = await fetch(`${station.address}${path}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(bytes.toString());
  return { bytes, headers: answer.headers };
}
const exported = ({ id }: ExecutionRecord, query: string) => fetched(`/api/results/${id}/export?${query}`);

test.each([
  [
    'ko',
    ['합격', '시험 성적서', '2차 시도', '온도 2회 (85)', '이영희', '전원 공급 장치의 출력 전압 안정도와 과도 응답'],
  ],
  ['en', ['Unit passed', 'Test report', 'try 2', 'Temperature 2 (85)', '이영희', 'Output stability']],
])('a PDF tells everything in %s, with waveforms as vectors', async (language, texts) => {
  const { bytes, headers } = await exported(passed, `format=pdf&language=${language}`);
  expect(headers.get('content-type')).toBe('application/pdf');
  const { text, pages, drawn } = pdfText(bytes);
  const hash = passed.packageHash ?? 'none';
  for (const part of [
    'PASS',
    SERIAL,
    '김민수',
    'LOT-7',
    hash,
    '4.75…5.25',
    '0.25V(100%)',
    'vcc',
    '코드',
    FORMULA,
    ...texts,
  ])
    expect(text).toContain(part.replace(/\s/g, ''));
  expect(text).toContain(language === 'ko' ? `1/${pages}쪽` : `Page1of${pages}`);
  expect(drawn).toBeGreaterThan(1000);
});

test('an HTML report is one file that runs nothing and loads nothing', async () => {
  const { bytes, headers } = await exported(failed, 'format=html&language=ko');
  const page = bytes.toString();
  expect(headers.get('content-disposition')).toMatch(/^attachment; .*\.html/);
  expect(headers.get('content-security-policy')).toContain('sandbox');
  for (const part of ['불합격', '-0.15 V (-60 %)', '규격 이탈', '=HYPERLINK(&quot;http://example.invalid&quot;)'])
    expect(page).toContain(part);
  expect(page).not.toMatch(/<script|<link|src=|href=|@import|url\(/);
});

test('a workbook has texts where texts look like formulas, and numbers where there are numbers', async () => {
  const workbook = zipEntries((await exported(passed, 'format=xlsx')).bytes);
  const [header = [], ...rows] = sheetRows(workbook, 2);
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
  expect(column('value')).toContain(FORMULA);
  expect(column('value')).toContain('5.05');
  expect(column('serialNumber')[0]).toBe(SERIAL);
  expect([...workbook.values()].join('')).not.toContain('<f>');
  expect(sheetRows(workbook, 1)[1]?.[0]).toBe(SERIAL);
});

test('CSV is long or wide, and no cell of it is a formula', async () => {
  const wide = (await exported(passed, 'format=csv-wide')).bytes.toString();
  expect(wide.split('\r\n')[0]).toContain('contact.resistance,rails[1].vcc,rails[1].label');
  for (const text of [wide, (await exported(passed, 'format=csv')).bytes.toString()]) {
    expect(text).toContain(`"'=HYPERLINK(""http://example.invalid"")"`);
    expect(text).toContain("'@SUM(A1)");
  }
});

test('results are found by what people know of them, and a unit has its history', async () => {
  const found = async (query: Record<string, string>) =>
    (await station.data<ResultsPage>('GET', `/api/results?${new URLSearchParams(query)}`)).items.map(({ id }) => id);
  expect(await found({ serialNumber: '시험-*', verdict: 'FAIL,ERROR', batchId: 'b1,b2' })).toEqual([failed.id]);
  expect(await found({ lot: 'LOT-7', operator: '김민수', mode: 'production', simulated: 'false' })).toEqual([
    passed.id,
    failed.id,
  ]);
  expect(await found({ serialNumber: '시험-3*' })).toEqual([]);
  const history = await station.data<UnitHistory>('GET', `/api/units/${encodeURIComponent(SERIAL)}`);
  expect(history.executions.map(({ id }) => id)).toEqual([failed.id, passed.id]);
  const query = { verdict: 'FAIL', lot: 'LOT-7' };
  await station.data('PUT', `/api/results/filters/${encodeURIComponent('불합격만')}`, { query });
  expect(await station.data('GET', '/api/results/filters')).toEqual([{ name: '불합격만', query }]);
  expect(await station.request('PUT', '/api/results/filters/x', { query: { verdict: 'GOOD' } })).toMatchObject({
    status: 400,
  });
});

test('the station command lists, reports and exports', async () => {
  const command = async (...args: string[]) => {
    const cli = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args, '--url', station.address, '--json'];
    return JSON.parse((await promisify(execFile)(process.execPath, cli, { cwd: station.folder })).stdout);
  };
  const { items } = await command('results', '--serial', '시험-*', '--verdict', 'FAIL', '--limit', '5');
  expect(items.map(({ id }: ExecutionRecord) => id)).toEqual([failed.id]);
  const { file } = await command('report', failed.id, '--language', 'ko');
  expect(pdfText(readFileSync(file)).text).toContain('불합격');
  const exported = await command('export', '--lot', 'LOT-7', '--format', 'csv-wide', '--out', '로트 7.csv');
  expect(exported).toMatchObject({ executions: 2, file: join(station.folder, '로트 7.csv') });
  expect(readFileSync(exported.file, 'utf8').trimEnd().split('\r\n')).toHaveLength(3);
  expect(await station.data('GET', '/api/exports')).toEqual([]);
});

test('statistics count the first execution of a unit, and tell of its retest and of what failed', async () => {
  const { total, retests } = await station.data<StationYield>('GET', '/api/statistics/yield?period=today');
  expect(total).toMatchObject({ units: 1, passed: 0, failed: 1, firstPassYield: 0 });
  expect(retests).toEqual({ failedFirst: 1, retested: 1, passed: 1, retestPassRate: 1 });
  const { causes } = await station.data<StationPareto>('GET', '/api/statistics/pareto?period=shift');
  expect(causes).toMatchObject([{ step: 'rails', measurement: 'vcc', status: 'failed', executions: 1 }]);
  const query = 'period=today&sequence=reporting_v1&step=rails&measurement=vcc';
  const vcc = await station.data<MeasurementStatistics>('GET', `/api/statistics/measurement?${query}`);
  expect(vcc).toMatchObject({ spread: { values: 3, min: 5, max: 5.4 }, low: 4.75, high: 5.25, missed: 1, unit: 'V' });
  expect(vcc.chart.points.map(({ value }) => value)).toEqual([5.4, 5, 5.05]);
});

test('many are exported in the background, in the audit trail with who did it, and are there after a restart', async () => {
  const view = await station.data<ExportView>('POST', '/api/exports', { format: 'csv', filter: { lot: 'LOT-7' } });
  const done = await eventually(
    async () => {
      const now = await station.data<ExportView>('GET', `/api/exports/${view.id}`);
      return now.state === 'running' ? null : now;
    },
    { what: 'the end of the export' },
  );
  expect(done).toMatchObject({ state: 'done', total: 2, done: 2, filter: { lot: 'LOT-7' } });
  await station.stop();
  station = await station.restart();
  const { bytes, headers } = await fetched(`/api/exports/${view.id}/file`);
  expect([bytes.length, headers.get('content-disposition')]).toEqual([
    done.bytes,
    `attachment; filename="${done.fileName.replace(/[^A-Za-z0-9_.-]/g, '-')}"`,
  ]);
  const ids = new Set(
    bytes
      .toString()
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[1]),
  );
  expect(ids).toEqual(new Set([failed.id, passed.id]));
  await station.data('DELETE', `/api/exports/${view.id}`);
  expect(await station.request('GET', `/api/exports/${view.id}/file`)).toMatchObject({ status: 404 });
  expect(readdirSync(join(station.dataDir, 'exports'))).not.toContain(view.id);
  const { items } = await station.data<AuditPage>('GET', '/api/audit?limit=500');
  const actions = items.map(({ action }) => action);
  for (const action of ['result.export', 'results.export', 'results.exportFetch', 'results.exportRemove'])
    expect(actions).toContain(action);
});
