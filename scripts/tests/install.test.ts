import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Installation } from './_installation.ts';

// Hundreds of megabytes are copied and removed, on whatever disk there is.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const PATIENTLY = { timeout: 30_000, interval: 100 };

/** One station goes through its life: each test takes over what the one before left. */
let one: Installation;
const inPrefix = (...parts: string[]) => join(one.prefix, ...parts);
const inUse = () => readlinkSync(inPrefix('current'));
const install = (release: string, ...args: string[]) =>
  one.run(join(release, 'install'), ['--prefix', one.prefix, ...args]);
const setup = (...args: string[]) => one.run(inPrefix('bin/station-setup'), args);

async function data<T>(address: string, path: string, body?: unknown): Promise<T> {
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(new URL(path, address), body === undefined ? {} : options);
  const { success, data, error } = (await answer.json()) as { success: boolean; data: T; error?: unknown };
  if (!success) throw new Error(`${path}: ${JSON.stringify(error)}`);
  return data;
}
const results = async (address: string) =>
  (await data<{ items: { verdict: string | null }[] }>(address, '/api/results')).items.map(({ verdict }) => verdict);

beforeAll(() => {
  one = new Installation();
});

afterAll(() => one.dispose());

test('installs in a fresh folder as a normal user, in the tree that is documented, with a configuration to begin with', () => {
  expect(install(one.release('1.0.0'))).toEqual({ status: 0, output: expect.stringContaining('installed 1.0.0 in ') });
  expect(readdirSync(one.prefix).sort()).toEqual(
    ['bin', 'config', 'current', 'data', 'releases', 'sequences', 'station-service', 'station-ui'].sort(),
  );
  for (const file of ['station-service/dist/main.js', 'station-ui/index.html', 'sequences/pcb_test_v1/manifest.yaml'])
    expect(existsSync(inPrefix(file)), file).toBe(true);
  expect(readFileSync(inPrefix('config/station.yaml'), 'utf8')).toContain(`data_dir: ${one.prefix}/data`);
});

test('runs a test on what is installed alone, and neither upgrades nor is removed while it runs', async () => {
  const station = await one.start();
  const batch = () => data<{ processState: string }>(station.address, '/api/batches/demo');
  await vi.waitUntil(async () => (await batch()).processState === 'idle', PATIENTLY);
  await data(station.address, '/api/batches/demo/sequence/start', { dut: { serialNumber: 'PCB-0001' } });
  await vi.waitUntil(async () => (await results(station.address)).some((verdict) => verdict !== null), PATIENTLY);
  expect(await results(station.address)).toEqual(['PASS']);
  for (const refused of [install(one.release('1.1.0')), setup('uninstall')])
    expect(refused).toEqual({ status: 1, output: expect.stringContaining('a station is running') });
  expect(inUse()).toBe('releases/1.0.0');
  expect(await station.stop()).toBe(0);
});

test('upgrades in place: results and settings stay, the release before too', async () => {
  const changed = readFileSync(inPrefix('config/station.yaml'), 'utf8').replace('name: "Demo"', 'name: "Changed"');
  writeFileSync(inPrefix('config/station.yaml'), changed);
  expect(install(one.release('1.1.0'))).toEqual({ status: 0, output: expect.stringContaining('from 1.0.0 to 1.1.0') });
  expect([inUse(), readlinkSync(inPrefix('previous'))]).toEqual(['releases/1.1.0', 'releases/1.0.0']);
  expect(readFileSync(inPrefix('config/station.yaml'), 'utf8')).toBe(changed);
  const station = await one.start();
  expect(await results(station.address)).toEqual(['PASS']);
  expect(await data(station.address, '/api/batches/demo')).toMatchObject({ name: 'Changed' });
  expect(await station.stop()).toBe(0);
});

