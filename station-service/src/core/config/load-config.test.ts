import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOpenToAll, loadConfig } from './load-config.ts';

let dir: string;
let file: string;
const none = { configFile: undefined, host: undefined, port: undefined, dataDir: undefined };
const code = (expected: string) => expect.objectContaining({ code: expected });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'station-config-'));
  file = join(dir, 'station.yaml');
});
afterEach(() => rm(dir, { recursive: true }));

const write = (more = '') => writeFile(file, `station: { id: s1, name: One }\n${more}`);

it('puts flags over the file and makes paths absolute', async () => {
  await write('server: { port: 1111, host: 127.0.0.2 }\npaths: { data_dir: d, sequences_dir: s }\n');
  const flags = { configFile: file, host: undefined, port: 2222, dataDir: 'elsewhere' };
  const { config } = await loadConfig(flags, {});
  expect(config.server).toMatchObject({ port: 2222, host: '127.0.0.2' });
  expect(config.paths).toEqual({ dataDir: resolve('elsewhere'), sequencesDir: resolve('s') });
  expect(Object.isFrozen(config.server)).toBe(true);
});

it('delivers to the NeuroHub of the environment, with the rest of `backend` as the file or the schema has it', async () => {
  const hub = { url: 'http://127.0.0.1:3000', apiKey: 'k' };
  await write();
  expect((await loadConfig({ ...none, configFile: file }, {})).config.backend).toBeUndefined();
  const { config } = await loadConfig({ ...none, configFile: file, hub }, {});
  expect(config.backend).toMatchObject({ ...hub, syncIntervalS: 30, live: true });
  await write('backend: { url: https://other, api_key: mine, sync_interval: 60 }\n');
  const changed = await loadConfig({ ...none, configFile: file, hub: { url: hub.url, apiKey: undefined } }, {});
  expect(changed.config.backend).toMatchObject({ url: hub.url, apiKey: 'mine', syncIntervalS: 60 });
  await write('backend: { sync_interval: 60 }\n');
  const rest = await loadConfig({ ...none, configFile: file, hub }, {});
  expect(rest.config.backend).toMatchObject({ ...hub, syncIntervalS: 60 });
  await expect(loadConfig({ ...none, configFile: file }, {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

it('names the file that is not there', async () => {
  await expect(loadConfig({ ...none, configFile: file }, {})).rejects.toEqual(code('CONFIG_NOT_FOUND'));
});

it('refuses a file over one megabyte and one that is no text', async () => {
  await writeFile(file, '#'.repeat(1024 * 1024 + 1));
  await expect(loadConfig({ ...none, configFile: file }, {})).rejects.toEqual(code('CONFIG_INVALID'));
  await writeFile(file, Buffer.from([0xff, 0xfe, 0x00]));
  await expect(loadConfig({ ...none, configFile: file }, {})).rejects.toEqual(code('CONFIG_INVALID'));
});

it('takes an address of the network where people sign in, and says what crosses it in clear', async () => {
  await write('server: { auth: { enabled: true } }\n');
  const { config, warnings } = await loadConfig({ ...none, configFile: file, host: '0.0.0.0' }, {});
  expect(isOpenToAll(config.server)).toBe(false);
  expect(isOpenToAll({ ...config.server, auth: { ...config.server.auth, enabled: false } })).toBe(true);
  expect(warnings).toEqual([expect.stringContaining('server.tls: passwords and keys cross the network in clear')]);
});

it('refuses an address of the network unless the file allows it, and then warns', async () => {
  await write();
  const flags = { ...none, configFile: file, host: '0.0.0.0' };
  await expect(loadConfig(flags, {})).rejects.toEqual(code('INSECURE_ADDRESS'));
  await write('server: { allow_insecure_lan: true }\n');
  const { warnings } = await loadConfig(flags, {});
  expect(warnings).toEqual([expect.stringContaining('without authentication')]);
});
