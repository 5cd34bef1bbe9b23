import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const START = '/api/batches/b1/sequence/start';
const STOP = '/api/batches/b1/sequence/stop';
let station: TestStation;
let serial = 0;
const nextSerial = () => `SN-${++serial}`;

beforeAll(async () => {
  const config = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true }
  - { id: b2, sequence_package: sequences/misbehaving_v1, auto_start: true, parameters: { work_ms: 5 } }
  - { id: b3, name: Third, sequence_package: misbehaving_v1 }
`;
  station = await TestStation.start({ packages: [MISBEHAVING], config });
});
afterAll(() => station.dispose());
beforeEach(async () => {
  await station.untilState('idle', 'b1');
});

const run = async (parameters: Record<string, string | number> = {}, id = 'b1') =>
  station.ended(await station.begin(nextSerial(), id, { parameters }));

test('batches are listed by slot with process, sequence and steps', async () => {
  const batches = await station.data<{ id: string; slot: number; pid: number | null; processState: string }[]>(
    'GET',
    '/api/batches',
  );
  expect(batches.map(({ id, slot, processState }) => [id, slot, processState])).toEqual([
    ['b1', 1, 'idle'],
    ['b2', 2, 'idle'],
    ['b3', 3, 'stopped'],
  ]);
  expect(batches[0]?.pid).toBeGreaterThan(0);
  expect((await station.batch('b3')).sequence?.steps).toHaveLength(4);
});

test('a repeated commandId gives the same execution and starts nothing', async () => {
  const body = { dut: { serialNumber: nextSerial() }, commandId: randomUUID() };
  const first = await station.data<{ executionId: string }>('POST', START, body);
  await station.ended(first.executionId);
  const again = await station.data<{ executionId: string }>('POST', START, body);
  expect(again).toEqual(first);
  const { items } = await station.results(`?serialNumber=${body.dut.serialNumber}`);
  expect(items).toHaveLength(1);
});

test('the same commandId for another request is a conflict', async () => {
  const commandId = randomUUID();
  await station.ended(await station.begin(nextSerial(), 'b1', { commandId }));
  const other = await station.request('POST', START, { dut: { serialNumber: nextSerial() }, commandId });
  expect(other).toMatchObject({ status: 409, body: { success: false, error: { code: 'COMMAND_CONFLICT' } } });
});

test('50 parallel starts give one execution', async () => {
  const serialNumber = nextSerial();
  const body = { dut: { serialNumber }, parameters: { behaviour: 'wait' } };
  const answers = await Promise.all(Array.from({ length: 50 }, () => station.request('POST', START, body)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body: answer } of answers)
    if (status !== 200) expect(answer.error?.code).toBe('SEQUENCE_ALREADY_RUNNING');
  await station.data('POST', STOP);
  expect((await station.results(`?serialNumber=${serialNumber}`)).items).toHaveLength(1);
});

test('50 parallel starts with one commandId all get the one executionId', async () => {
  const body = { dut: { serialNumber: nextSerial() }, commandId: randomUUID() };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => station.data<{ executionId: string }>('POST', START, body)),
  );
  expect(new Set(answers.map(({ executionId }) => executionId)).size).toBe(1);
});

test('a serial number under test in another batch is refused', async () => {
  const serialNumber = nextSerial();
  await station.begin(serialNumber, 'b1', { parameters: { behaviour: 'wait' } });
  const other = await station.request('POST', '/api/batches/b2/sequence/start', { dut: { serialNumber } });
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'DUT_BUSY', details: { batchId: 'b1' } } } });
  await station.data('POST', STOP);
});

test.each([
  ['a serial number that does not match', { dut: { serialNumber: 'lower case' } }, 422, 'SERIAL_NUMBER_INVALID'],
  ['an unknown parameter', { dut: { serialNumber: 'A' }, parameters: { behavior: 'x' } }, 422, 'PARAMETER_INVALID'],
  [
    'a parameter of the wrong type',
    { dut: { serialNumber: 'A' }, parameters: { work_ms: 'x' } },
    422,
    'PARAMETER_INVALID',
  ],
  ['a parameter out of bounds', { dut: { serialNumber: 'A' }, parameters: { work_ms: -1 } }, 422, 'PARAMETER_INVALID'],
  ['an unknown field', { dut: { serialNumber: 'A' }, prameters: {} }, 400, 'VALIDATION_ERROR'],
  ['no serial number', { dut: {} }, 400, 'VALIDATION_ERROR'],
  ['invisible characters in the serial number', { dut: { serialNumber: 'A\u202eB' } }, 400, 'VALIDATION_ERROR'],
])('refuses %s with its code, and stores nothing', async (_what, body, status, code) => {
  const before = (await station.results()).items.length;
  expect(await station.request('POST', START, body)).toMatchObject({
    status,
    body: { success: false, error: { code } },
  });
  expect((await station.results()).items).toHaveLength(before);
});

test('Stop ends the step, runs the cleanup and gives ABORTED; a second Stop changes nothing', async () => {
  const executionId = await station.begin(nextSerial(), 'b1', { parameters: { behaviour: 'wait', work_ms: 5 } });
  await station.untilStep('middle');
  const [one, two] = await Promise.all([station.request('POST', STOP), station.request('POST', STOP)]);
  expect([one.status, two.status]).toEqual([200, 200]);
  const record = await station.ended(executionId);
  expect(record).toMatchObject({ verdict: 'ABORTED', state: 'aborted', endReason: 'operatorStop' });
  expect(record.steps.at(-1)).toMatchObject({ name: 'powerOff', status: 'passed' });
});

test('Stop with nothing to stop says so', async () => {
  expect(await station.request('POST', STOP)).toMatchObject({
    status: 409,
    body: { error: { code: 'SEQUENCE_NOT_RUNNING' } },
  });
});

test('a batch can be stopped, started and restarted without touching another', async () => {
  const other = (await station.batch('b1')).pid;
  await station.data('POST', '/api/batches/b2/stop');
  expect((await station.batch('b2')).processState).toBe('stopped');
  expect((await station.request('POST', '/api/batches/b2/stop')).body.error?.code).toBe('BATCH_NOT_RUNNING');
  await station.data('POST', '/api/batches/b2/start');
  expect((await station.request('POST', '/api/batches/b2/start')).body.error?.code).toBe('BATCH_ALREADY_RUNNING');
  const { pid } = await station.batch('b2');
  await station.data('POST', '/api/batches/b2/restart');
  expect((await station.batch('b2')).pid).not.toBe(pid);
  expect((await station.batch('b1')).pid).toBe(other);
});

test('stopping the batch of a running execution stops it with its cleanup', async () => {
  const executionId = await station.begin(nextSerial(), 'b2', { parameters: { behaviour: 'wait' } });
  await station.data('POST', '/api/batches/b2/stop');
  expect(await station.record(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
  await station.data('POST', '/api/batches/b2/start');
});

test('a batch that is stopped refuses a start', async () => {
  const answer = await station.request('POST', '/api/batches/b3/sequence/start', { dut: { serialNumber: 'A' } });
  expect(answer).toMatchObject({ status: 409, body: { error: { code: 'BATCH_NOT_RUNNING' } } });
});

test('results are filtered and paged without a gap or a repeat', async () => {
  for (const behaviour of ['pass', 'fail', 'pass', 'fail', 'pass']) {
    await run({ behaviour });
    await station.untilState('idle');
  }
  const fails = await station.results('?verdict=FAIL');
  expect(fails.items.length).toBeGreaterThanOrEqual(2);
  expect(new Set(fails.items.map(({ verdict }) => verdict))).toEqual(new Set(['FAIL']));
  const all = (await station.results('?limit=500')).items.map(({ id }) => id);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await station.results(`?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
});

