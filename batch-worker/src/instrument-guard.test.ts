import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armedInstrumentSchema } from '@neurohub/contracts/armed';
import type { PlanHardware } from '@neurohub/contracts/record';
import type { HardwareConfig } from '@neurohub/sequence-sdk/executor';
import { afterEach, expect, test, vi } from 'vitest';
import { addressLock } from './address-lock.ts';
import { InstrumentGuard } from './instrument-guard.ts';

const folder = mkdtempSync(join(tmpdir(), 'armed-'));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const HASH = 'a'.repeat(64);
const settings = (instrument: string, more: Partial<PlanHardware> = {}): PlanHardware => ({
  ...{ driverModule: 'drivers/psu.js', driverClass: 'Psu', instrument },
  config: { host: '${PSU_HOST}' },
  configTypes: { host: 'string' },
  ...more,
});
const hardware = { psu: settings('b1.psu'), meter: settings('plc'), valve: settings('plc') };

function guard({ batchId = 'b1', at = {} }: { batchId?: string; at?: HardwareConfig } = {}) {
  const failed = vi.fn();
  const pack = { dir: '/p', hash: HASH, module: 'm.js', className: 'C', nodeModules: ['node:net'] };
  const boot = { batchId, epoch: 3, package: pack, armedDir: folder, servicePid: 1 };
  const made = new InstrumentGuard(boot, failed);
  const own = { ...hardware, psu: settings(`${batchId}.psu`) };
  const arming = made.armingFor({ hardware: own, hardwareConfig: at, executionId: null });
  if (!arming) throw new Error('no arming');
  return { arming, failed };
}
const file = (name: string) => join(folder, name);
const dangerous = { canBeMadeSafe: true };

test('an armed file tells everything that is needed to make the instrument safe, and names secrets without their values', async () => {
  const { arming } = guard();
  await arming.arm('psu', dangerous);
  const armed = armedInstrumentSchema.parse(JSON.parse(readFileSync(file('b1.psu.json'), 'utf8')));
  expect(armed).toMatchObject({
    ...{ instrument: 'b1.psu', hardware: 'psu', batchId: 'b1', epoch: 3, executionId: null },
    package: { hash: HASH, dir: '/p', nodeModules: ['node:net'] },
    driver: { driverModule: 'drivers/psu.js', driverClass: 'Psu', config: { host: '${PSU_HOST}' } },
    process: { pid: process.pid },
  });
  await arming.disarm('psu', 'madeSafe');
  await arming.letGo('psu');
  expect(readdirSync(folder)).toEqual(['b1.psu.lock']);
});

test('an instrument that cannot be made safe is locked, and leaves no file', async () => {
  const { arming } = guard();
  await arming.arm('psu', { canBeMadeSafe: false });
  expect(readdirSync(folder).sort()).toEqual(['b1.psu.lock', 'b1.psu.owner']);
  await expect(guard().arming.arm('psu', dangerous)).rejects.toMatchObject({ code: 'INSTRUMENT_IN_USE' });
  await arming.letGo('psu');
});

test('a file that was there before stays when the instrument could not be connected, and goes when it was made safe', async () => {
  const first = guard().arming;
  await first.arm('psu', dangerous);
  await first.letGo('psu');
  const { arming } = guard();
  await arming.arm('psu', dangerous);
  await arming.disarm('psu', 'neverConnected');
  expect(existsSync(file('b1.psu.json'))).toBe(true);
  await arming.disarm('psu', 'madeSafe');
  expect(existsSync(file('b1.psu.json'))).toBe(false);
  await arming.letGo('psu');
});

test('a file of an instrument that never was connected goes', async () => {
  const { arming } = guard();
  await arming.arm('psu', dangerous);
  await arming.disarm('psu', 'neverConnected');
  await arming.letGo('psu');
  expect(readdirSync(folder)).toEqual(['b1.psu.lock']);
});

