import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import { describe, expect, test } from 'vitest';
import { hardware, Sequence, sequence, step } from '../index.ts';
import { deferred, NotingDriver, start } from './_util.ts';
import type { Resources } from './execution-ports.ts';

const shared = (instrument: string): ExecutionPlan['hardware'][string] => ({
  ...{ driverModule: 'm.js', driverClass: 'D', config: {}, configTypes: {} },
  ...{ instrument, shared: true },
});
const HARDWARE = { chamber: shared('chamber_1'), meter: shared('a_meter') };
const DRIVERS = {
  chamber: (context: ConstructorParameters<typeof NotingDriver>[0]) => new NotingDriver(context),
  meter: (context: ConstructorParameters<typeof NotingDriver>[0]) => new NotingDriver(context),
};

/** A station that lends what it is asked for, when told to. */
function lender() {
  const notes: string[] = [];
  const asked = deferred();
  const grant = deferred();
  let signal: AbortSignal | undefined;
  const resources: Resources = {
    async acquire(instruments, request) {
      notes.push(`acquire ${instruments.join(' ')} for ${request.step}`);
      signal = request.signal;
      request.queued('batch b2 holds it');
      asked.resolve();
      await grant.promise;
      return { release: async () => void notes.push('release') };
    },
    async rendezvous(name, request) {
      notes.push(`meet ${name} for ${request.step}`);
    },
  };
  return { notes, asked: asked.promise, grant: grant.resolve, resources, signal: () => signal };
}

@sequence({ name: 'heating' })
class Heating extends Sequence {
  @hardware() chamber!: NotingDriver;
  @hardware() meter!: NotingDriver;
  @step({ order: 1, uses: ['meter', 'chamber'], rendezvous: 'door', timeout: 1 }) heat() {
    this.log.info('heats');
  }
  @step({ order: 1, cleanup: true }) async off() {}
}

describe('a step that uses what other batches use too', () => {
  test('meets the others, then has all of it at once, and gives it back', async () => {
    const { notes, asked, grant, resources } = lender();
    const { execution, result, told, recorder } = start(Heating, { hardware: HARDWARE, drivers: DRIVERS, resources });
    await asked;
    expect(execution.status).toMatchObject({ state: 'waiting' });
    expect(told.findLast((event) => event.type === 'STATUS_UPDATE')).toMatchObject({
      ...{ state: 'waiting', waitingFor: 'instrument', detail: 'batch b2 holds it' },
    });
    expect(told.some((event) => event.type === 'STEP_START')).toBe(false);
    grant();
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['meet door for heat', 'acquire a_meter chamber_1 for heat', 'release']);
    const heat = recorder.committed.find((event) => event.type === 'stepEnded');
    expect(heat).toMatchObject({ step: { name: 'heat', waitForResourceMs: expect.any(Number) } });
    expect(heat).not.toHaveProperty('step.waitForPeersMs');
  });

  test('is not begun when Stop comes before the grant; a grant that comes too late is given back', async () => {
    const { notes, asked, grant, resources, signal } = lender();
    const { execution, result, steps } = start(Heating, { hardware: HARDWARE, drivers: DRIVERS, resources });
    await asked;
    execution.stop('operatorStop');
    expect(await result).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(steps()).toEqual(['off passed']);
    expect(signal()?.aborted).toBe(true);
    grant();
    await new Promise((resolve) => setImmediate(resolve));
    expect(notes.at(-1)).toBe('release');
  });

  test('is in error with what the station said when it cannot be had', async () => {
    const resources: Resources = {
      acquire: async () => {
        throw new CodedError('INSTRUMENT_NOT_FOUND', 'no chamber_1 here');
      },
      rendezvous: async () => undefined,
    };
    const { result, recorder, steps } = start(Heating, { hardware: HARDWARE, drivers: DRIVERS, resources });
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(steps()).toEqual(['heat error', 'off passed']);
    const heat = recorder.committed.find((event) => event.type === 'stepEnded');
    expect(heat).toMatchObject({ step: { error: { code: 'INSTRUMENT_NOT_FOUND' } } });
    expect(heat).not.toHaveProperty('step.startedAt');
  });

  test('is in error where nothing lends', async () => {
    const { result, recorder } = start(Heating, { hardware: HARDWARE, drivers: DRIVERS });
    expect(await result).toMatchObject({ verdict: 'ERROR' });
    expect(recorder.committed.find((event) => event.type === 'stepEnded')).toMatchObject({
      step: { error: { code: 'LEASE_NOT_HELD' } },
    });
  });

  test('asks nobody for hardware that is its own', async () => {
    const { notes, resources } = lender();
    const { shared: _shared, ...own } = HARDWARE.chamber;
    const hardwareOfPlan = { chamber: own, meter: { ...own, instrument: 'b1.meter' } };
    const { result } = start(Heating, { hardware: hardwareOfPlan, drivers: DRIVERS, resources });
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['meet door for heat']);
  });

  test('ends in error, with its cleanup, when somebody breaks the lease', async () => {
    @sequence({ name: 'broken_lease' })
    class BrokenLease extends Sequence {
      @step({ order: 1 }) async heat() {
        queueMicrotask(() => execution.fail(new CodedError('LEASE_BROKEN', 'broken by a person')));
        await this.sleep(60_000);
      }
      @step({ order: 1, cleanup: true }) async off() {}
    }
    const { execution, result, steps } = start(BrokenLease);
    expect(await result).toMatchObject({ verdict: 'ERROR', error: { code: 'LEASE_BROKEN' }, mustReplaceWorker: false });
    expect(steps()).toEqual(['heat error', 'off passed']);
  });
});