test('an execution is exported as JSON and as CSV', async () => {
  const { id } = await run({ behaviour: 'fail' });
  const json = await fetch(`${station.address}/api/results/${id}/export?format=json`);
  expect(await json.json()).toMatchObject({ id, verdict: 'FAIL' });
  const csv = await fetch(`${station.address}/api/results/${id}/export?format=csv`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(await csv.text()).toMatch(/\r\nSN-\d+,[^\r]*,middle,main,1,failed,[^\r]*,middle,9,V,>= 0 and <= 5,FAIL,/);
});

test('results are still there after a restart, and so is the last execution of the batch', async () => {
  const { id } = await run({ behaviour: 'fail' });
  await station.stop();
  station = await station.restart();
  expect(await station.record(id)).toMatchObject({ id, verdict: 'FAIL', dut: { serialNumber: `SN-${serial}` } });
  const { execution } = await station.batch('b1');
  expect(execution).toMatchObject({ id, verdict: 'FAIL' });
  expect(execution?.steps.map(({ status }) => status)).toEqual(['passed', 'failed', 'skipped', 'passed']);
});

test.each([
  ['GET', '/api/batches/nope', 404, 'BATCH_NOT_FOUND'],
  ['GET', '/api/sequences/nope', 404, 'SEQUENCE_NOT_FOUND'],
  ['GET', `/api/results/${randomUUID()}`, 404, 'EXECUTION_NOT_FOUND'],
  ['GET', '/api/results/not-a-uuid', 400, 'VALIDATION_ERROR'],
  ['GET', '/api/results?limit=0', 400, 'VALIDATION_ERROR'],
  ['GET', '/api/results?cursor=rubbish', 400, 'VALIDATION_ERROR'],
  ['GET', '/api/nothing', 404, 'NOT_FOUND'],
  ['PUT', '/api/batches', 404, 'NOT_FOUND'],
])('%s %s gives %i %s', async (method, path, status, code) => {
  expect(await station.request(method, path)).toMatchObject({ status, body: { success: false, error: { code } } });
});

test.each([
  ['broken JSON', '{', 'application/json', 400, 'INVALID_JSON'],
  ['another media type', 'a=b', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['too large a body', JSON.stringify({ a: 'x'.repeat(300_000) }), 'application/json', 413, 'PAYLOAD_TOO_LARGE'],
])('a body that is %s is refused', async (_what, body, type, status, code) => {
  const answer = await fetch(`${station.address}${START}`, { method: 'POST', body, headers: { 'content-type': type } });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ success: false, error: { code } });
});