test('one instrument behind two drivers is armed and locked until the second is done with it', async () => {
  const { arming } = guard();
  await Promise.all([arming.arm('meter', dangerous), arming.arm('valve', dangerous)]);
  // Each driver knows only what it did itself, so each has a file.
  expect([existsSync(file('plc.json')), existsSync(file('plc+valve.json'))]).toEqual([true, true]);
  await arming.disarm('meter', 'madeSafe');
  await arming.letGo('meter');
  expect([existsSync(file('plc.json')), existsSync(file('plc+valve.json'))]).toEqual([false, true]);
  await expect(guard().arming.arm('valve', dangerous)).rejects.toMatchObject({ code: 'INSTRUMENT_IN_USE' });
  await arming.disarm('valve', 'madeSafe');
  await arming.letGo('valve');
  expect(readdirSync(folder)).toEqual(['plc.lock']);
});

test('what was refused can be tried again', async () => {
  const holder = guard().arming;
  await holder.arm('psu', dangerous);
  const { arming } = guard();
  await expect(arming.arm('psu', dangerous)).rejects.toMatchObject({ code: 'INSTRUMENT_IN_USE' });
  await holder.disarm('psu', 'madeSafe');
  await holder.letGo('psu');
  await arming.arm('psu', dangerous);
  await arming.letGo('psu');
});

const BENCH = { psu: { host: 'localhost', port: 5025 } };
const ADDRESS = /^@127\.0\.0\.1_5025-[0-9a-f]{12}\.lock$/;

test('one address under two names is one instrument: who comes second is refused, and leaves nothing held', async () => {
  const first = guard({ at: BENCH }).arming;
  await first.arm('psu', dangerous);
  const run = guard({ batchId: 'run', at: { psu: { port: 'tcp://127.0.0.1:5025' } } }).arming;
  await expect(run.arm('psu', dangerous)).rejects.toMatchObject({
    code: 'INSTRUMENT_IN_USE',
    message: expect.stringContaining('"run.psu" is in use by batch b1'),
  });
  expect(readdirSync(folder).filter((name) => name.startsWith('run.'))).toEqual([]);
  await first.disarm('psu', 'madeSafe');
  await first.letGo('psu');
  await run.arm('psu', dangerous);
  await run.disarm('psu', 'madeSafe');
  await run.letGo('psu');
  expect(readdirSync(folder)).toEqual([expect.stringMatching(ADDRESS), 'b1.psu.lock', 'run.psu.lock']);
});

test('one name at two addresses is refused too: its armed file is one, and the address is given back', async () => {
  const first = guard({ at: BENCH }).arming;
  await first.arm('psu', dangerous);
  const elsewhere = { psu: { host: 'localhost', port: 5026 } };
  await expect(guard({ at: elsewhere }).arming.arm('psu', dangerous)).rejects.toMatchObject({
    code: 'INSTRUMENT_IN_USE',
  });
  const other = guard({ batchId: 'b2', at: elsewhere }).arming;
  await other.arm('psu', dangerous);
  await other.letGo('psu');
  await first.letGo('psu');
});

test('an armed file names the lock of the address, and nothing of the address that was a secret', async () => {
  const { arming } = guard({ at: { psu: { url: 'http://kim:s3cret@psu/' } } });
  await arming.arm('psu', dangerous);
  const text = readFileSync(file('b1.psu.json'), 'utf8');
  const { lock } = armedInstrumentSchema.parse(JSON.parse(text));
  expect(readdirSync(folder)).toContain(`${lock}.lock`);
  expect(readdirSync(folder).join() + text).not.toContain('s3cret');
  await arming.letGo('psu');
});

test('a serial port and a link to it are one instrument', async () => {
  const link = join(folder, 'by-id');
  symlinkSync('/dev/null', link);
  const [direct, linked] = await Promise.all([
    addressLock({ port: '/dev/null' }),
    addressLock({ port: `/dev/..${link}` }),
  ]);
  expect(linked).toBe(direct);
});

test('two drivers of one process at one address share its lock until the second has let go', async () => {
  const at = { meter: { host: 'h', port: 1 }, psu: { host: 'h', port: 1 } };
  const { arming } = guard({ at });
  await Promise.all([arming.arm('meter', dangerous), arming.arm('psu', dangerous)]);
  await arming.letGo('meter');
  const other = guard({ batchId: 'b2', at }).arming;
  await expect(other.arm('psu', dangerous)).rejects.toMatchObject({ code: 'INSTRUMENT_IN_USE' });
  await arming.letGo('psu');
  await other.arm('psu', dangerous);
  await other.letGo('psu');
});
