import { expect, test } from 'vitest';
import { Simulator } from '../simulator/simulator.ts';
import { systemClock } from './execution-ports.ts';
import type { CloseReport, HostEnvironment, SequenceHost } from './sequence-host.ts';
import { simulateHost } from './simulated-host.ts';

/** A host that notes what is asked of it. */
function notingHost(notes: string[], close: CloseReport = { failures: [], abandoned: false }) {
  const opened: HostEnvironment[] = [];
  const host: SequenceHost = {
    describe: () => ({ name: 'x', className: 'X', steps: [], parameters: [], hardware: [] }),
    open: async (environment) => {
      opened.push(environment);
      notes.push('open');
    },
    evaluateCondition: () => true,
    evaluateBlock: () => true,
    readParameter: () => undefined,
    readState: () => undefined,
    runStep: (step) => step,
    abort: () => notes.push('abort'),
    attach: async () => undefined,
    detach: async () => [],
    inQuestion: () => [],
    verify: async () => undefined,
    traffic: () => [],
    close: async () => {
      notes.push('close');
      return close;
    },
  };
  return { host, opened };
}

const environment = (logs: string[] = []): HostEnvironment => ({
  dut: { serialNumber: 'SN-1' },
  parameters: { volts: 12 },
  hardwareConfig: { dmm: { host: 'default', range: 10 }, power: { host: 'default' } },
  log: (level, text) => logs.push(`${level} ${text}`),
  hardwareStatus: () => undefined,
  clock: systemClock,
  turns: () => [],
});

function benchClass(
  notes: string[],
  behaviour: { answer?: unknown; start?: () => Promise<void>; stop?: () => void } = {},
) {
  return class Bench extends Simulator {
    async start() {
      notes.push(`start ${this.context.hardware.join('+')} ${JSON.stringify(this.context.parameters)}`);
      await behaviour.start?.();
      return (behaviour.answer ?? { dmm: { host: 'sim', port: 1 }, power: { host: 'sim', port: 2 } }) as never;
    }

    async stop() {
      notes.push('stop');
      behaviour.stop?.();
    }
  };
}

function simulated(notes: string[], behaviour = {}) {
  const Bench = benchClass(notes, behaviour);
  const { host, opened } = notingHost(notes);
  const planned = [
    { hardware: ['dmm', 'power'], make: (context: ConstructorParameters<typeof Bench>[0]) => new Bench(context) },
  ];
  return { host: simulateHost(host, planned), opened };
}

test('simulators begin before the drivers and end after them; their settings come first', async () => {
  const notes: string[] = [];
  const { host, opened } = simulated(notes);
  await host.open(environment());
  expect(opened[0]?.hardwareConfig).toEqual({
    dmm: { host: 'sim', port: 1, range: 10 },
    power: { host: 'sim', port: 2 },
  });
  expect(await host.close()).toEqual({ failures: [], abandoned: false });
  await host.close();
  expect(notes).toEqual(['start dmm+power {"volts":12}', 'open', 'close', 'stop', 'close']);
});

test.each([
  ['no settings for one of them', { answer: { dmm: { port: 1 } } }, 'has to answer the settings of "power"'],
  ['empty settings', { answer: { dmm: { port: 1 }, power: {} } }, 'has to answer the settings of "power"'],
  ['a setting that is none', { answer: { dmm: { port: [1] }, power: { port: 2 } } }, 'dmm.port has to be a text'],
  ['an error', { start: async () => Promise.reject(new Error('no port')) }, 'did not start: no port'],
])('no driver is connected when a simulator answers with %s', async (_, behaviour, message) => {
  const notes: string[] = [];
  const { host } = simulated(notes, behaviour);
  await expect(host.open(environment())).rejects.toMatchObject({
    code: 'SIMULATOR_FAILED',
    message: expect.stringContaining(message),
  });
  await host.close();
  expect(notes).not.toContain('open');
  expect(notes.at(-1)).toBe('stop');
});

test('a stop while simulators start ends the start', async () => {
  const notes: string[] = [];
  const begun = Promise.withResolvers<void>();
  const { host } = simulated(notes, {
    start: () => {
      begun.resolve();
      return new Promise(() => undefined);
    },
  });
  const opening = host.open(environment());
  await begun.promise;
  host.abort(new Error('stopped'));
  await expect(opening).rejects.toThrow('stopped');
  expect(await host.close()).toMatchObject({ abandoned: true });
});

test('a simulator that does not stop is told, and harms nobody', async () => {
  const logs: string[] = [];
  const { host } = simulated([], {
    stop: () => {
      throw new Error('stuck');
    },
  });
  await host.open(environment(logs));
  expect(await host.close()).toEqual({ failures: [], abandoned: false });
  expect(logs).toEqual(['error the simulator of dmm, power was not stopped: Error: stuck']);
});
