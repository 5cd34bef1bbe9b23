import { CodedError } from '@neurohub/contracts/errors';
import { describe, expect, test } from 'vitest';
import type { DriverContext } from '../driver.ts';
import { DriverConnectionError, DriverError, DriverTimeoutError } from '../errors.ts';
import { NotingDriver } from './_util.ts';
import type { Arming } from './arming.ts';
import { DriverPool } from './driver-pool.ts';
import { DriverSet, type InstrumentAccess } from './driver-set.ts';
import { systemClock } from './execution-ports.ts';
import type { HostEnvironment } from './sequence-host.ts';

/** Makes drivers, and notes in one list what is done to them and to their locks and files. */
function bench() {
  const notes: string[] = [];
  const made: NotingDriver[] = [];
  const arming: Arming = {
    arm: async (id, { canBeMadeSafe }) => void notes.push(`arm ${id}${canBeMadeSafe ? '' : ' locked only'}`),
    disarm: async (id, why) => void notes.push(`disarm ${id} ${why}`),
    letGo: async (id) => void notes.push(`let go ${id}`),
  };
  const environment: HostEnvironment = {
    ...{ dut: { serialNumber: 'SN' }, parameters: {}, hardwareConfig: {}, turns: () => [], clock: systemClock },
    log: () => undefined,
    hardwareStatus: (id, connected) => notes.push(`${id} ${connected}`),
  };
  const make = (context: DriverContext) => {
    const driver = new NotingDriver(context);
    driver.notes.push = (...items) => notes.push(...items);
    made.push(driver);
    return driver;
  };
  const open = async (access: Omit<InstrumentAccess, 'arming'> = {}) => {
    const set = new DriverSet(environment, { arming, ...access });
    await set.connectAll({ psu: make });
    return set;
  };
  return { notes, made, arming, open, environment, make };
}

test('an instrument is armed before it is connected, disarmed after it was made safe, and let go last', async () => {
  const { notes, open } = bench();
  await (await open()).closeAll();
  expect(notes).toEqual([
    ...['arm psu', 'connect', 'psu true'],
    ...['safeStop', 'disarm psu madeSafe', 'disconnect', 'psu false', 'let go psu'],
  ]);
});

test('an instrument that could not be made safe stays armed', async () => {
  const { notes, open, made } = bench();
  const set = await open();
  Object.assign(made[0] as NotingDriver, { safeStop: () => Promise.reject(new Error('relay stuck')) });
  expect(await set.closeAll()).toMatchObject({ failures: [{ hardware: 'psu', action: 'safeStop' }] });
  expect(notes).not.toContain('disarm psu madeSafe');
  expect(notes.at(-1)).toBe('let go psu');
});

test('an instrument that somebody else has is not touched, and nothing of theirs is taken away', async () => {
  const { notes, arming, environment, make } = bench();
  const taken = { ...arming, arm: () => Promise.reject(new CodedError('INSTRUMENT_IN_USE', 'b2 has it')) };
  const set = new DriverSet(environment, { arming: taken });
  await expect(set.connectAll({ psu: make })).rejects.toMatchObject({
    code: 'INSTRUMENT_IN_USE',
    message: 'b2 has it',
  });
  expect(await set.closeAll()).toEqual({ failures: [], abandoned: false });
  expect(notes).toEqual([]);
});

test('an instrument that was never reached is disarmed as such', async () => {
  const { notes, environment, make, arming } = bench();
  const set = new DriverSet(environment, { arming });
  const unreachable = (context: DriverContext) =>
    Object.assign(make(context), { connect: () => Promise.reject(new DriverConnectionError('no route')) });
  await expect(set.connectAll({ psu: unreachable })).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  await set.closeAll();
  expect(notes).toContain('disarm psu neverConnected');
  expect(notes).not.toContain('safeStop');
});

test('an instrument that was reached, and then refused, is made safe: nobody knows what it was told by then', async () => {
  const { notes, environment, make, arming } = bench();
  const set = new DriverSet(environment, { arming });
  const refused = (context: DriverContext) =>
    Object.assign(make(context), { connect: () => Promise.reject(new DriverError('another model answers')) });
  await expect(set.connectAll({ psu: refused })).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  await set.closeAll();
  expect(notes).toEqual(expect.arrayContaining(['safeStop', 'disarm psu madeSafe']));
});

