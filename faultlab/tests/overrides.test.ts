import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OverridesCheck, OverridesView } from '@neurohub/contracts/overrides';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const ROUTE = '/api/sequences/measuring_v1/overrides';
const BY = { reason: 'ripple probe is worn', by: 'kim' };
let station: TestStation;
let release: { version: string; packageHash: string };
let serial = 0;

beforeAll(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/measuring_v1')] });
  await station.untilState('idle');
  const detail = await station.data<SequenceDetail>('GET', '/api/sequences/measuring_v1');
  release = { version: detail.version ?? '', packageHash: detail.packageHash ?? '' };
});
afterAll(() => station.dispose());

const save = (changes: object) => station.data<OverridesView>('PUT', ROUTE, { ...release, ...BY, ...changes });
const file = () => join(station.dataDir, 'overrides/measuring_v1.yaml');
const tested = async (more: object = {}) => {
  serial += 1;
  return station.ended(await station.begin(`SN-${serial}`, 'b1', more));
};

test('what does not fit the package is refused with its place, and nothing is kept', async () => {
  const wrong = { steps: { measureRial: { retry: 1 } }, limits: { vdd: { default: { high: 1 } } } };
  const answer = await station.request('PUT', ROUTE, { ...release, ...BY, ...wrong });
  expect(answer).toMatchObject({ status: 422, body: { error: { code: 'OVERRIDES_INVALID' } } });
  expect(answer.body.error?.details?.['problems']).toEqual([
    { path: 'steps.measureRial', message: expect.stringContaining('did you mean "measureRail"') },
    { path: 'limits.vdd', message: expect.stringContaining('limits.yaml has no "vdd"') },
  ]);
  const other = { ...release, packageHash: 'f'.repeat(64), ...BY };
  expect(await station.request('PUT', ROUTE, other)).toMatchObject({
    status: 409,
    body: { error: { code: 'OVERRIDES_STALE' } },
  });
  expect(await station.request('PUT', ROUTE, { ...release, by: 'kim' })).toMatchObject({ status: 400 });
  const checked = await station.data<OverridesCheck>('POST', `${ROUTE}/check`, { ...release, ...wrong });
  expect(checked.problems.map(({ path }) => path)).toEqual(['steps.measureRial', 'limits.vdd']);
  const good = { ...release, steps: { measureRail: { retry: 1 } } };
  expect(await station.data<OverridesCheck>('POST', `${ROUTE}/check`, good)).toEqual({
    problems: [],
    differs: [{ path: 'steps.measureRail.retry', released: 0, effective: 1 }],
  });
  expect(readdirSync(join(station.dataDir, 'overrides'))).toEqual([]);
  expect(await station.data('GET', ROUTE)).toEqual({ overrides: null, package: release, stale: false, differs: [] });
});

test('limits and time limits hold from the next start, and the record says what differs and why', async () => {
  const limits = { vcc: { small: { low: 5.5, highExclusive: true, high: 6 } } };
  const view = await save({ steps: { measureRipple: { timeoutMs: 90_000 } }, limits });
  expect(view.differs.map(({ path }) => path)).toEqual(['steps.measureRipple.timeoutMs', 'limits.vcc.small']);
  const record = await tested();
  expect(record).toMatchObject({ verdict: 'FAIL', mode: 'production', overridden: true });
  expect(record.plan?.overrides).toMatchObject({
    ...BY,
    differs: [
      { path: 'steps.measureRipple.timeoutMs', released: 60_000, effective: 90_000 },
      { path: 'limits.vcc', released: [{ op: 'range', low: 4.75, high: 5.25 }], effective: [{ low: 5.5 }] },
    ],
  });
  const [listed] = (await station.results()).items;
  expect(listed).toMatchObject({ id: record.id, overridden: true });
  const csv = await (await fetch(`${station.address}/api/results/${record.id}/export?format=csv`)).text();
  expect(csv).toContain('production,false,false,"steps.measureRipple.timeoutMs: 60000 -> 90000; limits.vcc: ');
});

test('without a required step there is no production execution', async () => {
  await save({ steps: { measureRail: { enabled: false } } });
  const record = await tested();
  expect(record).toMatchObject({ verdict: 'PASS', mode: 'debug', overridden: true });
  expect(record.steps[0]).toMatchObject({
    name: 'measureRail',
    status: 'skipped',
    skipReason: 'switched off by overrides',
  });
  const asked = { dut: { serialNumber: 'SN-X' }, mode: 'production' };
  expect(await station.request('POST', '/api/batches/b1/sequence/start', asked)).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_PRODUCTION', message: expect.stringContaining('measureRail') } },
  });
});

test('selected steps run alone, as debug', async () => {
  await station.data('DELETE', ROUTE);
  const record = await tested({ steps: ['measureRail'] });
  expect(record).toMatchObject({ verdict: 'PASS', mode: 'debug', partial: true, plan: { partial: ['measureRail'] } });
  expect(record.steps.map(({ name, status }) => [name, status])).toEqual([
    ['measureRail', 'passed'],
    ['measureRipple', 'skipped'],
  ]);
  const unknown = { dut: { serialNumber: 'SN-X' }, steps: ['measureRial'] };
  expect(await station.request('POST', '/api/batches/b1/sequence/start', unknown)).toMatchObject({
    status: 422,
    body: { error: { code: 'STEP_NOT_FOUND' } },
  });
});

test('a file edited by hand keeps its comments, and is told when it is wrong', async () => {
  await save({ steps: { measureRipple: { timeoutMs: 90_000 } } });
  writeFileSync(file(), readFileSync(file(), 'utf8').replace('timeout: 90', 'timeout: 120 # slow today'));
  expect((await tested()).plan?.steps[1]?.timeoutMs).toBe(120_000);
  await save({ steps: { measureRipple: { timeoutMs: 120_000, retry: 1 } } });
  expect(readFileSync(file(), 'utf8')).toContain('timeout: 120 # slow today');
  const copies = readdirSync(join(station.dataDir, 'backups')).filter((name) => name.startsWith('overrides-'));
  expect(copies).toHaveLength(3);
  writeFileSync(file(), readFileSync(file(), 'utf8').replace('timeout: 120', 'timeout: soon'));
  const start = { dut: { serialNumber: 'SN-X' } };
  expect(await station.request('POST', '/api/batches/b1/sequence/start', start)).toMatchObject({
    status: 422,
    body: { error: { code: 'OVERRIDES_INVALID', message: expect.stringMatching(/measuring_v1\.yaml:\d+:\d+ steps/) } },
  });
});

test('when the package changed nothing starts until somebody has looked', async () => {
  await save({ steps: { measureRipple: { timeoutMs: 90_000 } } });
  const source = join(station.folder, 'sequences/measuring_v1/sequence.ts');
  writeFileSync(source, `${readFileSync(source, 'utf8')}\n`);
  await station.data('POST', '/api/batches/b1/restart');
  const start = { dut: { serialNumber: 'SN-X' } };
  expect(await station.request('POST', '/api/batches/b1/sequence/start', start)).toMatchObject({
    status: 409,
    body: { error: { code: 'OVERRIDES_STALE', message: expect.stringContaining('ripple probe is worn') } },
  });
  expect(await station.data('GET', ROUTE)).toMatchObject({ stale: true, differs: [], overrides: { by: 'kim' } });
  expect(await station.data('DELETE', ROUTE)).toEqual({ deleted: true });
  const record = await tested();
  expect(record).toMatchObject({ verdict: 'PASS', mode: 'production' });
  expect(record.overridden).toBe(false);
});
