import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import { expect, it, vi } from 'vitest';
import { hardware, Sequence, sequence, step } from '../index.ts';
import { TestInstrument, TestMeter, TestSupply, VouchingSupply } from './_instrument.ts';
import { type Started, start } from './_util.ts';

type Policy = NonNullable<ExecutionPlan['hardwareErrors']>;
type Device = new (context: ConstructorParameters<typeof TestMeter>[0], port: number) => TestMeter;

/** What a step does with the instrument; the test says so. */
interface Acts {
  /** The first main step, at its how many-th try. */
  first?: (supply: TestMeter, signal: AbortSignal, attempt: number) => Promise<unknown>;
  between?: () => Promise<unknown>;
  actuates?: boolean;
}

async function bench(acts: Acts, { device = TestMeter, ...policy }: Partial<Policy> & { device?: Device } = {}) {
  const instrument = await TestInstrument.make();
  let attempt = 0;
  @sequence({ name: 'with_instrument' })
  class WithInstrument extends Sequence {
    @hardware() supply!: TestMeter;
    @step({ order: 1, setup: true }) async on() {
      await this.supply.switchTo('ON', this.signal);
    }
    @step({ order: 1, ...(acts.actuates ? { actuates: true } : { retry: 1 }) }) async first() {
      attempt += 1;
      await acts.first?.(this.supply, this.signal, attempt);
    }
    @step({ order: 2 }) async between() {
      await acts.between?.();
    }
    @step({ order: 3 }) async last() {
      this.measure('volts', await this.supply.read(this.signal), { unit: 'V', limits: { low: 4.5, high: 5.5 } });
    }
    @step({ order: 1, cleanup: true }) async off() {
      await this.supply.switchTo('OFF', this.signal);
    }
  }
  const drivers = {
    supply: (context: ConstructorParameters<typeof TestMeter>[0]) => new device(context, instrument.port),
  };
  const hardwareErrors: Policy = { reconnectAttempts: 2, reconnectDelayMs: 20, onFailure: 'safe_stop', ...policy };
  const started = start(WithInstrument, { drivers, plan: { hardwareErrors } });
  return { instrument, ...started };
}

const events = <T extends RecordEvent['type']>({ recorder }: Pick<Started, 'recorder'>, type: T) =>
  recorder.committed.filter((event): event is Extract<RecordEvent, { type: T }> => event.type === type);
const untilRecorded = (made: Pick<Started, 'recorder'>, type: RecordEvent['type'], count = 1) =>
  vi.waitFor(() => expect(events(made, type)).toHaveLength(count), { timeout: 5_000, interval: 5 });
const errorOf = (made: Pick<Started, 'recorder'>, name: string) =>
  events(made, 'stepEnded').find(({ step }) => step.name === name)?.step.error;
const states = ({ told }: Pick<Started, 'told'>) =>
  told.flatMap((event) => (event.type === 'HARDWARE_STATUS' ? [event.state] : []));

it('tries a step again after its instrument was reset and is there again, without sending a command twice', async () => {
  const made = await bench({
    first: async (supply, signal, attempt) => {
      if (attempt === 1) made.instrument.reset();
      await supply.read(signal);
    },
  });
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  expect(made.steps()).toEqual([
    'on passed',
    'first error',
    'first passed',
    'between passed',
    'last passed',
    'off passed',
  ]);
  expect(made.instrument.commands.filter((command) => command === 'OUTP ON')).toHaveLength(1);
  expect(events(made, 'hardwareLost')).toMatchObject([
    { hardware: 'supply', step: 'first', error: { code: 'DRIVER_CONNECTION' } },
  ]);
  expect(events(made, 'hardwareBack')).toMatchObject([{ hardware: 'supply', lostMs: expect.any(Number), attempts: 1 }]);
  expect(states(made)).toEqual(expect.arrayContaining(['connected', 'lost', 'connected', 'disconnected']));
});