test('an instrument that answered, and then no more, is made safe: its last command may have reached it', async () => {
  const { notes, environment, make, arming } = bench();
  const set = new DriverSet(environment, { arming });
  const mute = (context: DriverContext) =>
    Object.assign(make(context), {
      connect: async () => {
        context.traffic?.record('in', 'ACME,PSU\n');
        throw new DriverTimeoutError('no answer to OUTP OFF', { instrument: 'psu', timeoutMs: 1_000 });
      },
    });
  await expect(set.connectAll({ psu: mute })).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  await set.closeAll();
  expect(notes).toEqual(expect.arrayContaining(['safeStop', 'disarm psu madeSafe']));
});

describe('a driver of scope batch', () => {
  const pooled = (drivers: DriverPool, key = 'a') => ({ pool: { drivers, keys: { psu: key } } });

  test('stays connected and locked, is armed again and proved healthy before the next execution', async () => {
    const { notes, open, made } = bench();
    const pool = new DriverPool();
    await (await open(pooled(pool))).closeAll();
    expect(notes).toEqual(['arm psu', 'connect', 'psu true', 'safeStop', 'disarm psu madeSafe']);
    notes.length = 0;
    await (await open(pooled(pool))).closeAll();
    expect(notes).toEqual(['arm psu', 'psu true', 'safeStop', 'disarm psu madeSafe']);
    expect(made).toHaveLength(1);
    notes.length = 0;
    await pool.close();
    expect(notes).toEqual(['disconnect', 'psu false', 'let go psu']);
  });

  test('is connected anew when it does not answer', async () => {
    const { notes, open, made } = bench();
    const pool = new DriverPool();
    await (await open(pooled(pool))).closeAll();
    Object.assign(made[0] as NotingDriver, { identify: () => Promise.reject(new Error('silence')) });
    notes.length = 0;
    await open(pooled(pool));
    expect(notes).toEqual(['arm psu', 'disconnect', 'psu false', 'let go psu', 'arm psu', 'connect', 'psu true']);
  });

  test('is disconnected and made anew when it was made from other settings', async () => {
    const { notes, open, made } = bench();
    const pool = new DriverPool();
    await (await open(pooled(pool, 'a'))).closeAll();
    notes.length = 0;
    await open(pooled(pool, 'b'));
    expect(notes).toEqual(['disconnect', 'psu false', 'let go psu', 'arm psu', 'connect', 'psu true']);
    expect(made).toHaveLength(2);
  });

  test('is not kept when it could not be made safe', async () => {
    const { notes, open, made } = bench();
    const pool = new DriverPool();
    const set = await open(pooled(pool));
    Object.assign(made[0] as NotingDriver, { safeStop: () => Promise.reject(new Error('relay stuck')) });
    await set.closeAll();
    expect(notes.at(-1)).toBe('let go psu');
    expect(await pool.take('psu', 'a')).toBeNull();
  });
});

describe('a shared instrument', () => {
  const shared = { shared: new Set(['psu']) };

  test('is connected only while its lease is held, and made safe before it is given back', async () => {
    const { notes, open } = bench();
    const set = await open(shared);
    expect(notes).toEqual([]);
    await set.attach(['psu']);
    expect(await set.detach(['psu'])).toEqual([]);
    expect(notes).toEqual([
      ...['arm psu', 'connect', 'psu true'],
      ...['safeStop', 'disarm psu madeSafe', 'disconnect', 'psu false', 'let go psu'],
    ]);
  });

  test('refuses calls by name while no lease is held', async () => {
    const { open } = bench();
    const set = await open(shared);
    const psu = set.drivers['psu'] as NotingDriver;
    const refused = { code: 'LEASE_NOT_HELD', details: { hardware: 'psu', method: 'reset' } };
    expect(() => psu.reset()).toThrow(expect.objectContaining(refused));
    expect(psu.isConnected).toBe(false);
    await set.attach(['psu']);
    await psu.reset();
    expect(psu.isConnected).toBe(true);
    await set.detach(['psu']);
    expect(() => psu.reset()).toThrow(expect.objectContaining(refused));
  });

  test('is let go again when it cannot be connected', async () => {
    const { notes, open, made } = bench();
    const set = await open(shared);
    Object.assign(made[0] as NotingDriver, { connect: () => Promise.reject(new Error('no route')) });
    await expect(set.attach(['psu'])).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
    expect(notes.at(-1)).toBe('let go psu');
    expect(() => (set.drivers['psu'] as NotingDriver).reset()).toThrow('was called without it');
  });
});
