import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigHistory } from './config-history.ts';
import { type ConfigRequest, workOnConfig } from './work-on-config.ts';

const TEXT = `station: { id: s1, name: One } # who
server:
  port: 8080
batches:
  - id: b1 # left
    sequence_package: p
    resource_limits: { cpu_affinity: [0] }
backend: { url: http://hub, api_key: "\${KEY}" }
`;
const code = (expected: string) => expect.objectContaining({ code: expected });
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'work-on-config-'));
  file = join(folder, 'station.yaml');
  await writeFile(file, TEXT);
});
afterEach(() => rm(folder, { recursive: true }));

type Request = ConfigRequest extends infer R ? Omit<R & { verb: string }, 'configFile'> : never;
const work = (request: Request) => workOnConfig({ ...request, configFile: file } as ConfigRequest, { KEY: 'hunter2' });
const set = (key: string, value?: string) => work({ verb: 'set', key, value, by: 'kim' } as Request);
const onDisk = () => readFile(file, 'utf8');

test('show prints every default, where it comes from a flag, and no secret', async () => {
  const { text, fromFlags, hash } = await workOnConfig(
    { verb: 'show', configFile: file },
    { KEY: 'hunter2', STATION_PORT: '7' },
  );
  expect(text).toContain('port: 7\n');
  expect(text).toContain('idle_seconds: 60');
  expect(text).toContain('api_key: ${KEY}');
  expect(fromFlags).toEqual(['server.port']);
  expect((await work({ verb: 'check' } as Request)).hash).not.toBe(hash);
});

test('set changes one key and its line, says what it needs, and keeps what was before', async () => {
  const { changes } = await set('batches[b1].auto_start', 'true');
  expect(changes).toEqual([{ path: 'batches[b1].auto_start', after: true, needs: 'idle' }]);
  expect(await onDisk()).toBe(TEXT.replace('[0] }\n', '[0] }\n    auto_start: true\n'));
  expect(await readFile(`${file}.backup`, 'utf8')).toBe(TEXT);
  expect(await new ConfigHistory(file).list()).toMatchObject([{ how: 'command', by: 'kim' }]);
  expect((await work({ verb: 'diff' } as Request)).changes).toEqual(changes);
});

test.each([
  ['server.port', '9000', '  port: 9000'],
  ['batches.b1.resource_limits.priority', 'low', 'priority: low'],
  ['batches[0].name', '"Left: one"', 'name: "Left: one"'],
  ['station.name', '${KEY}', 'name: "${KEY}"'],
])('set %s %s', async (key, value, line) => {
  await set(key, value);
  expect(await onDisk()).toContain(line);
});

test('a key without a value is taken out', async () => {
  await set('batches[b1].resource_limits');
  expect(await onDisk()).toBe(TEXT.replace('    resource_limits: { cpu_affinity: [0] }\n', ''));
});

test.each([
  ['server.prot', '1', 'CONFIG_INVALID'],
  ['server.port', 'many', 'CONFIG_INVALID'],
  ['batches[0].name', 'Left: one', 'CONFIG_INVALID'],
  ['batches[0].name', '[', 'VALIDATION_ERROR'],
  ['batches[b9].slot', '1', 'BATCH_NOT_FOUND'],
  ['batches[7].slot', '1', 'BATCH_NOT_FOUND'],
  ['server..port', '1', 'VALIDATION_ERROR'],
  ['station.id.x', '1', 'VALIDATION_ERROR'],
  ['logging.level', undefined, 'VALIDATION_ERROR'],
])('set %s %s is refused with %s, and changes nothing', async (key, value, expected) => {
  await expect(set(key, value)).rejects.toEqual(code(expected));
  expect(await onDisk()).toBe(TEXT);
});

test('a file with a mistake can be repaired', async () => {
  await writeFile(file, TEXT.replace('8080', 'many'));
  await expect(work({ verb: 'check' } as Request)).rejects.toEqual(code('CONFIG_INVALID'));
  await set('server.port', '8080');
  expect(await onDisk()).toBe(TEXT);
});

test('migrate writes what a file of an earlier version means, and leaves one of today alone', async () => {
  await work({ verb: 'migrate' } as Request);
  expect(await onDisk()).toBe(TEXT);
  const old = `station: { name: One } # who\nbackend:\n  url: http://hub # where\n  station_id: ST-7\n`;
  await writeFile(file, old);
  await work({ verb: 'migrate' } as Request);
  const text = await onDisk();
  expect(text).toContain('# where');
  expect(text).not.toContain('station_id');
  expect(text).toContain('id: ST-7');
  expect((await work({ verb: 'check' } as Request)).warnings).toEqual([]);
});
