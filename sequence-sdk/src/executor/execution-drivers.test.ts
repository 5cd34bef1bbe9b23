import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DriverContext } from '../driver.ts';
import { hardware, Sequence, sequence, step } from '../index.ts';
import { NotingDriver, start } from './_util.ts';

afterEach(() => vi.useRealTimers());

@sequence({ name: 'with_drivers' })
class WithDrivers extends Sequence {
  @hardware() dmm!: NotingDriver;
  @hardware() psu!: NotingDriver;
  @step({ order: 1 }) async one() {
    this.dmm.notes.push('used');
    this.measure('idn', await this.psu.identify(), { limits: { matches: /^NOTING$/ } });
  }
  @step({ order: 1, cleanup: true }) async off() {
    this.psu.notes.push('off');
  }
}

/** Both drivers, with some methods of `psu` replaced. */
function drivers(faults: Partial<NotingDriver> = {}) {
  const made = new Map<string, NotingDriver>();
  const make = (context: DriverContext) => {
    const driver = new NotingDriver(context);
    if (context.name === 'psu') Object.assign(driver, faults);
    made.set(context.name, driver);
    return driver;
  };
  return { factories: { dmm: make, psu: make }, notes: (name: string) => made.get(name)?.notes };
}

describe('the instruments of an execution', () => {
  test('are connected before the first step, and made safe and disconnected after cleanup', async () => {
    const { factories, notes } = drivers();
    const { result, told } = start(WithDrivers, { drivers: factories });
    expect(await result).toMatchObject({ verdict: 'PASS', close: { failures: [], abandoned: false } });
    expect(notes('dmm')).toEqual(['connect', 'used', 'safeStop', 'disconnect']);
    expect(notes('psu')).toEqual(['connect', 'off', 'safeStop', 'disconnect']);
    const status = told.flatMap((e) => (e.type === 'HARDWARE_STATUS' ? [`${e.hardware} ${e.connected}`] : []));
    expect(status).toEqual(['dmm true', 'psu true', 'dmm false', 'psu false']);
  });

  test('are made safe when one of them cannot be connected; then no step runs, cleanup neither', async () => {
    const { factories, notes } = drivers({
      connect: async () => {
        throw new Error('no route');
      },
    });
    const { result, steps } = start(WithDrivers, { drivers: factories });
    expect(await result).toMatchObject({
      verdict: 'ERROR',
      endReason: 'startFailed',
      committed: true,
      error: { code: 'DRIVER_CONNECTION', message: expect.stringContaining('"psu"'), details: { instrument: 'psu' } },
    });
    expect(steps()).toEqual([]);
    expect(notes('dmm')).toEqual(['connect', 'safeStop', 'disconnect']);
    expect(notes('psu')).toEqual(['disconnect']);
  });

  test('name the instrument whose driver cannot be made', async () => {
    const { factories, notes } = drivers();
    const broken = () => {
      throw new TypeError('port is missing');
    };
    const { result } = start(WithDrivers, { drivers: { dmm: factories.dmm, psu: broken } });
    expect(await result).toMatchObject({
      endReason: 'startFailed',
      error: { code: 'DRIVER_ERROR', message: expect.stringContaining('"psu"'), cause: 'port is missing' },
    });
    expect(notes('dmm')).toEqual(['disconnect']);
  });

  test('make the verdict ERROR when one cannot be made safe', async () => {
    const { factories, notes } = drivers({
      safeStop: async () => {
        throw new Error('output stays on');
      },
    });
    const { result } = start(WithDrivers, { drivers: factories });
    expect(await result).toMatchObject({
      verdict: 'ERROR',
      error: { code: 'CLEANUP_FAILED', message: expect.stringContaining('output stays on') },
      close: { failures: [{ hardware: 'psu', action: 'safeStop' }] },
    });
    expect(notes('psu')?.at(-1)).toBe('disconnect');
  });

  test('leave the verdict alone when only disconnecting fails', async () => {
    const { factories } = drivers({
      disconnect: async () => {
        throw new Error('already gone');
      },
    });
    const { result } = start(WithDrivers, { drivers: factories });
    expect(await result).toMatchObject({ verdict: 'PASS', close: { failures: [{ action: 'disconnect' }] } });
  });

  test('do not hold up the end when safeStop and disconnect hang', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hang = () => new Promise<never>(() => undefined);
    const { factories, notes } = drivers({ safeStop: hang, disconnect: hang });
    const { result } = start(WithDrivers, { drivers: factories });
    await vi.waitUntil(async () => {
      await vi.advanceTimersByTimeAsync(5_100);
      return notes('dmm')?.includes('disconnect');
    });
    await vi.advanceTimersByTimeAsync(5_100);
    expect(await result).toMatchObject({ verdict: 'ERROR', mustReplaceWorker: true, close: { abandoned: true } });
  });
});