test('a cleanup step waits for what it uses no longer than its time limit', async () => {
  @sequence({ name: 'late_cleanup' })
  class LateCleanup extends Sequence {
    @hardware() chamber!: NotingDriver;
    @step({ order: 1 }) async main() {}
    @step({ order: 1, cleanup: true, uses: ['chamber'], timeout: 0.02 }) async off() {}
  }
  const { resources } = lender();
  const hardwareOfPlan = { chamber: HARDWARE.chamber };
  const drivers = { chamber: DRIVERS.chamber };
  const { result, steps } = start(LateCleanup, { hardware: hardwareOfPlan, drivers, resources });
  expect(await result).toMatchObject({ verdict: 'ERROR', error: { code: 'CLEANUP_FAILED' } });
  expect(steps()).toEqual(['main passed', 'off error']);
});

@sequence({ name: 'holding', blocks: { oven: { order: 1, uses: ['chamber'], loop: 2 } } })
class Holding extends Sequence {
  @hardware() chamber!: NotingDriver;
  @step({ in: 'oven', order: 1, setup: true }) async heat() {}
  @step({ in: 'oven', order: 1, uses: ['chamber'] }) async read() {}
  @step({ in: 'oven', order: 1, cleanup: true }) async cool() {}
  @step({ order: 2 }) async after() {}
  @step({ order: 1, cleanup: true }) async off() {}
}
const OVEN = { hardware: { chamber: HARDWARE.chamber }, drivers: { chamber: DRIVERS.chamber } };

describe('a block that uses what other batches use too', () => {
  test('holds it from its setup to its cleanup, its steps ask no more, and its first step says how long it waited', async () => {
    const { notes, asked, grant, resources } = lender();
    const { result, recorder } = start(Holding, { ...OVEN, resources });
    await asked;
    grant();
    expect(await result).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['acquire chamber_1 for oven', 'release']);
    const waited = recorder.committed.flatMap((event) =>
      event.type === 'stepEnded' && event.step.waitForResourceMs !== undefined ? [event.step.name] : [],
    );
    expect(waited).toEqual(['heat']);
  });

  test('is not entered when Stop comes before the grant', async () => {
    const { notes, asked, resources } = lender();
    const { execution, result, steps } = start(Holding, { ...OVEN, resources });
    await asked;
    execution.stop('operatorStop');
    expect(await result).toMatchObject({ verdict: 'ABORTED' });
    expect(steps()).toEqual(['off passed']);
    expect(notes).toEqual(['acquire chamber_1 for oven']);
  });

  test('that cannot have it is in error at its first step, without cleanup', async () => {
    const { result, recorder, steps } = start(Holding, OVEN);
    expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(steps()).toEqual(['heat error', 'off passed']);
    expect(recorder.committed.find((event) => event.type === 'stepEnded')).toMatchObject({
      step: { error: { code: 'LEASE_NOT_HELD' } },
    });
  });
});
