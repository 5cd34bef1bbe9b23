import { expect, test } from 'vitest';
import type { DriverContext } from '../driver.ts';
import { NotingDriver } from './_util.ts';
import { systemClock } from './execution-ports.ts';
import { ManualDrivers } from './manual-drivers.ts';

class Bench extends NotingDriver {
  value: unknown = 5;
  async measure(channel: number, _signal: AbortSignal) {
    this.notes.push(`measure ${channel}`);
    return this.value;
  }
  hang(_signal: AbortSignal) {
    this.notes.push('hang');
    return new Promise(() => undefined);
  }
  wait(signal: AbortSignal) {
    this.notes.push('wait');
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

function bench() {
  const made: Bench[] = [];
  const make = (context: DriverContext) => {
    const driver = new Bench(context);
    made.push(driver);
    return driver;
  };
  const status: string[] = [];
  const drivers = new ManualDrivers({
    clock: systemClock,
    log: () => undefined,
    hardwareStatus: (hardware, connected) => status.push(`${hardware} ${connected}`),
  });
  const call = (method: string, args: unknown[] = [], timeoutMs = 1000) =>
    drivers.call({ hardware: 'psu', make, config: {}, method, args, timeoutMs });
  return { drivers, call, made, status };
}

test('an instrument is connected once, and made safe and disconnected at the end', async () => {
  const { drivers, call, made, status } = bench();
  expect(await call('measure', [102])).toBe(5);
  expect(await call('measure', [103])).toBe(5);
  expect(await drivers.closeAll()).toEqual({ failures: [], abandoned: false });
  expect(made[0]?.notes).toEqual(['connect', 'measure 102', 'measure 103', 'safeStop', 'disconnect']);
  expect(status).toEqual(['psu true', 'psu false']);
});

test('an instrument that was lost is connected anew', async () => {
  const { call, made } = bench();
  await call('measure', [1]);
  await made[0]?.disconnect();
  await call('measure', [2]);
  expect(made.map(({ notes }) => notes.at(-1))).toEqual(['disconnect', 'measure 2']);
});

test.each(['nothing', 'constructor', 'toString'])('a driver without the method %s says so', async (method) => {
  await expect(bench().call(method)).rejects.toMatchObject({ code: 'MANUAL_COMMAND_NOT_FOUND' });
});

test.each([
  [Number.NaN, 'NaN'],
  [undefined, undefined],
  [Buffer.from('ab'), '<Buffer 61 62>'],
  [{ a: [1, null] }, { a: [1, null] }],
])('%o comes back as %o', async (value, shown) => {
  const { call, made } = bench();
  await call('measure');
  if (made[0]) made[0].value = value;
  expect(await call('measure')).toEqual(shown);
});

test('a call that takes too long is ended, and one that does not listen is left behind', async () => {
  const { drivers, call } = bench();
  await expect(call('wait', [], 20)).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  expect(drivers.hasAbandoned).toBe(false);
  await expect(call('hang', [], 20)).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  expect(drivers.hasAbandoned).toBe(true);
});

test('an interruption ends the call, and no other begins', async () => {
  const { drivers, call, made } = bench();
  const waiting = call('wait');
  await expect.poll(() => made[0]?.notes).toContain('wait');
  drivers.interrupt(new Error('ended'));
  await expect(waiting).rejects.toThrow('ended');
  await expect(call('measure')).rejects.toThrow('ended');
  expect(made[0]?.notes).not.toContain('measure undefined');
});
