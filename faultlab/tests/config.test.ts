/** Configuration of a running station: what changes live, what waits for a batch at rest, what needs a restart, and what is refused. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigChanged, ConfigCheck, ConfigVersion, ConfigView } from '@neurohub/contracts/config-rest';
import type { SystemInfo } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, TestStation } from '../src/harness/index.ts';

const CONFIG = `# The station of the test
station: { id: TEST, name: Before } # who
server:
  port: 8080 # another port is given by a flag
backend: { url: "http://127.0.0.1:9", api_key: "\${HUB_KEY}" }
storage: { ballast_mb: 1 }
recovery: { max_retries: 100 }
batches:
  - id: b1 # the left one
    sequence_package: waiting
    auto_start: true
    parameters: { wait_ms: 600000 } # longer than the test
  - { id: b2, sequence_package: waiting, auto_start: true, parameters: { wait_ms: 1 } }
`;
let folder: string;
let station: TestStation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  mkdirSync(join(folder, 'waiting'));
  writeFileSync(
    join(folder, 'waiting/manifest.yaml'),
    `name: waiting
version: 1.0.0
entry_point: { module: ./sequence.ts, class: Waiting }
parameters: { wait_ms: { display_name: Time, type: integer, default: 1 } }
`,
  );
  writeFileSync(
    join(folder, 'waiting/sequence.ts'),
    `import { parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: 'waiting' })
export class Waiting extends Sequence {
  @parameter() wait_ms = 1;
  @step({ order: 1, timeout: 700 }) async wait() { await this.sleep(this.wait_ms); }
}
`,
  );
  const env = { HUB_KEY: 'hunter2' };
  station = await TestStation.start({ packages: [join(folder, 'waiting')], config: CONFIG, env });
  for (const id of ['b1', 'b2']) await station.untilState('idle', id);
});
afterAll(async () => {
  await station.dispose();
  rmSync(folder, { recursive: true });
});

const file = () => join(station.folder, 'station.yaml');
const onDisk = () => readFileSync(file(), 'utf8');
const view = () => station.data<ConfigView>('GET', '/api/config');
const alarm = async (code: string) => (await station.alarms()).find((one) => one.code === code);
const ids = async () => (await station.data<{ id: string }[]>('GET', '/api/batches')).map(({ id }) => id);

test('an edit of the file changes live what can, waits for a test that runs, and says what needs a restart', async () => {
  const executionId = await station.begin('SN-1', 'b1');
  const before = await station.batch('b1');
  const edited = CONFIG.replace('Before', 'After')
    .replace('max_retries: 100', 'max_retries: 99')
    .replace('ballast_mb: 1', 'ballast_mb: 2')
    .replace('id: b1 # the left one', 'id: b1 # the left one\n    name: Left');
  writeFileSync(file(), edited);
  await eventually(async () => (await station.data<SystemInfo>('GET', '/api/system/info')).stationName === 'After', {
    what: 'the new name, without a word to the station',
  });
  const { waiting, needsRestart, hash } = await view();
  expect(waiting).toContainEqual({ batchId: 'b1', change: 'changed', until: 'the end of its test' });
  expect(needsRestart.map(({ path }) => path)).toEqual(['storage.ballast_mb']);
  expect(await alarm('CONFIG_NEEDS_RESTART')).toMatchObject({
    message: 'in effect after a restart: storage.ballast_mb',
  });
  expect((await station.batch('b1')).pid).toBe(before.pid);
  expect((await station.batch('b1')).name).toBe('b1');
  await station.data('POST', '/api/batches/b1/sequence/stop', {});
  expect((await station.ended(executionId)).verdict).toBe('ABORTED');
  await eventually(async () => (await station.batch('b1')).name === 'Left', { what: 'the new configuration of b1' });
  const after = await station.untilState('idle', 'b1');
  expect(after.pid).not.toBe(before.pid);
  expect(after.version).toBeGreaterThan(before.version);
  expect(after.execution?.id).toBe(executionId);
  expect(await view()).toMatchObject({ waiting: [], hash });
  writeFileSync(file(), CONFIG);
  expect((await view()).needsRestart).toEqual([]);
  expect(await alarm('CONFIG_NEEDS_RESTART')).toBeUndefined();
  for (const id of ['b1', 'b2']) await station.untilState('idle', id);
});

test('a bad edit keeps the last good one, with line and column in the alarm; secrets are never told', async () => {
  const good = await view();
  writeFileSync(file(), CONFIG.replace('auto_start: true\n', 'auto_strat: true\n'));
  // Read in the middle of being written, it is wrong in another way at first.
  const message = 'station.yaml:11:5 batches[0].auto_strat: unknown key; did you mean auto_start?';
  await eventually(async () => (await alarm('CONFIG_INVALID'))?.message === message, { what: 'the alarm' });
  const bad = await view();
  expect(bad.invalid?.problems).toMatchObject([{ line: 11, column: 5 }]);
  expect(bad.hash).toBe(good.hash);
  expect(await ids()).toEqual(['b1', 'b2']);
  expect(
    JSON.stringify([good, bad, (await station.request('PUT', '/api/config', { text: 'a: [' })).body]),
  ).not.toContain('hunter2');
  expect(good.text).toContain('api_key: "${HUB_KEY}"');
  expect(good.resolved).toMatchObject({ logging: { level: 'info' }, server: { port: 0 } });
  expect(good.fromFlags).toContain('server.port');
  writeFileSync(file(), CONFIG);
  await eventually(async () => !(await alarm('CONFIG_INVALID')), { what: 'the end of the alarm' });
});

test('a text is checked before it is put, kept with what was before, and taken back', async () => {
  const { text, revision } = await view();
  const wanted = text.replace('Before', 'By REST');
  const check = await station.data<ConfigCheck>('POST', '/api/config/check', { text: wanted });
  const change = { path: 'station.name', before: 'Before', after: 'By REST', needs: 'live' };
  expect(check).toMatchObject({ isValid: true, changes: [change] });
  const bad = await station.data<ConfigCheck>('POST', '/api/config/check', { text: `${text}manual: 5\n` });
  expect(bad).toMatchObject({ isValid: false, problems: [{ line: 14, column: 9, path: 'manual' }] });
  const put = await station.data<ConfigChanged>('PUT', '/api/config', { text: wanted, revision, operator: 'Kim' });
  expect(put.changes).toEqual([change]);
  expect(onDisk()).toBe(CONFIG.replace('Before', 'By REST'));
  expect(readFileSync(`${file()}.backup`, 'utf8')).toBe(CONFIG);
  const late = await station.request('PUT', '/api/config', { text, revision });
  expect(late).toMatchObject({ status: 409, body: { error: { code: 'CONFIG_CHANGED' } } });
  const invalid = await station.request('PUT', '/api/config', { text: `${text}manual: 5\n` });
  expect(invalid).toMatchObject({ status: 422, body: { error: { code: 'CONFIG_INVALID' } } });
  const history = await station.data<ConfigVersion[]>('GET', '/api/config/history');
  expect(history[0]).toMatchObject({ how: 'api', by: 'Kim', revision: put.revision });
  const former = history.find((version) => version.revision === revision);
  expect(await station.data('GET', `/api/config/history/${former?.id}`)).toMatchObject({ text: CONFIG });
  await station.data('POST', `/api/config/history/${former?.id}/restore`);
  expect(onDisk()).toBe(CONFIG);
});

test('batches are added, changed and removed; comments stay, screens are told, and one that tests goes when it is done', async () => {
  const { socket } = await station.subscribe();
  const told = new Promise((resolve) => socket.once('batches_changed', resolve));
  const batch = { id: 'b3', sequencePackage: 'waiting', parameters: { wait_ms: 600_000 }, autoStart: true };
  await station.data<ConfigChanged>('POST', '/api/batches', { batch });
  expect(await told).toEqual({ batchIds: ['b3'] });
  await station.untilState('idle', 'b3');
  expect((await station.batch('b3')).slot).toBe(3);
  expect(onDisk().startsWith(CONFIG.trimEnd())).toBe(true);
  const again = await station.request('POST', '/api/batches', { batch });
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'ALREADY_EXISTS' } } });
  const wrong = await station.request('PUT', '/api/batches/b3', { batch: { sequencePackage: 'waiting', slot: 99 } });
  expect(wrong.body.error).toMatchObject({
    code: 'CONFIG_INVALID',
    details: { problems: [{ path: 'batches[2].slot' }] },
  });
  const missing = await station.request('DELETE', '/api/batches/b9');
  expect(missing).toMatchObject({ status: 404, body: { error: { code: 'BATCH_NOT_FOUND' } } });

  const executionId = await station.begin('SN-2', 'b3');
  const removed = await station.data<ConfigChanged>('DELETE', '/api/batches/b3');
  expect(removed.waiting).toEqual([{ batchId: 'b3', change: 'removed', until: 'the end of its test' }]);
  expect(onDisk()).toBe(CONFIG);
  expect(await ids()).toContain('b3');
  await station.data('POST', '/api/batches/b3/sequence/stop', {});
  expect((await station.ended(executionId)).verdict).toBe('ABORTED');
  await eventually(async () => !(await ids()).includes('b3'), { what: 'the end of b3' });
  expect((await station.batch('b1')).processState).toBe('idle');
});
