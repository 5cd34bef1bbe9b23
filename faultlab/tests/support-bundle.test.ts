/** The log of a station and what of it goes to support: secrets that are planted everywhere must not be found in any of it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { LogsPage } from '@neurohub/contracts/rest';
import type { LoggingView, SupportSnapshot } from '@neurohub/contracts/support';
import { readUstar } from '@neurohub/package-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const SECRET = /planted-\w+/g;
const CONFIG = `station: { id: TEST, name: Test station }
backend:
  url: "http://hub:planted-in-url@127.0.0.1:9" # it was planted-in-comment before
  api_key: planted-in-config
logging: { max_size: 20KB, backup_count: 9 }
batches:
  - id: b1
    sequence_package: talking
    auto_start: true
    hardware:
      door: { password: planted-in-hardware, code: "\${DOOR_CODE}", host: "\${DOOR_HOST}" }
    parameters:
      wifi_password: planted-in-parameters
`;
const ENV = { DOOR_CODE: 'planted-in-env', DOOR_HOST: '127.0.0.1', UNUSED_API_TOKEN: 'planted-unused', LC_ALL: 'C' };
const FILES = {
  'manifest.yaml': `name: talking
version: 1.0.0
entry_point: { module: sequence, class: Talking }
hardware:
  door:
    display_name: Door
    driver: door
    class: Door
    config_schema:
      password: { type: string, required: true }
      code: { type: string, required: true }
      host: { type: string, required: true }
parameters:
  wifi_password: { display_name: Password of the network, type: string, default: none }
`,
  'drivers/door.ts': `import { Driver } from '@neurohub/sequence-sdk';
export class Door extends Driver {
  protected override async openConnection() {}
  protected override async closeConnection() {}
  async reset() {}
  async identify() { return 'DOOR,1'; }
  async selfTest() {}
  login() { throw new Error('the door refuses ' + this.config.code + ' and password=planted-in-error'); }
}
`,
  'sequence.ts': `import { hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Door } from './drivers/door.ts';
@sequence({ name: 'talking' })
export class Talking extends Sequence {
  @hardware() door!: Door;
  @parameter() wifi_password = '';
  @step({ order: 1 }) async talk() {
    this.log.info('joining with ' + this.wifi_password);
    this.log.warning('Authorization: Bearer planted-in-header');
    console.log('settings are ' + JSON.stringify(this.door.config));
    console.error('the environment has ' + Object.values(process.env).join(' '));
    for (let n = 0; n < 30; n++) this.log.info('line ' + n + ' ' + 'x'.repeat(900));
  }
  @step({ order: 2 }) async login() { this.door.login(); }
}
`,
};
let folder: string;
let station: TestStation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  mkdirSync(join(folder, 'talking/drivers'), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, 'talking', name), text);
  station = await TestStation.start({ packages: [join(folder, 'talking')], config: CONFIG, env: ENV });
  await station.untilState('idle');
});
afterAll(async () => {
  await station.dispose();
  rmSync(folder, { recursive: true });
});

const COMMAND = join(PROJECT_ROOT, 'cli/dist/station.js');
const places = () => ['--config', 'station.yaml', '--data-dir', 'data'];
async function command(...args: string[]): Promise<Record<string, unknown>> {
  const env = { PATH: process.env['PATH'] };
  const run = promisify(execFile)(process.execPath, [COMMAND, ...args, ...places(), '--json'], {
    cwd: station.folder,
    env,
  });
  return JSON.parse((await run).stdout);
}
const unpack = (file: string) =>
  new Map(readUstar(gunzipSync(readFileSync(file))).map(({ path, content }) => [path, content.toString()]));

test('what a sequence says is followed by batch from the command line, through rotations, and ends with Ctrl-C', async () => {
  const flags = ['--follow', '--batch', 'b1', '--search', 'line ', '--json', ...places()];
  const following = spawn(process.execPath, [COMMAND, 'logs', ...flags], { cwd: station.folder });
  let output = '';
  following.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  // It looks at what is there first: a line that only it can have read says that it follows.
  const begun = { level: 'info', time: new Date().toISOString(), batchId: 'b1', msg: 'line of the test' };
  appendFileSync(join(station.dataDir, 'logs/station.log'), `${JSON.stringify(begun)}\n`);
  await eventually(() => output.includes('line of the test'), { what: 'the first line' });

  const id = await station.begin('SN-1', 'b1', { parameters: { wifi_password: 'planted-at-start' } });
  expect(await station.ended(id)).toMatchObject({ verdict: 'ERROR' });
  const lines = () =>
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
  await eventually(() => output.includes('line 29 '), { what: 'the last line' });
  expect(lines().map(({ msg = '' }) => msg.split(' x')[0])).toEqual([
    'line of the test',
    ...Array.from({ length: 30 }, (_, n) => `line ${n}`),
  ]);
  expect(lines()[1]).toMatchObject({ name: 'sequence', batchId: 'b1', executionId: id, step: 'talk', level: 'info' });
  expect(readdirSync(join(station.dataDir, 'logs')).length).toBeGreaterThan(1);
  following.kill('SIGINT');
  expect(await once(following, 'exit')).toEqual([0, null]);
});

test('no secret is in the log, on the console, on the screen of logs or in what the station tells support', async () => {
  const logs = await eventually(
    async () => {
      const page = await station.data<LogsPage>('GET', '/api/logs?limit=500');
      return page.items.some(({ message }) => message.startsWith('joining')) ? page : null;
    },
    { what: 'the stored lines' },
  );
  const snapshot = await station.data<SupportSnapshot>('GET', '/api/system/support');
  const files = readdirSync(join(station.dataDir, 'logs')).map((name) => join(station.dataDir, 'logs', name));
  const log = files.map((file) => readFileSync(file, 'utf8')).join('');
  const everything = [log, station.output, JSON.stringify(logs), JSON.stringify(snapshot)];
  for (const text of everything) expect(text.match(SECRET)).toBeNull();
  expect(log).toContain('joining with [redacted]');
  expect(log).toContain('"host\\":\\"127.0.0.1');
  const statuses = Object.entries(snapshot.answers).map(([path, { status }]) => `${status} ${path}`);
  expect(statuses.filter((text) => !text.startsWith('200'))).toEqual([]);
  expect(snapshot.config).toMatchObject({ backend: { apiKey: '[redacted]', syncIntervalS: 30 } });
});

test('the level of the log is changed at once, by a request and by an edit of station.yaml', async () => {
  const level = async () => (await station.data<LoggingView>('GET', '/api/system/logging')).level;
  const changed = await station.data<LoggingView>('PUT', '/api/system/logging', { level: 'debug' });
  expect(changed).toMatchObject({ level: 'debug', configuredLevel: 'info', backupCount: 9, lostLines: 0 });
  await station.ended(await station.begin('SN-2'));
  const { lines } = await command('logs', '--level', 'debug', '--search', 'a step ended');
  expect(lines).toContainEqual(expect.objectContaining({ level: 'debug', name: 'execution', step: 'talk' }));
  expect((await station.request('PUT', '/api/system/logging', { level: 'loud' })).body.error?.code).toBe(
    'VALIDATION_ERROR',
  );

  const file = join(station.folder, 'station.yaml');
  writeFileSync(file, CONFIG.replace('logging: {', 'logging: { level: warning,'));
  await eventually(async () => (await level()) === 'warning', { what: 'the level of the file' });
  writeFileSync(file, CONFIG);
  await eventually(async () => (await level()) === 'info', { what: 'the level as it was' });
});

test('the support bundle has what is needed and no secret, with the station running and without, and with a broken configuration', async () => {
  // Of a release that redacted nothing.
  const old = join(station.dataDir, 'logs/station.log.9');
  writeFileSync(
    old,
    'connecting with password=planted-long-ago\n{"time":"1","level":"info","apiToken":"planted-as-fact","msg":"in"}\n',
  );
  const made = await command('bundle', '--url', station.address, '--out', 'a.tar.gz');
  expect(made).toMatchObject({ ok: true, missing: [] });
  const files = unpack(join(station.folder, 'a.tar.gz'));
  expect([...files.keys()]).toEqual(
    expect.arrayContaining([
      'README.txt',
      'about.json',
      'station.json',
      'config/station.yaml',
      'packages.json',
      'data-files.json',
      'logs/station.log',
    ]),
  );
  for (const [path, text] of files) expect([path, text.match(SECRET)]).toEqual([path, null]);
  expect(files.get('logs/station.log.9')).toBe(
    'connecting with password=[redacted]\n{"time":"1","level":"info","apiToken":"[redacted]","msg":"in"}\n',
  );
  const config = files.get('config/station.yaml') ?? '';
  expect(config.split('\n')).toHaveLength(CONFIG.split('\n').length);
  expect(config).toContain('code: "${DOOR_CODE}"');
  expect(files.get('station.json')).toContain('the door refuses [redacted]');
  expect(files.get('packages.json')).toContain('"name": "talking"');

  await station.stop();
  const file = join(station.folder, 'station.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n: - [broken`);
  const later = await command('bundle', '--url', station.address, '--out', 'b.tar.gz');
  expect((later['missing'] as { what: string }[]).map(({ what }) => what)).toEqual([
    'config/station.yaml',
    'station.json',
  ]);
  const offline = unpack(join(station.folder, 'b.tar.gz'));
  for (const [path, text] of offline) expect([path, text.match(SECRET)]).toEqual([path, null]);
  expect(offline.get('logs/station.log')).toContain('the station ends');
});
