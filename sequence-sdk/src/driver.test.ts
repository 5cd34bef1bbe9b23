import { expect, test } from 'vitest';
import { Driver } from './driver.ts';
import { DriverConnectionError } from './errors.ts';
import { testContext } from './transport/_util.ts';

const { signal } = new AbortController();

class Scale extends Driver {
  readonly notes: string[] = [];
  opening: () => unknown = () => undefined;

  protected override async openConnection(openSignal: AbortSignal): Promise<unknown> {
    this.notes.push('open');
    openSignal.addEventListener('abort', () => this.notes.push('aborted'));
    return this.opening();
  }
  protected override async closeConnection(): Promise<void> {
    this.notes.push('close');
  }
  async reset(): Promise<void> {}
  identify(own: AbortSignal): Promise<string> {
    return this.perform('identify', own, async () => 'SCALE');
  }
  async selfTest(): Promise<void> {}
  read(act: () => Promise<number>, timeoutMs?: number): Promise<number> {
    return this.perform('read', { signal, timeoutMs }, act);
  }
}
const make = () => new Scale({ ...testContext('scale'), config: {} });
const never = () => new Promise<never>(() => undefined);

test('is closed, open, and closed again; connecting twice and disconnecting twice do nothing', async () => {
  const scale = make();
  expect(scale.state).toBe('closed');
  await scale.disconnect();
  await scale.connect(signal);
  await scale.connect(signal);
  expect([scale.state, scale.isConnected]).toEqual(['open', true]);
  expect(await scale.identify(signal)).toBe('SCALE');
  await scale.disconnect();
  await scale.disconnect();
  expect([scale.state, scale.isConnected]).toEqual(['closed', false]);
  expect(scale.notes).toEqual(['open', 'close']);
});

test('refuses a call while it is closed, naming driver, method and state', async () => {
  await expect(make().identify(signal)).rejects.toMatchObject({
    code: 'DRIVER_STATE',
    message: 'Scale.identify() needs the connected "scale"; it is disconnected',
    details: { instrument: 'scale', driver: 'Scale', method: 'identify', state: 'closed' },
  });
});

test('refuses a call while it is being connected', async () => {
  const scale = make();
  const { promise, resolve } = Promise.withResolvers<void>();
  scale.opening = () => promise;
  const connecting = scale.connect(signal);
  await expect(scale.identify(signal)).rejects.toThrow('it is being connected');
  resolve();
  await connecting;
});

test.each([
  ['throws', () => Promise.reject(new Error('no route')), 'no route'],
  ['answers false', () => false, 'said no'],
])('has failed when its opening %s, and begins anew with the next connect', async (_, opening, text) => {
  const scale = make();
  scale.opening = opening;
  await expect(scale.connect(signal)).rejects.toThrow(text);
  expect(scale.state).toBe('failed');
  await expect(scale.identify(signal)).rejects.toThrow(new RegExp(`it is failed: .*${text}`));
  scale.opening = () => undefined;
  await scale.connect(signal);
  expect(await scale.identify(signal)).toBe('SCALE');
  expect(scale.notes).toEqual(['open', 'close', 'open']);
});

test('keeps the first cause when the instrument is out of reach, and refuses everything after it', async () => {
  const scale = make();
  await scale.connect(signal);
  const cause = new DriverConnectionError('unplugged');
  const second = scale.read(never, 50);
  await expect(scale.read(() => Promise.reject(cause))).rejects.toBe(cause);
  await expect(second).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  await expect(scale.read(async () => 1)).rejects.toMatchObject({ code: 'DRIVER_STATE', cause });
});

test('stays open when a call fails for another reason', async () => {
  const scale = make();
  await scale.connect(signal);
  await expect(scale.read(() => Promise.reject(new Error('overload')))).rejects.toThrow('overload');
  expect(await scale.read(async () => 1)).toBe(1);
});

test('ends a call that takes too long, naming driver, method and limit', async () => {
  const scale = make();
  await scale.connect(signal);
  await expect(scale.read(never, 5)).rejects.toMatchObject({
    code: 'DRIVER_TIMEOUT',
    message: 'Scale.read() of "scale" took longer than 5 ms',
  });
});

test('ends connecting with the reason of the signal, and tells it to the opening', async () => {
  const scale = make();
  scale.opening = never;
  const stop = new AbortController();
  const connecting = scale.connect(stop.signal);
  const reason = new Error('stopped');
  stop.abort(reason);
  await expect(connecting).rejects.toBe(reason);
  expect(scale.notes).toEqual(['open', 'aborted']);
});

test('stays closed when it is disconnected while it is being connected', async () => {
  const scale = make();
  const { promise, resolve } = Promise.withResolvers<void>();
  scale.opening = () => promise;
  const connecting = scale.connect(signal);
  const refused = expect(connecting).rejects.toMatchObject({ code: 'DRIVER_STATE' });
  await scale.disconnect();
  resolve();
  await refused;
  expect(scale.state).toBe('closed');
});

test('says that a driver does not tell how its instrument is reached', async () => {
  class Bare extends Driver {
    async reset(): Promise<void> {}
    async identify(): Promise<string> {
      return '';
    }
    async selfTest(): Promise<void> {}
  }
  await expect(new Bare({ ...testContext('x'), config: {} }).connect(signal)).rejects.toThrow('does not say how "x"');
});