it('sees that an idle instrument is lost while another step runs, and has it back before the next', async () => {
  const made = await bench({
    between: async () => {
      await made.instrument.unplug();
      await made.instrument.plugIn();
      await vi.waitFor(() => expect(states(made)).toContain('lost'));
    },
  });
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  expect(events(made, 'hardwareBack')).toHaveLength(1);
});

it('waits with auto_reconnect for as long as it takes, outside of every time limit of a step', async () => {
  const made = await bench(
    {
      first: async (supply, signal, attempt) => {
        if (attempt === 1) await made.instrument.unplug();
        await supply.read(signal);
      },
    },
    { onFailure: 'auto_reconnect' },
  );
  await untilRecorded(made, 'hardwareGivenUp');
  expect(made.execution.status).toMatchObject({ state: 'waiting', step: null });
  expect(made.told).toContainEqual(
    expect.objectContaining({ type: 'STATUS_UPDATE', waitingFor: 'hardware', detail: 'supply' }),
  );
  await vi.waitFor(() =>
    expect(made.told).toContainEqual(expect.objectContaining({ state: 'reconnecting', attempt: 4 })),
  );
  await made.instrument.plugIn();
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  expect(events(made, 'hardwareGivenUp')).toHaveLength(1);
});

it('ends its wait at once when it is stopped', async () => {
  const made = await bench(
    { first: () => made.instrument.unplug() },
    { onFailure: 'auto_reconnect', reconnectDelayMs: 3_600_000 },
  );
  await untilRecorded(made, 'hardwareLost');
  made.execution.stop('operatorStop');
  expect(await made.result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
});

it('ends in ERROR with safe_stop when the attempts are used up, and the cleanup has its turn', async () => {
  const made = await bench({ between: () => made.instrument.unplug() }, { device: TestSupply });
  expect(await made.result).toMatchObject({
    verdict: 'ERROR',
    endReason: 'errorStop',
    close: { failures: [{ hardware: 'supply', action: 'safeStop' }] },
  });
  expect(made.steps()).toEqual(['on passed', 'first passed', 'between error', 'off error']);
  const between = events(made, 'stepEnded').find(({ step }) => step.name === 'between');
  expect(between?.step, 'it had not thrown anything').toMatchObject({ errorClass: 'RECOVERABLE' });
  expect(events(made, 'hardwareBack')).toEqual([]);
});

it('never runs an actuating step again by itself, though its instrument is back', async () => {
  const made = await bench({
    actuates: true,
    first: async (supply, signal) => {
      made.instrument.reset();
      await supply.switchTo('ON', signal);
      await supply.read(signal);
    },
  });
  expect(await made.result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(made.steps()).toEqual(['on passed', 'first error', 'off passed']);
  expect(made.instrument.isOn).toBe(false);
});

it('never goes on with another instrument, and does not take it for the one that has to be made safe', async () => {
  const made = await bench(
    {
      first: async () => {
        await made.instrument.unplug();
        made.instrument.identity = 'ACME,PSU,2';
        await made.instrument.plugIn();
      },
    },
    { device: VouchingSupply },
  );
  const before = made.instrument.commands.length;
  expect(await made.result).toMatchObject({
    verdict: 'ERROR',
    error: { code: 'DIFFERENT_INSTRUMENT', message: expect.stringContaining('was ACME,PSU,1; now ACME,PSU,2') },
    close: { failures: [{ hardware: 'supply', action: 'safeStop', error: { code: 'DIFFERENT_INSTRUMENT' } }] },
  });
  expect(states(made)).toContain('different');
  expect(made.steps()).toEqual(['on passed', 'first error', 'off error']);
  const heard = made.instrument.commands.slice(before).filter((command) => command.startsWith('OUTP '));
  expect(heard.filter((command) => command === 'OUTP OFF')).toEqual([]);
});

it('waits with auto_reconnect for the one that it was', async () => {
  const made = await bench(
    {
      first: async (_supply, _signal, attempt) => {
        if (attempt > 1) return;
        await made.instrument.unplug();
        made.instrument.identity = 'ACME,PSU,2';
        await made.instrument.plugIn();
      },
    },
    { onFailure: 'auto_reconnect' },
  );
  await untilRecorded(made, 'hardwareGivenUp');
  await made.instrument.unplug();
  made.instrument.identity = 'ACME,PSU,1';
  await made.instrument.plugIn();
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
});

it('takes what holds energy to have forgotten it, unless its driver says otherwise: no PASS and no FAIL comes of it', async () => {
  const acts: Acts = {
    between: async () => {
      const isOn = made.instrument.isOn;
      await made.instrument.unplug();
      made.instrument.isOn = isOn && stays;
      await made.instrument.plugIn();
    },
  };
  let stays = true;
  let made = await bench(acts, { device: TestSupply });
  expect(await made.result).toMatchObject({ verdict: 'ERROR' });
  expect(errorOf(made, 'between')).toMatchObject({ code: 'HARDWARE_STATE_UNKNOWN' });
  made = await bench(acts, { device: VouchingSupply });
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  stays = false;
  made = await bench(acts, { device: VouchingSupply });
  expect(await made.result).toMatchObject({ verdict: 'ERROR' });
  expect(errorOf(made, 'between')).toMatchObject({
    code: 'HARDWARE_STATE_UNKNOWN',
    message: expect.stringContaining('its output is off'),
  });
});

it('does not take an answer that came too late for a lost instrument', async () => {
  const made = await bench(
    {
      first: async (supply, signal, attempt) => {
        made.instrument.heard = (command) => (command === 'MEAS?' ? attempt > 1 : undefined);
        await supply.read(signal);
      },
    },
    { device: TestSupply },
  );
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  expect(made.steps()).toContain('first error');
  expect(events(made, 'hardwareLost')).toEqual([]);
});

it('sees half-open TCP by the answer that does not come, and by the next one', async () => {
  const made = await bench({
    first: async (supply, signal) => {
      made.instrument.heard = () => false;
      await supply.read(signal);
    },
  });
  expect(await made.result).toMatchObject({ verdict: 'ERROR' });
  expect(events(made, 'hardwareLost')).toMatchObject([{ hardware: 'supply', step: 'first' }]);
});

it('stands with pause_wait until a person says how to go on, and then only with the instrument', async () => {
  const made = await bench(
    {
      actuates: true,
      first: async (supply, signal, attempt) => {
        if (attempt === 1) await made.instrument.unplug();
        await supply.read(signal);
      },
    },
    { device: TestSupply, onFailure: 'pause_wait' },
  );
  await untilRecorded(made, 'executionPaused');
  expect(events(made, 'executionPaused')).toMatchObject([{ failedStep: 'first', lostHardware: ['supply'] }]);
  expect(() => made.execution.retryStep({ by: 'Kim' })).toThrow(/moves or powers/);
  made.execution.retryStep({ by: 'Kim', confirm: true });
  await untilRecorded(made, 'executionPaused', 2);
  const { isOn } = made.instrument;
  await made.instrument.plugIn();
  expect(isOn).toBe(true);
  made.execution.retryStep({ by: 'Lee', confirm: true });
  expect(await made.result).toMatchObject({ verdict: 'PASS', hadFailure: true });
  expect(events(made, 'hardwareBack')).toMatchObject([{ trustedBy: 'Lee' }]);
  const tries = events(made, 'stepEnded').filter(({ step: { name } }) => name === 'first');
  expect(tries.map(({ step: { status, retriedBy } }) => [status, retriedBy])).toEqual([
    ['error', undefined],
    ['passed', 'Lee'],
  ]);
});

it('stands before the next step where none has failed, and goes on with it', async () => {
  const made = await bench(
    { between: () => made.instrument.unplug() },
    { onFailure: 'pause_wait', reconnectAttempts: 1 },
  );
  await untilRecorded(made, 'executionPaused');
  expect(events(made, 'executionPaused')[0]).not.toHaveProperty('failedStep');
  await made.instrument.plugIn();
  made.execution.resume({ by: 'Kim' });
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  expect(made.steps()).toEqual(['on passed', 'first passed', 'between passed', 'last passed', 'off passed']);
});