test('a foreign page may neither read nor start anything', async () => {
  const origin = { origin: 'https://evil.example' };
  expect((await station.request('GET', '/api/batches', undefined, origin)).body.error?.code).toBe('ORIGIN_NOT_ALLOWED');
  expect((await station.request('POST', START, { dut: { serialNumber: 'A' } }, origin)).status).toBe(403);
});

test('a name that is not the station’s own is refused (DNS rebinding)', async () => {
  const { port } = new URL(station.address);
  const status = await new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path: '/api/batches', headers: { host: 'evil.example' } }, (answer) =>
      resolve(answer.statusCode),
    ).end();
  });
  expect(status).toBe(403);
});

test('OpenAPI describes every route of the table', async () => {
  const answer = await fetch(`${station.address}/api/openapi.json`);
  const { openapi, paths } = (await answer.json()) as {
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
  };
  expect(openapi).toBe('3.1.0');
  const table = readFileSync(join(PROJECT_ROOT, 'station-service/src/api/route-roles.ts'), 'utf8');
  const routes = [...table.matchAll(/'([A-Z]+) (\/[^']+)'/g)]
    .map(([, method = '', path = '']) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    .filter((route) => route !== 'get /api/openapi.json');
  const described = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb} ${path}`),
  );
  expect(routes.length).toBeGreaterThan(15);
  expect(described.sort()).toEqual(routes.sort());
});

test('sequences are described without a running batch', async () => {
  const list = await station.data<{ name: string }[]>('GET', '/api/sequences');
  expect(list.map(({ name }) => name)).toEqual(['misbehaving_v1']);
  const detail = await station.data<{ steps: unknown[]; parameters: object }>('GET', '/api/sequences/misbehaving_v1');
  expect(detail.steps).toHaveLength(4);
  expect(Object.keys(detail.parameters)).toEqual(['behaviour', 'witness', 'work_ms']);
});

test('health, liveness, readiness and info answer', async () => {
  expect(await station.data('GET', '/api/system/live')).toEqual({ live: true });
  expect(await station.data('GET', '/api/system/ready')).toEqual({ ready: true });
  expect(await station.data('GET', '/api/system/health')).toMatchObject({
    database: { ok: true },
    batches: { total: 3 },
  });
  expect(await station.data('GET', '/api/system/info')).toMatchObject({ stationId: 'TEST', insecureLan: false });
});