test('goes back to the release before, and to its database only when somebody says that newer results may be set aside', () => {
  expect(setup('rollback').status).toBe(0);
  expect(inUse()).toBe('releases/1.0.0');
  expect(setup('rollback').status).toBe(0);
  expect(inUse(), 'forward again').toBe('releases/1.1.0');

  const release = inPrefix('releases/1.0.0/release.json');
  const older = { ...(JSON.parse(readFileSync(release, 'utf8')) as { schema: number }), schema: 3 };
  writeFileSync(release, JSON.stringify(older));
  expect(setup('rollback').status, 'the database was not changed since').toBe(0);
  expect(setup('rollback').status).toBe(0);
  const copy = inPrefix('data/backups/station-schema-3-2026.db');
  const before = new DatabaseSync(copy);
  before.exec('PRAGMA user_version = 3; CREATE TABLE of_before (x)');
  before.close();
  expect(setup('rollback')).toEqual({ status: 1, output: expect.stringContaining('--discard-newer-data') });
  expect(inUse()).toBe('releases/1.1.0');
  expect(setup('rollback', '--discard-newer-data').status).toBe(0);
  expect(inUse()).toBe('releases/1.0.0');
  const restored = new DatabaseSync(inPrefix('data/station.db'), { readOnly: true });
  expect(restored.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
  restored.close();
  const [kept = ''] = readdirSync(inPrefix('data/set-aside'));
  expect(readdirSync(inPrefix('data/set-aside', kept))).toContain('station.db');
});

test('as a service, an upgrade that does not start is taken back by itself, and the unit is one that systemd takes', () => {
  const tools = join(one.folder, 'tools');
  mkdirSync(tools);
  const asked = join(one.folder, 'asked');
  // No systemd runs in a test. This one starts everything but the newest release.
  const systemctl = `#!/bin/sh
echo "$*" >> ${asked}
[ "$1" != start ] || [ "$(basename "$(readlink ${one.prefix}/current)")" != 2.0.0 ]`;
  writeFileSync(join(tools, 'systemctl'), systemctl);
  chmodSync(join(tools, 'systemctl'), 0o755);
  const service = ['--prefix', one.prefix, '--service', '--unit-dir', one.folder, '--user', one.user];
  const run = (release: string) =>
    one.run(join(release, 'install'), service, { asRoot: true, path: `${tools}:/usr/bin:/bin` });

  expect(run(inPrefix('releases/1.0.0'))).toEqual({
    status: 0,
    output: expect.stringContaining('the station is running'),
  });
  expect(readFileSync(asked, 'utf8').trim().split('\n')).toEqual([
    'daemon-reload',
    'enable station.service',
    'reset-failed station.service',
    'start station.service',
  ]);
  const unit = readFileSync(join(one.folder, 'station.service'), 'utf8');
  expect(unit).not.toMatch(/@[A-Z]/);
  for (const line of [
    'Type=notify',
    'KillMode=mixed',
    `User=${one.user}`,
    `ExecStart=${one.prefix}/bin/station-service`,
  ])
    expect(unit.split('\n')).toContain(line);
  expect(run(one.release('2.0.0'))).toEqual({
    status: 1,
    output: expect.stringContaining('1.0.0 is in use again and runs'),
  });
  expect(inUse()).toBe('releases/1.0.0');
  const { status, output } = one.run('/usr/bin/systemd-analyze', [
    'verify',
    '--man=no',
    join(one.folder, 'station.service'),
  ]);
  // Where it is not installed, there is nothing to be asked.
  if (existsSync('/usr/bin/systemd-analyze'))
    expect({ status, output: output.replace(/.*Special user nobody.*\n/, '') }).toEqual({ status: 0, output: '' });
});

test('is removed without its data, and with them only when that is said', () => {
  expect(one.run(inPrefix('bin/station-setup'), ['uninstall', '--no-service'], { asRoot: true })).toEqual({
    status: 0,
    output: expect.stringContaining('removed; kept: '),
  });
  expect(readdirSync(one.prefix).sort()).toEqual(['config', 'data', 'sequences']);
  expect(existsSync(inPrefix('data/station.db'))).toBe(true);
  const release = one.release('2.0.0');
  const rest = ['uninstall', '--delete-data', '--no-service', '--prefix', one.prefix];
  const again = one.run(join(release, 'runtime/bin/node'), [join(release, 'installer/main.mjs'), ...rest], {
    asRoot: true,
  });
  expect(again).toEqual({ status: 0, output: expect.stringContaining('removed, with all data') });
  expect(existsSync(one.prefix)).toBe(false);
});
