import { expect, it } from 'vitest';
import { Driver, DriverTimeoutError, hardware, Sequence, sequence, step } from '../index.ts';
import { fakeDriver } from './fake-driver.ts';
import { runSequence } from './run-sequence.ts';

abstract class Instrument extends Driver {
  readonly #secret = 1;
  override async reset() {}
  override async selfTest() {}
  async identify() {
    return `real ${this.#secret}`;
  }
}

class Meter extends Instrument {
  constructor() {
    super({ name: 'meter', config: {}, log: { debug() {}, info() {}, warning() {}, error() {} } });
    throw new Error('the real constructor');
  }
  async voltage(_channel: number, _signal: AbortSignal): Promise<number> {
    return 0;
  }
  async current(): Promise<number> {
    return 0;
  }
  override async safeStop() {}
}

@sequence({ name: 'faked' })
class Faked extends Sequence {
  @hardware() dmm!: Meter;

  @step({ order: 1 })
  async read() {
    this.measure('rail', await this.dmm.voltage(2, this.signal), { unit: 'V', limits: { low: 4, high: 6 } });
    this.measure('identity', await this.dmm.identify());
  }
}

it('answers as the test says, keeps every call, and is connected and made safe like a real one', async () => {
  const dmm = fakeDriver(Meter, { voltage: (channel) => channel + 3 });
  const run = await runSequence(Faked, { drivers: { dmm } });
  expect(run).toMatchObject({ verdict: 'PASS' });
  expect(run.measurements['read.identity']).toMatchObject({ value: 'Meter' });
  expect(dmm.calls).toEqual([
    { method: 'connect', args: [] },
    { method: 'identify', args: [] },
    { method: 'voltage', args: [2] },
    { method: 'identify', args: [] },
    { method: 'safeStop', args: [] },
    { method: 'disconnect', args: [] },
  ]);
  expect(dmm).toBeInstanceOf(Meter);
});

it('makes a fault by throwing what a driver throws', async () => {
  const dmm = fakeDriver(Meter, {
    voltage: async () => {
      throw new DriverTimeoutError('no answer', { instrument: 'dmm' });
    },
  });
  expect(await runSequence(Faked, { drivers: { dmm } })).toMatchObject({
    verdict: 'ERROR',
    steps: [{ error: { code: 'DRIVER_TIMEOUT' } }],
  });
});

it('names a method that the test forgot', async () => {
  const run = await runSequence(Faked, { drivers: { dmm: fakeDriver(Meter) } });
  expect(run.steps[0]?.error?.message).toBe(
    'the fake Meter has no "voltage": give it to fakeDriver(Meter, { voltage: … })',
  );
});

it('refuses calls outside of its connection, as a driver does, but never safeStop', async () => {
  const dmm = fakeDriver(Meter, { current: () => 1 });
  expect(() => dmm.current()).toThrow('needs the connected');
  await dmm.safeStop();
  await dmm.connect(new AbortController().signal);
  expect(await dmm.current()).toBe(1);
});
