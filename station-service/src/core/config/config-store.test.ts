import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConfigStore } from './config-store.ts';
import { loadConfig } from './load-config.ts';

const GOOD = `station: { id: s1, name: One } # who
server: { port: 0 }
manual:
  idle_seconds: 60 # a minute
batches:
  - { id: b1, sequence_package: p, hardware: { dmm: { token: t1 } } }
`;
const code = (expected: string) => expect.objectContaining({ code: expected });

let folder: string;
let file: string;
let store: ConfigStore;
let now = 0;
const nextSecond = () => {
  now += 1000;
  return now;
};
const alarms = { raise: vi.fn(), clear: vi.fn() };
const apply = vi.fn<(config: StationConfig) => void>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-store-'));
  file = join(folder, 'station.yaml');
  await writeFile(file, GOOD);
  await open();
});
afterEach(async () => {
  store[Symbol.dispose]();
  vi.clearAllMocks();
  await rm(folder, { recursive: true });
});

async function open(): Promise<void> {
  const flags = { configFile: file, host: undefined, port: undefined, dataDir: undefined };
  const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const clock = { wallIso: () => new Date(Date.UTC(2026, 0, 1) + nextSecond()).toISOString() };
  const loaded = await loadConfig(flags, {});
  store = await ConfigStore.open({ ...{ loaded, flags, env: {}, alarms, clock }, log: quiet });
  store.takenBy({ apply, waiting: () => [] });
}

test('an edit of the file that is good is taken over, with what each change needs', async () => {
  await writeFile(file, GOOD.replace('idle_seconds: 60', 'idle_seconds: 5').replace('port: 0', 'port: 9000'));
  const { needsRestart, invalid } = await store.view();
  expect(invalid).toBeNull();
  expect(needsRestart).toEqual([{ path: 'server.port', before: 0, after: 9000, needs: 'restart' }]);
  expect(store.inEffect).toMatchObject({ manual: { idleMs: 5_000 }, server: { port: 0 } });
  expect(apply).toHaveBeenCalledExactlyOnceWith(store.inEffect);
  expect(alarms.raise).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'CONFIG_NEEDS_RESTART' }));
  await writeFile(file, GOOD);
  expect((await store.view()).needsRestart).toEqual([]);
  expect(alarms.clear).toHaveBeenCalledWith({ code: 'CONFIG_NEEDS_RESTART' });
});

test('an edit that is bad keeps the last good one and raises an alarm with line and column, until it is good again', async () => {
  await writeFile(file, GOOD.replace('port: 0', 'port: 70000'));
  const { invalid, hash, text } = await store.view();
  expect(invalid?.problems).toEqual([expect.objectContaining({ line: 2, column: 17, path: 'server.port' })]);
  expect(text).toContain('70000');
  expect(alarms.raise).toHaveBeenCalledExactlyOnceWith({
    code: 'CONFIG_INVALID',
    message: 'station.yaml:2:17 server.port: expected at most 65535',
  });
  expect(apply).not.toHaveBeenCalled();
  await writeFile(file, GOOD);
  expect(await store.view()).toMatchObject({ invalid: null, hash });
  expect(alarms.clear).toHaveBeenCalledWith({ code: 'CONFIG_INVALID' });
});

test('a file that is gone keeps the last good one too', async () => {
  await rename(file, `${file}.away`);
  expect((await store.view()).invalid?.message).toContain('cannot read');
  expect(store.inEffect.station.id).toBe('s1');
});

test('somebody is told of a change without asking, also when the file is replaced', async () => {
  await writeFile(`${file}.new`, GOOD.replace('One', 'Two'));
  const told = new Promise((resolve) => apply.mockImplementationOnce(resolve));
  await rename(`${file}.new`, file);
  expect(await told).toMatchObject({ station: { name: 'Two' } });
});

test('thirty bad files, one after the other, change nothing', async () => {
  for (let line = 0; line < 30; line += 1) {
    await writeFile(file, `${GOOD}bad_${line}: [\n`);
    expect((await store.view()).invalid?.problems[0]?.line).toBe(8);
  }
  expect(apply).not.toHaveBeenCalled();
  expect(await store.history()).toHaveLength(1);
});

test('a text that comes by REST is written with its secrets, keeps what was before, and can be taken back', async () => {
  const { text, revision } = await store.view();
  expect(text).toContain('token: <secret>');
  const changed = await store.replace(text.replace('One', 'Two'), { how: 'api', by: 'Kim 김', revision });
  expect(changed.changes).toEqual([{ path: 'station.name', before: 'One', after: 'Two', needs: 'live' }]);
  expect(await readFile(file, 'utf8')).toBe(GOOD.replace('One', 'Two'));
  expect(await readFile(`${file}.backup`, 'utf8')).toBe(GOOD);
  const [newest, oldest] = await store.history();
  expect(newest).toMatchObject({ how: 'api', by: 'Kim 김', revision: changed.revision });
  expect(oldest).toMatchObject({ how: 'start', revision });
  await store.restore(oldest?.id ?? '', { by: 'Lee' });
  expect(await readFile(file, 'utf8')).toBe(GOOD);
  expect((await store.history()).map(({ how }) => how)).toEqual(['restore', 'api', 'start']);
});

test('what is invalid, or made from an older text, is refused and changes nothing', async () => {
  const { revision } = await store.view();
  await expect(store.replace(GOOD.replace('port: 0', 'prot: 0'), { how: 'api' })).rejects.toEqual(
    code('CONFIG_INVALID'),
  );
  await writeFile(file, `${GOOD}# by hand\n`);
  await expect(store.replace(GOOD, { how: 'api', revision })).rejects.toEqual(code('CONFIG_CHANGED'));
  expect(await readFile(file, 'utf8')).toBe(`${GOOD}# by hand\n`);
  expect((await store.check('a: [\n')).problems).toEqual([expect.objectContaining({ line: 2 })]);
  await expect(store.version('../station')).rejects.toEqual(code('CONFIG_VERSION_NOT_FOUND'));
});

test('the file keeps its permissions, and a link stays a link', async () => {
  store[Symbol.dispose]();
  const target = join(folder, 'real.yaml');
  await rename(file, target);
  await chmod(target, 0o600);
  await symlink(target, file);
  await open();
  await store.replace(GOOD.replace('One', 'Two'), { how: 'api' });
  expect(await readFile(target, 'utf8')).toContain('Two');
  for (const path of [target, `${file}.backup`]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  const version = (await readdir(`${file}.history`)).toSorted().at(-1) ?? '';
  expect((await stat(join(`${file}.history`, version))).mode & 0o777).toBe(0o600);
});

test('the history keeps the newest fifty', async () => {
  for (let n = 0; n < 52; n += 1) await store.replace(GOOD.replace('One', `N${n}`), { how: 'api' });
  const all = await store.history();
  expect(all).toHaveLength(50);
  expect((await store.version(all[0]?.id ?? '')).text).toContain('N51');
});
